"""How German sentences ask: by a question mark, by their first word, or as a request."""

import re

# A request for information without a question mark.
REQUEST = re.compile(
    r"\b(?:möchte[nt]?\s(?:\w+\s){0,3}(?:wissen|erfahren)|bitte[nt]?\b|wird\s(?:\w+\s){0,3}gebeten|werden\s(?:\w+\s){0,3}gebeten|gebeten,|fragt|erkundigt\ssich"
    r"|wird\sum\s|Auskunft|möge\b|wünschen\b)",
    re.IGNORECASE,
)
# The beginning of a question that can stand alone.
INTERROGATIVE = re.compile(
    r"(?i:(?:in|seit|ab|bis|mit|von|aus|auf|bei|nach|an|zu|für|durch|wegen)?\s?(?:wie|was|wer|wem|wen|wann|wo\w*|welche[rsnm]?|warum|weshalb|wieso|inwie\w+)"
    r"|ist|sind|war|waren|wird|werden|wurden?|hat|haben|hatten?|kann|können|soll|sollen|muss|müssen|gibt|gab|sieht|plant|besteh\w+|liegen?|trifft|teilt|h[aä]lt|wären?|könnten?|dürfen|darf|besitz(?:t|en)|beabsichtigt|befinde[nt]|findet|gehör(?:t|en)|existier(?:t|en)|unterstütz(?:t|en))\b",
)


def asks(text: str, start: int, end: int) -> bool:
    """Whether a range of a text asks: by a question mark or as a request."""
    return text.find("?", start, end) >= 0 or bool(REQUEST.search(text, start, end)) or bool(INTERROGATIVE.match(text, start, end))
