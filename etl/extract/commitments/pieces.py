"""Cut text into the word pieces that a reader knows (SentencePiece unigram): the likeliest cut of every word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from etl.extract.commitments.packed import PackedModel

START, END, UNKNOWN = 0, 2, 3
_WORD_MARK = "▁"
_WORSE = 10.0  # an unknown character is this much less likely than the rarest piece
_LONGEST_WORD = 64
_MOST_REMEMBERED = 1 << 16
_FIRST = 5


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces of neighbouring sentences; spans: for each its key and where each of its words begins, with the end of the last."""

    pieces: tuple[int, ...]
    spans: tuple[tuple[int, tuple[int, ...]], ...]


@dataclass(slots=True)
class Pieces:
    """A vocabulary: numbers by piece, their log-probabilities, what characters are replaced by.

    reach: by their first letters the length of the longest piece that begins so, lest longer ones are looked for.
    """

    numbers: Mapping[str, int]
    scores: Sequence[float]
    letters: Mapping[int, str]
    unknown_score: float
    reach: Mapping[str, int]
    _remembered: dict[str, tuple[int, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, model: PackedModel) -> "Pieces":
        """The vocabulary of a packed model."""
        return cls.among(model.pieces, model.scores.tolist(), model.letters)

    @classmethod
    def among(cls, pieces: Sequence[str], scores: Sequence[float], letters: Mapping[int, str]) -> "Pieces":
        """The vocabulary of these pieces, whose numbers are their places; letters: what characters are replaced by."""
        numbers = {piece: number for number, piece in reversed(list(enumerate(pieces)))}
        reach: dict[str, int] = {}
        for piece in numbers:
            reach[piece[:_FIRST]] = max(len(piece), reach.get(piece[:_FIRST], 0))
        return cls(numbers, scores, letters, min(scores) - _WORSE, reach)

    def cut(self, word: str) -> tuple[int, ...]:
        """The numbers of the pieces of a word without white space; those of frequent words are looked up once."""
        found = self._remembered.get(word)
        if found is None:
            if len(self._remembered) >= _MOST_REMEMBERED:
                self._remembered.clear()
            plain = word[:_LONGEST_WORD].translate(dict(self.letters)) if not word.isascii() else word[:_LONGEST_WORD]
            found = self._remembered[word] = tuple(number for part in plain.split() for number in self._best(_WORD_MARK + part))
        return found

    def cut_words(self, words: Sequence[str], most: int) -> tuple[list[int], list[int]]:
        """The pieces of a sentence, at most so many, and where each word begins among them, with the end of the last."""
        own, starts = list[int](), [0]
        for word in words:
            cut = self.cut(word)
            if len(own) + len(cut) > most:
                break
            own += cut
            starts.append(len(own))
        return (own, starts) if own else ([UNKNOWN], [0, 1])

    def _best(self, text: str) -> list[int]:
        """The pieces of the likeliest cut (Viterbi)."""
        best = [0.0] + [float("-inf")] * len(text)
        back: list[tuple[int, int]] = [(0, UNKNOWN)] * (len(text) + 1)
        numbers, scores, reach, length = self.numbers, self.scores, self.reach, len(text)
        for start in range(length):
            before = best[start]
            if text[start] not in numbers and before + self.unknown_score > best[start + 1]:
                best[start + 1], back[start + 1] = before + self.unknown_score, (start, UNKNOWN)
            for end in range(start + 1, min(length, start + reach.get(text[start : start + _FIRST], _FIRST - 1)) + 1):
                number = numbers.get(text[start:end])
                if number is not None and before + scores[number] > best[end]:
                    best[end], back[end] = before + scores[number], (start, number)
        found, at = [], len(text)
        while at:
            at, number = back[at]
            found.append(number)
        return found[::-1]
