"""Signs of a commitment's status that a sentence bears, so plain that each is weighed by itself (`judging.linear_terms`)."""

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from etl.extract.commitments.features import brackets, tokens
from etl.extract.commitments.lexicon import Words, lexicon

SIGNS = ("announced", "proviso", "underway")  # announced: "wird" with an infinitive; the others: `signs.yml`

_FUTURE = frozenset(("wird", "werden"))
_INFINITIVE = re.compile(r"\w+(?:en|ern|eln)")
_PARTICIPLE = re.compile(r"(?:ab|an|auf|aus|bei|ein|vor|zu|um|mit|nach|weiter|durch|her|hin|zurück|fort|fest|bereit|teil|statt)?ge\w+en")


def signs_of(texts: Sequence[str]) -> NDArray[np.float64]:
    """Which of `SIGNS` each sentence bears: 1 or 0, a row per sentence."""
    found = list[list[bool]]()
    for text in texts:
        labels = _labels(tokens(text))
        found.append([sign in labels for sign in SIGNS])
    return np.array(found, np.float64).reshape(len(texts), len(SIGNS))


def _labels(words: Sequence[str]) -> set[str]:
    terms = lexicon("signs.yml")
    found = {label.removesuffix("+") for label in terms.of_phrases(words)}.union(*map(terms.words.labels, words))
    closed = [word for before, word in pairwise(("", *words)) if word != "." or not before.startswith("0")]  # not "im 2. Halbjahr"
    return found | {"announced" for auxiliary, last in brackets(closed) if auxiliary in _FUTURE and _is_infinitive(last, terms.words)}


def _is_infinitive(word: str, terms: Words) -> bool:
    """Whether the last word of a clause is an infinitive ("wird anbieten") rather than a participle ("wird angeboten")."""
    return bool(_INFINITIVE.fullmatch(word)) and not _PARTICIPLE.fullmatch(word) and "participles" not in terms.labels(word)
