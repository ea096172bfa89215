"""Rows that are evidently good: every cell has one of the plain forms in which rows are made, and its field asks for nothing unusual.

What is evident here is good to frictionless, too, which takes forty times as long; what is not may be either, and frictionless decides.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache, partial
from typing import Any

from etl.tables import Field, load_tables

Test = Callable[[str], object]
"""Says, by what it gives, whether a cell that is not empty is evidently good."""

_UNUSUAL = frozenset(("format", "missingValues", "bareNumber", "decimalChar", "groupChar", "floatNumber"))  # keys that change what is good
_SHAPES = {
    "integer": re.compile(r"0|[1-9][0-9]{0,12}"),
    "number": re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?"),  # no more digits than a float tells apart
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "datetime": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})?"),
}


def is_evident(table: str, row: Mapping[str, str]) -> bool:
    """Whether a row of a table is evidently good; False says nothing."""
    return all(test(row[column]) for column, test in _tests(table))


@cache
def _tests(table: str) -> tuple[tuple[str, Test], ...]:
    """What the cells of a table's rows must pass, empty or not, by their columns; a column that takes every text is not named."""
    described = load_tables()[table]
    if described.descriptor.get("missingValues", [""]) != [""] or not any(field.required for field in described.fields):
        return ((described.fields[0].name, _never),)
    return tuple((field.name, test) for field in described.fields if (test := _test(field)))


def _test(field: Field) -> Test | None:
    """What a cell must pass, None if that is nothing."""
    constraints = {name: value for name, value in field.descriptor.get("constraints", {}).items() if name != "required"}
    filled = _filled(field, constraints)
    if field.descriptor.keys() & _UNUSUAL or constraints:  # what is left of them is not understood
        return _never
    if filled is None:
        return bool if field.required else None
    return (lambda cell: cell and filled(cell)) if field.required else (lambda cell: not cell or filled(cell))


def _filled(field: Field, constraints: dict[str, Any]) -> Test | None:
    """What a cell that is not empty must pass, None if that is nothing. Takes out of the constraints what it sees to."""
    if field.type in ("date", "datetime"):
        return partial(_is_time, _SHAPES[field.type])
    if field.type in ("integer", "number"):
        least, most = constraints.pop("minimum", 0), constraints.pop("maximum", float("inf"))
        return lambda cell: _SHAPES[field.type].fullmatch(cell) and least <= float(cell) <= most
    if field.type == "boolean":
        return frozenset((*field.descriptor.get("trueValues", ()), *field.descriptor.get("falseValues", ()))).__contains__
    if field.type != "string":
        return _never
    pattern, codes = constraints.pop("pattern", None), constraints.pop("enum", None)
    if pattern and codes:
        return _never
    return re.compile(pattern).fullmatch if pattern else frozenset(codes).__contains__ if codes else None


def _is_time(shape: re.Pattern[str], cell: str) -> bool:
    try:
        return bool(shape.fullmatch(cell) and datetime.fromisoformat(cell))
    except ValueError:
        return False


def _never(_cell: str) -> bool:
    return False
