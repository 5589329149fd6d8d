"""Filters that name a member which does not occur: an answer that is empty says why.

A filter on what another may see reads like one on what does not exist: both are told from the caller's own rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from typing import Any, Protocol

from cadran.catalogue.dimensions import DIMENSIONS
from cadran.errors import NotConformedError, UsageError, cut, did_you_mean
from cadran.messages import NOTHING, Message
from cadran.query.entities import COUNTED
from cadran.query.notes import note
from cadran.query.request import Request, Scope, Where
from cadran.query.result import Result

CODE = "unknown_member"
LISTED = 12
"""How many members are named at most."""


class Answering(Protocol):
    """What figures are asked of: a store, or who stands before it."""

    def evaluate(self, request: Request) -> Result: ...


def notes(source: Answering, filters: Where, scope: Scope) -> list[dict[str, Any]]:
    """A note for each value of a filter that nothing the scope shows has, with the nearest that occur."""
    found: list[dict[str, Any]] = []
    for dimension, values in filters:
        known = DIMENSIONS.get(dimension)
        asked = [
            value
            for value in values
            if value is not None and not (known and (known.is_ordered or value in known.labels))
        ]
        found += [_note(dimension, value, seen) for value, seen in _strange(source, dimension, asked, scope)]
    return found


def _strange(source: Answering, dimension: str, asked: list[str], scope: Scope) -> list[tuple[str, list[str]]]:
    """The values that no row has, each with the members that there are; facts are looked through until all are found."""
    if not asked or (scope.dimensions is not None and dimension not in scope.dimensions):
        return []
    rows = replace(scope, kpis=None, workings=True, earnings=True)
    left, seen = dict.fromkeys(asked), set[str]()
    for kpi in COUNTED:
        with suppress(NotConformedError, UsageError):
            seen |= texts(
                row["key"][dimension] for row in source.evaluate(Request((kpi,), by=(dimension,), scope=rows)).rows
            )
        left = {value: None for value in left if value not in seen and value.lower() not in seen}
        if not left:
            return []
    return [(value, sorted(seen)) for value in left]


def texts(members: Iterable[Any]) -> frozenset[str]:
    """Members as filters name them."""
    return frozenset(str(one).lower() if isinstance(one, bool) else str(one) for one in members if one is not None)


def _note(dimension: str, value: str, seen: list[str]) -> dict[str, Any]:
    said = Message(
        'There is nothing of {by} "{member}" here: nothing is loaded that has one.', by=dimension, member=cut(value)
    )
    if seen:
        near = did_you_mean(value, seen) or _spelled(value, seen)
        shown = [*map(cut, seen[:LISTED]), *(["…"] if len(seen) > LISTED else [])]
        said = Message(
            'There is nothing of {by} "{member}" here.{near} {by} has: {names}.', by=dimension, member=cut(value), near=near, names=shown
        )  # fmt: skip
    return note(CODE, said, dimension=dimension, member=value)


def _spelled(value: str, seen: list[str]) -> Message:
    """The member that differs in capitals only."""
    same = next((one for one in seen if one.casefold() == value.casefold()), None)
    return did_you_mean(same, [same]) if same else NOTHING
