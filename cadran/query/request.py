"""What is asked: the request, and the scope of whoever asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from cadran.catalogue.facts import OWN_COSTS
from cadran.errors import UsageError, did_you_mean
from cadran.messages import Message
from cadran.query.periods import GRAINS
from cadran.query.state import Catalogue

Where = tuple[tuple[str, tuple[str | None, ...]], ...]

COMPARISONS = ("previous", "week", "month", "quarter", "year", "now")
"""With what figures are compared; or two local days, FROM:TO."""

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""No call was made before, none is planned after: what lies outside is a slip."""

_SCOPED = {"clients": "client", "campaigns": "campaign", "teams": "team", "agents": "agent", "centres": "site"}


@dataclass(frozen=True)
class Scope:
    """What the caller may see; None leaves a side open, a tuple closes it to its values (an empty one to nothing).

    Every fact is restricted inside the query, before aggregation. A row whose scoped column is NULL is not seen; a
    fact that lacks a scoped dimension is refused. `kpis` and `dimensions` close the list of what may be asked; rows
    lack the columns of closed dimensions. What the model declares to tell of costs and margins, of earnings or of how
    agents work is shown, in KPIs and rows, with `costs`, `earnings` and `workings` only (see query.sensitivity).

    `others` widen it: a row is seen when it meets all closed sides of the scope, or all those of one of them.
    """

    clients: tuple[str, ...] | None = None
    campaigns: tuple[str, ...] | None = None
    teams: tuple[str, ...] | None = None
    agents: tuple[str, ...] | None = None
    centres: tuple[str, ...] | None = None
    kpis: tuple[str, ...] | None = None
    dimensions: tuple[str, ...] | None = None
    costs: bool = True
    earnings: bool = True
    workings: bool = True
    others: tuple[Scope, ...] = ()

    def boxes(self) -> tuple[Where, ...]:
        """(dimension, values it may see) of each side that is closed: of the scope, then of each other."""
        return tuple(one._closed() for one in (self, *self.others))

    def restrictions(self) -> Where:
        """All the boxes' pairs, one after the other."""
        return tuple(pair for box in self.boxes() for pair in box)

    def _closed(self) -> Where:
        sides = ((dimension, getattr(self, side)) for side, dimension in _SCOPED.items())
        return tuple((dimension, tuple(values)) for dimension, values in sides if values is not None)


EVERYTHING = Scope()


@dataclass(frozen=True)
class Request:
    """One question. Lists, dicts and ISO texts are taken and kept as tuples, days and UTC instants without a zone.

    `period`: local days (from, to), `to` exclusive, either may be None; None = everything loaded. `where`: dimension →
    value or values (any of them; several dimensions all hold; None or "" is the unassigned member). `as_of` is the
    instant at which ages and states are judged (None: `known_at`), `known_at` the one up to which loads count (None: now):
    alone, it gives the figure as it was reported then. `compare` puts beside each figure that of the "previous"
    period, of the same days a "week", "month", "quarter" or "year" before, of other days ("2026-08-01:2026-09-01", the last
    exclusive), or what is known "now". `within` (seconds) follows each lead of a cohort
    for just so long: only leads at least that old, and of their events only those within it. `allocate` names the
    rule by which costs are shared among members that they do not know (hours_worked, attempts, leads, orders), or is
    "none": each bears its own. Without it, what sets costs against anything else has them shared by the default rule
    wherever some of them do not know what is asked, and amounts of costs alone are as they were booked.
    `intervals` gives ratios of sums their interval too, which takes one more statement (see query.ratio_intervals);
    proportions always have theirs.
    """

    kpis: tuple[str, ...]
    by: tuple[str, ...] = ()
    grain: str | None = None
    period: tuple[date | None, date | None] | None = None
    where: Where | Mapping[str, Any] = ()
    basis: str = "activity"
    as_of: datetime | None = None
    known_at: datetime | None = None
    scope: Scope = field(default=EVERYTHING)
    compare: str | None = None
    within: int | None = None
    allocate: str | None = None
    intervals: bool = False

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "kpis", _names(self.kpis))
        put(self, "by", _names(self.by))
        put(self, "where", _where(self.where))
        put(self, "as_of", _instant("as_of", self.as_of))
        put(self, "known_at", _instant("known_at", self.known_at))
        if self.period is not None:
            first, end = self.period
            put(self, "period", (_day("from", first), _day("to", end)))

    @property
    def filters(self) -> Where:
        """`where` as it is kept: pairs of a dimension and its values."""
        return self.where if isinstance(self.where, tuple) else _where(self.where)


def _names(names: str | Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([names] if isinstance(names, str) else names))


def _where(where: Where | Mapping[str, Any]) -> Where:
    pairs = where.items() if isinstance(where, Mapping) else where
    return tuple((dimension, _values(values)) for dimension, values in pairs)


def _values(values: Any) -> tuple[str | None, ...]:
    many = values if isinstance(values, list | tuple | set | frozenset) else (values,)
    return tuple(dict.fromkeys(None if value is None or value == "" else str(value) for value in many))


