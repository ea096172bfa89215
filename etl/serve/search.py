"""Search: words and facets in, things out; counted, paged and cut into facets."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from etl.serve.words import match_expression

LISTS: Mapping[str, str] = {"inquiry": "inquiry_list", "answer": "answer_list", "commitment": "commitment_list"}
"""The table with the rows of each kind of hit."""

FACETS = ("type", "council", "year", "faction", "office", "answered", "kind", "status", "partnership", "partner")
_TITLE_WEIGHT, _TEXT_WEIGHT = 3.0, 1.0  # a word in the title says more of what something is about

Row = sqlite3.Row


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for. text: words; filters: per facet the values of which one must fit; kind: of hit, "" for all."""

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    kind: str = ""

    def __bool__(self) -> bool:
        return bool(match_expression(self.text) or any(self.filters.values()))


def count(index: sqlite3.Connection, search: Search) -> int:
    """How many hits there are."""
    where, values = _where(search)
    found: int = index.execute(f"SELECT count(*) FROM hits WHERE {where}", values).fetchone()[0]  # noqa: S608 — see _where
    return found


def best_hits(index: sqlite3.Connection, search: Search, *, limit: int, offset: int = 0) -> list[Row]:
    """The hits that fit best; without words the newest."""
    where, values = _where(search)
    ranked = "hits JOIN words ON words.rowid = hit" if match_expression(search.text) else "hits"
    rank = f"bm25(words, {_TITLE_WEIGHT}, {_TEXT_WEIGHT}), " if match_expression(search.text) else ""
    if rank:
        where, values = f"words MATCH ? AND {where}", [match_expression(search.text), *values]
    sql = f"SELECT hits.* FROM {ranked} WHERE {where} ORDER BY {rank}happened_on DESC, id LIMIT ? OFFSET ?"  # noqa: S608 — see _where
    return index.execute(sql, [*values, limit, offset]).fetchall()


def newest_rows(index: sqlite3.Connection, search: Search, *, limit: int, cursor: str = "") -> tuple[list[Row], str]:
    """The rows of one kind from the newest to the oldest, after a cursor, and the cursor that goes on from there, or "".

    A cursor is a place in the order of all rows, "<date>~<id>": it stays when others come or go.
    """
    happened_on, _, thing_id = cursor.partition("~")
    rows = list(_rows(index, search, (happened_on, thing_id) if cursor else None, limit + 1))
    more = len(rows) > limit
    last = rows[limit - 1] if more else None
    return rows[:limit], f"{last['happened_on']}~{last['id']}" if last else ""


def all_rows(index: sqlite3.Connection, search: Search, limit: int) -> Iterator[Row]:
    """All rows of one kind, from the newest to the oldest."""
    return _rows(index, search, None, limit)


def facet_counts(index: sqlite3.Connection, search: Search, most: int = 12) -> dict[str, list[tuple[str, int]]]:
    """Per facet the values that go on with the search, with the hits that each would leave; those of the facet itself do not narrow it."""
    chosen = [name for name in FACETS if search.filters.get(name)]
    counts = _facet_counts(index, search, [name for name in FACETS if name not in chosen])
    for name in chosen:
        counts |= _facet_counts(index, search, [name], without=name)
    found: dict[str, list[tuple[str, int]]] = {}
    for name in FACETS:
        values = counts.get(name, [])
        values.sort(reverse=True) if name == "year" else values.sort(key=lambda one: (-one[1], one[0]))
        shown = values[:most]
        shown += [(value, 0) for value in search.filters.get(name, ()) if value not in dict(shown)]
        if shown:
            found[name] = shown
    return found


def _facet_counts(index: sqlite3.Connection, search: Search, names: Sequence[str], without: str = "") -> dict[str, list[tuple[str, int]]]:
    """Hits per value of some facets, the search's words and filters looked up once for all of them."""
    where, values = _where(search, without=without)
    hits = f"SELECT hit FROM hits WHERE {where}"  # noqa: S608 — see _where
    marks = ", ".join("?" * len(names))
    sql = f"SELECT name, value, count(*) FROM facets WHERE name IN ({marks}) AND hit IN ({hits}) GROUP BY name, value"  # noqa: S608
    found: dict[str, list[tuple[str, int]]] = {}
    for name, value, count in index.execute(sql, [*names, *values]):
        found.setdefault(name, []).append((value, count))
    return found


def _rows(index: sqlite3.Connection, search: Search, after: tuple[str, str] | None, limit: int) -> Iterator[Row]:
    where, values = _where(search)
    if after:
        where, values = f"{where} AND (happened_on, id) < (?, ?)", [*values, *after]
    hits = f"SELECT id AS hit_id, happened_on FROM hits WHERE {where} ORDER BY happened_on DESC, id DESC LIMIT ?"  # noqa: S608 — see _where
    rows = f"SELECT list.*, h.happened_on FROM ({hits}) h JOIN {LISTS[search.kind]} list ON list.id = h.hit_id"  # noqa: S608 — see _where
    sql = f"{rows} ORDER BY h.happened_on DESC, list.id DESC"
    yield from index.execute(sql, [*values, limit])


def _where(search: Search, without: str = "") -> tuple[str, list[str]]:
    """The condition on `hits`: its text is made here alone, what readers gave goes into its values."""
    conditions, values = ["1"], list[str]()
    if search.kind:
        conditions.append("hits.kind = ?")
        values.append(search.kind)
    if expression := match_expression(search.text):
        conditions.append("hit IN (SELECT rowid FROM words WHERE words MATCH ?)")
        values.append(expression)
    for name, wanted in search.filters.items():
        if wanted and name != without:
            conditions.append(f"hit IN (SELECT hit FROM facets WHERE name = ? AND value IN ({', '.join('?' * len(wanted))}))")  # noqa: S608 — only marks
            values += [name, *wanted]
    return " AND ".join(conditions), values
