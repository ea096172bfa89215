"""Harvest the objects of an OParl server: system, bodies, their external lists, and what is known only by reference."""

from etl.errors import SourceUnreachableError
from etl.harvest.bodies import body_lists
from etl.harvest.failures import GONE, FetchError
from etl.harvest.references import fetch_references
from etl.harvest.walking import Walker
from etl.issues import Issue
from etl.store.lists import ListState, list_states

_INDISPENSABLE = "Paper"  # some servers answer 404 for a list that is empty; one without papers is no source

STAGE = "harvest"  # the name of the stage, under which its issues and runs are kept


def harvest_oparl(walker: Walker) -> None:
    """Fetch what is new at one OParl source and keep it.

    Raises:
        SourceUnreachableError: if the system or its bodies cannot be had, or a list broke off.
    """
    keeper, client = walker.keeper, walker.client
    source = keeper.source
    states = list_states(keeper.store, source.id)
    broken = []
    for body_list in body_lists(source, client, keeper.whole):
        try:
            walker.walk(body_list, states.get(body_list.url, ListState(body_list.url, body_list.kind)))
        except FetchError as error:
            if error.status in GONE and error.url == body_list.url and body_list.kind != _INDISPENSABLE:
                reason = f"the body names this list, but the server has none ({error.reason})"
                keeper.report.note(body_list.url, [Issue(body_list.name, body_list.url, reason)])
            else:
                broken.append(f"{body_list.name}: {error.reason} at {error.url}")
    if broken:
        todo = "what came is kept; run again to go on from there"
        raise SourceUnreachableError(f"the server broke off ({'; '.join(broken)})", where=source.id, todo=todo)
    fetch_references(keeper, client, walker.progress, stage=STAGE, is_crawl=walker.has_crawled)
