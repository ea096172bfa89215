"""Text of a DOCX document: paragraphs and tables in their order."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from docx import Document
from docx.opc.exceptions import OpcError
from docx.table import Table, _Row

from etl.errors import DecodeError

_LARGEST_UNPACKED = 200 << 20
# What a broken archive or broken XML in it ends in: the zip's, zlib's and the package's own errors, lxml's (a SyntaxError),
# a password (a RuntimeError), and elements or attributes that must be there and are not.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    OpcError,
    EOFError,
    SyntaxError,
    RuntimeError,
    LookupError,
    ValueError,
    AttributeError,
    TypeError,
)


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
    except _BROKEN as error:
        raise DecodeError(f"the DOCX cannot be read ({type(error).__name__})") from error


def _blocks(data: bytes) -> Iterator[str]:
    for block in Document(io.BytesIO(data)).iter_inner_content():
        if isinstance(block, Table):
            yield _table_text(block)
        else:
            yield block.text


def _table_text(table: Table) -> str:
    """The rows as lines. A cell that spans columns or rows is given for each of them; it is said where it begins."""
    seen: set[object] = set()
    return "\n".join(" ".join(_unseen(row, seen)) for row in table.rows)


def _unseen(row: _Row, seen: set[object]) -> Iterator[str]:
    for cell in row.cells:
        if cell._tc not in seen:  # noqa: SLF001 — the element behind the cell is the only thing that tells cells apart
            seen.add(cell._tc)  # noqa: SLF001
            yield cell.text
