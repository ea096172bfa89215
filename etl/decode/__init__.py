"""Turn bytes into typed records and texts: OParl JSON, PDF, DOCX, HTML, plain text, OCR. Interprets nothing."""

from etl.decode.ocr import is_available as ocr_is_available
from etl.decode.oparl import decode_body, decode_meeting, decode_organization, decode_paper
from etl.decode.text import TEXT_VERSION, DecodedText, decode_text, normalise_api_text

__all__ = [
    "TEXT_VERSION",
    "DecodedText",
    "decode_body",
    "decode_meeting",
    "decode_organization",
    "decode_paper",
    "decode_text",
    "normalise_api_text",
    "ocr_is_available",
]
