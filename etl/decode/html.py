"""Text of an HTML document: its blocks as paragraphs, without scripts, navigation and the like."""

import warnings

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, Tag

_LEFT_OUT = ("script", "style", "noscript", "template", "nav", "header", "footer", "form", "svg", "head")
_PARAGRAPHS = ("p", "div", "section", "article", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "dl")
_LINES = ("br", "li", "tr", "dt", "dd", "hr")


def read(data: bytes) -> str:
    """The text of a page; its encoding is what its bytes or its head say."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        soup = BeautifulSoup(data, "html.parser")
    body = soup.body or soup
    for element in body.find_all(_LEFT_OUT):
        element.decompose()
    for element in body.find_all(("pre",)):
        element.string = element.get_text()
    for text in body.find_all(string=True):
        if not (isinstance(text.parent, Tag) and text.parent.name == "pre"):
            text.replace_with(" ".join(f" {text} ".split("\n")) if text.strip() else " ")
    for element in body.find_all(_PARAGRAPHS):
        element.insert_before("\n\n")
        element.insert_after("\n\n")
    for element in body.find_all(_LINES):
        element.insert_after("\n")
    for element in body.find_all("td"):
        element.insert_after(" ")
    return str(body.get_text())
