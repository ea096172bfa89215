"""Gzip files, written and read by zlib-ng: in half of zlib's time, in a third of the standard library's.

A file in pieces is an ordinary gzip file of one member (RFC 1952), whose DEFLATE stream can be cut where a piece ends: no piece refers
to another.
"""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from zlib_ng import gzip_ng, zlib_ng

_LEVEL = 5  # of zlib-ng: the size of zlib's 6
_BROKEN = cast("type[Exception]", zlib_ng.error)


@contextmanager
def compressed(path: Path) -> Iterator[IO[bytes]]:
    """A file to be written, whose bytes depend on its content only: without name and time."""
    with (
        path.open("wb") as raw,
        gzip_ng.GzipNGFile("", "wb", _LEVEL, raw, mtime=0) as file,  # type: ignore[no-untyped-call]
    ):
        yield cast("IO[bytes]", file)


@contextmanager
def decompressed(path: Path) -> Iterator[IO[bytes]]:
    """The bytes of a file.

    Raises:
        OSError, EOFError: if the file is broken.
    """
    try:
        with gzip_ng.GzipNGFile(path, "rb") as file:  # type: ignore[no-untyped-call]
            yield cast("IO[bytes]", file)
    except _BROKEN as error:
        raise OSError(f"{path.name} is no whole gzip file: {error}") from error


HEADER = b"\x1f\x8b\x08" + bytes(6) + b"\xff"
"""What a file in pieces begins with: no name, no time, any system (RFC 1952, 2.3)."""

_LAST = b"\x03\x00"  # an empty block that is the last one (RFC 1951, 3.2.3)
TRAILER_LENGTH = len(_LAST) + 8


class Pieces:
    """A file in pieces while it is written."""

    def __init__(self, file: IO[bytes]) -> None:
        """Begin with an empty file."""
        self._file, self._crc, self._length = file, 0, 0
        file.write(HEADER)

    def add(self, content: bytes) -> int:
        """Write content as a piece; return the bytes that it takes."""
        piece = deflated(content)
        self._write(piece, content)
        return len(piece)

    def copy(self, piece: bytes) -> None:
        """Write a piece of another file."""
        self._write(piece, inflated(piece))

    def end(self) -> None:
        """Write what a gzip file ends with."""
        self._file.write(_LAST + struct.pack("<II", self._crc, self._length & 0xFFFFFFFF))

    def _write(self, piece: bytes, content: bytes) -> None:
        self._file.write(piece)
        self._crc = zlib_ng.crc32(content, self._crc)
        self._length += len(content)


@contextmanager
def in_pieces(path: Path) -> Iterator[Pieces]:
    """A file to be written in pieces; equal pieces give equal bytes."""
    with path.open("wb") as file:
        pieces = Pieces(file)
        yield pieces
        pieces.end()


def deflated(content: bytes) -> bytes:
    """A piece of a file."""
    stream = zlib_ng.compressobj(_LEVEL, zlib_ng.DEFLATED, -zlib_ng.MAX_WBITS)
    return stream.compress(content) + stream.flush(zlib_ng.Z_FULL_FLUSH)


def inflated(piece: bytes) -> bytes:
    """The content of a piece.

    Raises:
        OSError: if it is none.
    """
    try:
        return zlib_ng.decompressobj(-zlib_ng.MAX_WBITS).decompress(piece)
    except _BROKEN as error:
        raise OSError(f"no piece of a gzip file: {error}") from error
