"""Every view by its id, and the one way to ask one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Protocol, runtime_checkable

from cadran.analysis import (  # fmt: skip
    action_effect,
    agents,
    attempt_rank,  # fmt: skip
    best_hours,  # fmt: skip
    compare,
    cost_and_return,  # fmt: skip
    funnel,
    list_wear,  # fmt: skip
    occupancy,
    openers,
    pauses,
    product_mix,  # fmt: skip
    profiles,
    refusals,
    sales_by_target,  # fmt: skip
    speed,
    test_length,
)
from cadran.analysis.asking import Asked, Source
from cadran.analysis.naming import headed, named, noted
from cadran.analysis.result import ViewResult
from cadran.analysis.settled import answered
from cadran.analysis.shape import View
from cadran.errors import UsageError, did_you_mean
from cadran.messages import Message
from cadran.query import entities
from cadran.query.notes import note
from cadran.query.request import EVERYTHING, Scope, check
from cadran.query.state import SUMMARY, StoreState

_MODULES = (
    funnel,
    best_hours,
    refusals,
    attempt_rank,
    speed,
    list_wear,
    product_mix,
    sales_by_target,
    cost_and_return,
    pauses,
    agents,
    openers,
    profiles,
    occupancy,
    compare,
    test_length,
    action_effect,
)
VIEWS: dict[str, View] = {module.VIEW.id: module.VIEW for module in _MODULES}


@runtime_checkable
class Readable(Protocol):
    """An executor that lends its store for reading, as the owner of a store's file does."""

    def reading(self) -> AbstractContextManager[Source]: ...


@runtime_checkable
class Distant(Protocol):
    """An executor that has views answered where its store is."""

    def view(self, name: str, **asked: Any) -> ViewResult: ...


def view(
    source: Source | Readable | Distant,
    name: str,
    *,
    period: tuple[Any, Any] | None = None,
    where: Mapping[str, Any] | None = None,
    basis: str = "activity",
    as_of: datetime | str | None = None,
    known_at: datetime | str | None = None,
    within: int | None = None,
    scope: Scope = EVERYTHING,
    **options: Any,
) -> ViewResult:
    """The answer of a view, under the filters of `store.evaluate`, with the options that the view takes.

    UsageError for an unknown view or option, NotConformedError for a filter that its facts do not have.
    """
    filters: dict[str, Any] = {"period": period, "where": where, "basis": basis, "as_of": as_of, "known_at": known_at,
                               "within": within}  # fmt: skip
    if isinstance(source, Readable):
        with source.reading() as store:
            return view(store, name, **filters, scope=scope, **options)
    if isinstance(source, Distant):
        return source.view(name, **filters, scope=scope, **options)
    found = _found(name)
    with source.bounded():
        return _answer(
            source, found, {**filters, "where": dict(where or {}), "basis": found.basis or basis}, scope, options
        )


def _answer(
    source: Source, found: View, filters: Mapping[str, Any], scope: Scope, options: Mapping[str, Any]
) -> ViewResult:
    first = Asked(source, **filters, scope=scope)
    chosen = _options(found, options)
    request = first.request(*_read_by(found, chosen))
    if request.kpis:
        check(request, source.catalogue)
    asked = first.with_(period=request.period, as_of=request.as_of, known_at=request.known_at)
    answer, asked = answered(found, asked, chosen)
    state = source.state()
    names_of = lru_cache(lambda dimension: entities.names(source, dimension, scope))
    return ViewResult(
        view=found.id,
        name=found.name,
        question=found.question,
        period=_period(asked, state),
        basis=asked.basis,
        as_of=min(request.as_of or state.now, state.now),
        known_at=min(request.known_at or state.now, state.now),
        where=asked.filters(),
        options=chosen,
        tables=tuple(headed(table, names_of) for table in answer.tables),
        findings=tuple(named(finding, names_of) for finding in answer.findings),
        rules=found.rules,
        notes=_once((*_not_loaded(request.kpis, source, state), *(noted(note, names_of) for note in answer.notes))),
    )


def _read_by(view: View, options: Mapping[str, Any]) -> tuple[str, ...]:
    """The KPIs that whoever asks must be allowed to see; a view that looks for its own is checked as it asks them."""
    return view.kpis or ((str(options["kpi"]),) if "kpi" in options else ())


def _found(name: str) -> View:
    if name not in VIEWS:
        raise UsageError(
            'There is no view "{name}".{near} Views: {names}.',
            name=name,
            near=did_you_mean(name, VIEWS),
            names=[*VIEWS],
        )
    return VIEWS[name]


def _options(view: View, given: Mapping[str, Any]) -> dict[str, Any]:
    """What the view takes, with its defaults."""
    asked = {name: value for name, value in given.items() if value is not None}
    for name in asked:
        if name not in view.options:
            takes = Message("It takes {names}.", names=[*view.options]) if view.options else Message("It takes none.")
            raise UsageError('The view "{id}" takes no option "{name}". {takes}', id=view.id, name=name, takes=takes)
    chosen = {**view.options, **asked}
    for name, value in chosen.items():
        if value is None:
            raise UsageError('The view "{id}" needs the option "{name}".', id=view.id, name=name)
    return chosen


def _not_loaded(kpis: Sequence[str], source: Source, state: StoreState) -> list[Mapping[str, Any]]:
    """The KPIs that a view reads of which the store has no fact: what its tables lack then is not zero."""
    catalogue = source.catalogue

    def is_held(name: str) -> bool:
        measure = catalogue.measures[name]
        parts = [*measure.parts, *measure.fallback]
        return not parts or any(
            (f"{p.fact}:{SUMMARY}" if p.time == SUMMARY else p.fact) in state.present for p in parts
        )

    lacking = [
        catalogue.kpis[id]
        for id in kpis
        if not all(map(is_held, re.findall(r"[a-z]\w*", f"{catalogue.kpis[id].num} {catalogue.kpis[id].den or ''}")))
    ]
    if not lacking:
        return []
    names = [one.name for one in lacking]
    text = Message("Nothing is loaded that gives: {names}. What the tables lack is not zero.", names=names)
    return [note("not_loaded", text, kpis=[one.id for one in lacking])]


def _period(asked: Asked, state: Any) -> dict[str, str | None]:
    first, end = asked.period or (None, None)
    span = state.span(["leads", "attempts"]) or (None, None)
    return {"from": _iso(first or span[0]), "to": _iso(end or span[1]), "zone": state.zone}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _once(notes: tuple[Mapping[str, Any], ...]) -> tuple[Mapping[str, Any], ...]:
    kept = {str(note.get("fr")): note for note in notes}
    return tuple(kept.values())
