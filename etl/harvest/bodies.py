"""What an OParl server offers: its system, its bodies, and their external lists."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from etl.errors import SourceUnreachableError
from etl.harvest.client import Client
from etl.harvest.failures import FetchError
from etl.harvest.pages import walk
from etl.model import oparl
from etl.sources import Source
from etl.store.objects import RawObject


@dataclass(frozen=True, slots=True)
class BodyList:
    """One external list to walk: its name for people, the kind of its objects, its URL."""

    name: str
    kind: str
    url: str


#: Keeps the objects of a list.
Keep = Callable[[BodyList, Sequence[oparl.Json]], None]


def body_lists(source: Source, client: Client, keep: Keep) -> Iterator[BodyList]:
    """The external lists of a source's bodies; `keep` is given the system and the bodies on the way.

    Raises:
        SourceUnreachableError: if the system or its bodies cannot be had, or the source's body is not among them.
    """
    todo = "check the URL with a browser; if the server moved, map the old prefix with `reach` in the source file"
    try:
        system = client.get_json(source.system)
        if not isinstance(system, Mapping) or not oparl.text(system.get("body")):
            raise SourceUnreachableError("the system's URL does not answer with an OParl System", where=source.system, todo=todo)
        bodies = _chosen(source, [body for page in walk(client, oparl.text(system["body"])) for body in page.objects])
    except FetchError as error:
        raise SourceUnreachableError(f"the OParl server cannot be used: {error.reason}", where=error.url, todo=todo) from error
    keep(BodyList("system", "System", source.system), ({**system, "id": oparl.identifier(system) or source.system},))
    keep(BodyList("bodies", "Body", oparl.text(system["body"])), bodies)
    for body in bodies:
        for kind, names in oparl.LISTS.items():
            url = next((oparl.text(body.get(name)) for name in names if oparl.text(body.get(name))), "")
            if url:
                yield BodyList(f"{kind.lower()}s", kind, url)


def _chosen(source: Source, bodies: list[oparl.Json]) -> list[oparl.Json]:
    """The bodies that the source asks for: all, or the one of its id (whatever its host is called by now) or name.

    Raises:
        SourceUnreachableError: if the server has no such body.
    """
    if not source.body:
        return bodies
    path = _local(source.body)
    chosen = [body for body in bodies if _local(oparl.identifier(body)) == path or oparl.text(body.get("name")) == source.body]
    if not chosen:
        names = ", ".join(oparl.text(body.get("name")) or oparl.identifier(body) for body in bodies)
        raise SourceUnreachableError(f"the server has no body {source.body!r}", where=source.system, todo=f"choose among {names or 'none'}")
    return chosen


def _local(url: str) -> str:
    """A URL without scheme and host."""
    return urlsplit(url)._replace(scheme="", netloc="").geturl()


def raw_object(value: oparl.Json, body_list: BodyList) -> RawObject | None:
    """An object of a list as it is kept; None if it has no id that is a URL."""
    url = oparl.identifier(value)
    if "://" not in url:
        return None
    kind = oparl.kind(value) or body_list.kind
    deleted_at = (oparl.text(value.get("modified")) or "unknown") if oparl.is_deleted(value) else ""
    return RawObject(url, kind, body_list.url, value, deleted_at)
