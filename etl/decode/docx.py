"""Text of a DOCX document: paragraphs and tables in their order."""

import io
import zipfile
from collections.abc import Iterator

from docx import Document
from docx.opc.exceptions import OpcError
from docx.table import Table

from etl.errors import DecodeError

_LARGEST_UNPACKED = 200 << 20


def read(data: bytes) -> str:
    """The text of a document, paragraphs parted by blank lines.

    Raises:
        DecodeError: if the bytes are no DOCX, or unpack to far more than a document holds.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if "word/document.xml" not in archive.namelist():
                raise DecodeError("the file is an archive, but no DOCX")
            if sum(member.file_size for member in archive.infolist()) > _LARGEST_UNPACKED:
                raise DecodeError("the DOCX unpacks to more than is read")
        return "\n\n".join(_blocks(data))
    except (zipfile.BadZipFile, OpcError, KeyError, ValueError) as error:
        raise DecodeError(f"the DOCX cannot be read ({type(error).__name__})") from error


def _blocks(data: bytes) -> Iterator[str]:
    for block in Document(io.BytesIO(data)).iter_inner_content():
        if isinstance(block, Table):
            yield "\n".join(" ".join(cell.text for cell in row.cells) for row in block.rows)
        else:
            yield block.text
