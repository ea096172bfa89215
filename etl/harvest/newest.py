"""Walk a list from the end that holds its newest objects, whichever end that is."""

from collections.abc import Iterator

from etl.harvest.client import Client
from etl.harvest.pages import ListPage, walk
from etl.model.capabilities import Order


def from_newest_end(client: Client, url: str, order: Order) -> Iterator[ListPage]:
    """The pages of a list, those with the newest objects first.

    Where these stand at the end, and the server does not tell which page is the last, the list is walked from its beginning.

    Raises:
        FetchError: if a page cannot be had, nor the pages behind it.
    """
    pages = walk(client, url)
    if order != "oldest first":
        yield from pages
        return
    first = next(pages)
    if not first.last_url:
        yield first
        yield from pages
        return
    yield from walk(client, first.last_url, backwards=True)
