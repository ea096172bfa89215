"""A local folder as other machines see it: its files at a URL, each under its name and hash, and a list of them that is written last."""

import hashlib
import io
import json
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from etl.errors import StoreError
from etl.store.places import Place

_LIST = "files.json"


@dataclass(frozen=True, slots=True)
class Mirror:
    """A local folder and its copy at a URL. Whoever reads the copy sees all files as they were handed out together.

    A file `papers/2024.csv` lies there as `papers/2024-<the first 16 digits of its SHA-256>.csv`; `files.json` says which are current.
    """

    folder: Path
    url: str

    def fetch(self) -> None:
        """Make the local folder the same as the copy; where there is no copy yet, make one of the folder.

        Raises:
            StoreError: if the copy cannot be reached or is damaged.
        """
        listed = self._listed()
        if not listed:
            if self.folder.is_dir():
                self.hand_out()
            return
        here = self._here()
        for name in here.keys() - listed.keys():
            (self.folder / name).unlink()
        for name, sha256 in listed.items():
            if here.get(name) != sha256:
                self._fetch(name, sha256)

    def hand_out(self) -> None:
        """Make the copy the same as the local folder: new files first, then the list, then what is no longer listed goes.

        Raises:
            StoreError: if the copy cannot be written.
        """
        before, here, place = self._listed(), self._here(), Place(self.url)
        for name, sha256 in here.items():
            if before.get(name) != sha256:
                with (self.folder / name).open("rb") as file:
                    place.write(_there(name, sha256), file)
        place.write(_LIST, io.BytesIO(json.dumps(here, sort_keys=True, indent=1).encode()))
        current = {_LIST, *(_there(name, sha256) for name, sha256 in here.items())}
        for name in [name for name, _, _ in place.files() if name not in current]:
            place.remove(name)

    def _fetch(self, name: str, sha256: str) -> None:
        place = Place(self.url)
        try:
            data = place.read(_there(name, sha256))
        except FileNotFoundError:
            data = b""
        if hashlib.sha256(data).hexdigest() != sha256:
            todo = f"remove {_LIST} there; then the next build makes all again"
            raise StoreError("a file of rows is missing or damaged", where=f"{self.url}/{_there(name, sha256)}", todo=todo)
        Place(str(self.folder.absolute())).write(name, io.BytesIO(data))

    def _listed(self) -> dict[str, str]:
        """The SHA-256 of every file of the copy, by name."""
        try:
            listed: dict[str, str] = json.loads(Place(self.url).read(_LIST))
        except FileNotFoundError:
            return {}
        return listed

    def _here(self) -> dict[str, str]:
        """The SHA-256 of every file of the folder, by name."""
        found = {}
        for path in sorted(self.folder.rglob("*")):
            if path.is_file() and not path.name.endswith(".part"):
                with path.open("rb") as file:
                    found[path.relative_to(self.folder).as_posix()] = hashlib.file_digest(file, "sha256").hexdigest()
        return found


def _there(name: str, sha256: str) -> str:
    path = PurePosixPath(name)
    stem, *suffixes = path.name.split(".")
    return str(path.with_name(".".join((f"{stem}-{sha256[:16]}", *suffixes))))