def _day(name: str, value: Any) -> date | None:
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    if isinstance(value, datetime):
        return value.date()
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise UsageError(
            '"{text}" is not a day for {name}. Expected a local day such as 2026-09-22.', text=value, name=name
        ) from None


def _instant(name: str, value: Any) -> datetime | None:
    if value is None:
        return None
    if not isinstance(value, datetime):
        try:
            value = datetime.fromisoformat(str(value))
        except ValueError:
            raise UsageError(
                '"{text}" is not an instant for {name}. Expected UTC, such as 2026-09-22T18:00:00Z.',
                text=value,
                name=name,
            ) from None
    instant: datetime = value
    if not FIRST_YEAR <= instant.year <= LAST_YEAR:
        raise UsageError(
            "{name}: the year {year} is not one of those from {first} to {last}.",
            name=name,
            year=instant.year,
            first=FIRST_YEAR,
            last=LAST_YEAR,
        )
    return instant.astimezone(UTC).replace(tzinfo=None) if instant.tzinfo else instant


def check(request: Request, catalogue: Catalogue) -> None:
    """Refuse what no store could answer: unknown names, a grain or basis that is none, a period upside down."""
    if not request.kpis:
        raise UsageError('No KPI was asked for. "cadran catalogue" lists them.')
    dimensions = catalogue.dimensions()
    for name in request.kpis:
        _refuse_unknown('Unknown KPI "{name}".{near}', name, catalogue.kpis, Message('"cadran catalogue" lists them.'))
    for name in (*request.by, *(dimension for dimension, _ in request.filters)):
        _refuse_unknown(
            'Unknown dimension "{name}".{near}', name, dimensions, Message("Dimensions: {names}.", names=[*dimensions])
        )
    if request.grain is not None:
        _refuse_unknown(
            'Unknown grain "{name}".{near}', request.grain, GRAINS, Message("Grains: {names}.", names=[*GRAINS])
        )
    if request.basis not in ("activity", "cohort"):
        raise UsageError('Unknown basis "{name}". It is activity or cohort.', name=request.basis)
    if request.allocate is not None:
        rules = (*catalogue.allocations, OWN_COSTS)
        _refuse_unknown(
            'Unknown allocation rule "{name}".{near}',
            request.allocate,
            rules,
            Message("Rules: {names}.", names=[*rules]),
        )
    if request.compare is not None and days_compared(request.compare) is None:
        _refuse_unknown(
            'Unknown comparison "{name}".{near}',
            request.compare,
            COMPARISONS,
            Message("Comparisons: {names}, or FROM:TO.", names=COMPARISONS),
        )
    if request.compare == "now" and request.known_at is None:
        raise UsageError('compare="now" shows what a figure reported earlier has become: say when, with known_at.')
    if request.intervals and request.compare:
        raise UsageError("A comparison is of proportions' intervals only: ask for intervals, or to compare.")
    if request.within is not None:
        _windowed(request, catalogue)
    first, end = request.period or (None, None)
    for name, day in (("from", first), ("to", end)):
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise UsageError(
                "{name}: the year {year} is not one of those from {first} to {last}.",
                name=name,
                year=day.year,
                first=FIRST_YEAR,
                last=LAST_YEAR,
            )
    if first and end and first >= end:
        raise UsageError(
            "The period from {first} to {end} is empty: the last day is exclusive and must come later.",
            first=first,
            end=end,
        )
    _granted(request)


def days_compared(text: str) -> tuple[date, date] | None:
    """The days FROM:TO that figures are compared with, where a comparison names some; UsageError where they are none."""
    first, colon, end = text.partition(":")
    if not colon:
        return None
    start, stop = _day("compare", first), _day("compare", end)
    if start is None or stop is None or start >= stop:
        raise UsageError('compare="{text}": the first day comes before the last, which is exclusive.', text=text)
    return start, stop


def _windowed(request: Request, catalogue: Catalogue) -> None:
    if request.within is None or request.within <= 0:
        raise UsageError("within is a time since the lead's creation: expected more than 0 seconds.")
    for name in request.kpis:
        if (catalogue.kpis[name].basis or request.basis) == "activity":
            raise UsageError(
                '"{id}" is dated by its own events: within is for cohorts. Ask with basis=cohort.', id=name
            )


def _refuse_unknown(unknown: str, name: str, known: Iterable[str], help: Message) -> None:
    """Raise `unknown`, the template of an error, with the nearest names, else with help, where the name is not known."""
    if name not in known:
        raise UsageError(unknown, name=name, near=did_you_mean(name, known) or Message(" {help}", help=help))


def _granted(request: Request) -> None:
    scope = request.scope
    for name in request.kpis:
        if scope.kpis is not None and name not in scope.kpis:
            raise UsageError('The KPI "{id}" is not among those you may see.', id=name)
    for name in (*request.by, *(dimension for dimension, _ in request.filters)):
        if scope.dimensions is not None and name not in scope.dimensions:
            raise UsageError('The dimension "{id}" is not among those you may use.', id=name)
