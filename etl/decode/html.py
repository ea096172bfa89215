"""Text of an HTML document: its blocks as paragraphs, without scripts, navigation and the like."""

import re
import warnings

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, NavigableString, ParserRejectedMarkup, XMLParsedAsHTMLWarning

from etl.errors import DecodeError

# No "form" among them: some systems wrap every page whole into one.
_LEFT_OUT = ("script", "style", "noscript", "template", "nav", "header", "footer", "select", "button", "textarea", "svg", "head")
_PARAGRAPHS = ("p", "div", "section", "article", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "dl")
_LINES = ("br", "li", "tr", "dt", "dd", "hr")
_CELLS = ("td", "th")

_SPACES = re.compile(r"\s+")


def read(data: bytes) -> str:
    """The text of a page; its encoding is what its bytes or its head say.

    Raises:
        DecodeError: if the markup is broken beyond reading.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
            warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
            soup = BeautifulSoup(data, "html.parser")
    except ParserRejectedMarkup as error:
        raise DecodeError("the HTML cannot be read") from error
    body = soup.body or soup
    for element in body.find_all(_LEFT_OUT):
        element.decompose()
    for text in body.find_all(string=True):
        if type(text) is not NavigableString:  # a comment, a declaration
            text.extract()
        elif not text.find_parent("pre"):
            text.replace_with(_SPACES.sub(" ", text))
    for element in body.find_all(_PARAGRAPHS):
        element.insert_before("\n\n")
        element.insert_after("\n\n")
    for element in body.find_all(_LINES):
        element.insert_after("\n")
    for element in body.find_all(_CELLS):
        element.insert_after(" ")
    return str(body.get_text())
