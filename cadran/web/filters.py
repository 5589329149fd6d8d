"""The filters of every page, as they stand in the address: a period, members by dimension, the basis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Protocol
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadran.catalogue import DIMENSIONS as CATALOGUED

DIMENSIONS = ("campaign", "client", "list", "source", "segment", "team", "agent", "product", "phone_type")
"""What a page can be filtered by, in the order of the menus; addresses use these names."""

ALL = (*DIMENSIONS, *(name for name in CATALOGUED if name not in DIMENSIONS))
"""What an address may filter by: links from a mark narrow to its hour, its reason, its number shown."""

DEFAULT = "7d"
PRESETS: dict[str, str | Promise] = {
    "1d": gettext_lazy("Last day"),
    "7d": gettext_lazy("Last 7 days"),
    "30d": gettext_lazy("Last 30 days"),
    "90d": gettext_lazy("Last 90 days"),
    "week": gettext_lazy("This week"),
    "last-week": gettext_lazy("Last week"),
    "month": gettext_lazy("This month"),
    "last-month": gettext_lazy("Last month"),
    "quarter": gettext_lazy("This quarter"),
    "year": gettext_lazy("This year"),
    "all": gettext_lazy("All that is loaded"),
    "custom": gettext_lazy("From … to …"),
}
COMPARISONS: dict[str, str | Promise] = {
    "": gettext_lazy("The period before"),
    "month": gettext_lazy("The same days a month before"),
    "year": gettext_lazy("The same days a year before"),
    "none": gettext_lazy("Nothing"),
}
VERSUS: dict[str, str | Promise] = {
    "previous": gettext_lazy("vs period before"),
    "day": gettext_lazy("vs day before"),
    "week": gettext_lazy("vs week before"),
    "month": gettext_lazy("vs month before"),
    "quarter": gettext_lazy("vs quarter before"),
    "year": gettext_lazy("vs year before"),
}
"""With what a figure is compared, for the narrow foot of a card."""
SAME_PART = {"week": "week", "month": "month", "quarter": "quarter", "year": "year"}
"""Presets that are under way: their period before is the same part of the week, month, quarter or year before."""
NAMES = ("period", "from", "through", "basis", "compare", "against", "against-through", *ALL)

Days = tuple[date, date]


class Params(Protocol):
    """What filters are read from: Django's QueryDict, or anything like it."""

    def get(self, key: str, /) -> str | None: ...
    def getlist(self, key: str, /) -> list[str]: ...
    def __contains__(self, key: object, /) -> bool: ...


@dataclass(frozen=True)
class Filters:
    """`period` is half-open, in local days; None is everything loaded. `faults` say what was not understood."""

    preset: str = DEFAULT
    period: Days | None = None
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    basis: str = "activity"
    faults: tuple[str, ...] = ()
    compare: str = ""

    def comparison(self) -> str | None:
        """With what figures are compared, as a request has it; None with nothing."""
        return None if self.compare == "none" else self.compare or SAME_PART.get(self.preset, "previous")

    def versus(self) -> str | Promise:
        """With what figures are compared, in two or three words; the days themselves where they were chosen."""
        asked = self.comparison() or "previous"
        if ":" in asked:
            first, end = (date.fromisoformat(day) for day in asked.split(":"))
            last = end - timedelta(days=1)
            days = f"{first:%d/%m}" if first == last else f"{first:%d/%m}–{last:%d/%m}"
            return _("vs %(days)s") % {"days": days}
        named = {"1d": "day", "last-week": "week", "last-month": "month"} if asked == "previous" else {}
        return VERSUS[named.get(self.preset, asked)]

    def pairs(self) -> list[tuple[str, str]]:
        """The filters as the address has them; what is as usual is left out, but never the period."""
        found = [("period", self.preset)]
        if self.preset == "custom" and self.period:
            first, end = self.period
            found += [("from", first.isoformat()), ("through", (end - timedelta(days=1)).isoformat())]
        if self.basis != "activity":
            found.append(("basis", self.basis))
        if self.compare:
            found.append(("compare", self.compare))
        return found + [(name, value) for name in ALL for value in self.where.get(name, ())]

    def query(self, **changes: str | int | None) -> str:
        """The address's query with other parameters set (None takes one out)."""
        kept = [(name, value) for name, value in self.pairs() if name not in changes]
        return urlencode([*kept, *((name, str(value)) for name, value in changes.items() if value is not None)])

    def usual(self) -> Filters:
        """What is remembered from page to page: the filters that have a menu."""
        return replace(self, where={name: values for name, values in self.where.items() if name in DIMENSIONS})

    def at(self, dimension: str, member: str | None) -> Filters:
        """These filters narrowed to one member."""
        return replace(self, where={**self.where, dimension: ("" if member is None else member,)})

    def without(self, dimension: str) -> Filters:
        return replace(self, where={name: values for name, values in self.where.items() if name != dimension})


def read(params: Params, loaded: Days | None, dimensions: Sequence[str] = ALL) -> Filters:
    """Filters from an address; `loaded` are the days that the store covers, the last of which anchors the presets.

    What cannot be understood is left out and said in `faults`; dimensions that may not be used are ignored.
    """
    faults: list[str] = []
    preset = params.get("period") or ("custom" if "from" in params or "through" in params else DEFAULT)
    if preset not in PRESETS:
        faults.append(
            _("“%(value)s” is not a period. Expected one of: %(known)s.")
            % {"value": preset[:40], "known": ", ".join(PRESETS)}
        )
        preset = DEFAULT
    period = _custom(params, loaded, faults) if preset == "custom" else span(preset, loaded)
    if preset == "custom" and period is None:
        preset, period = DEFAULT, span(DEFAULT, loaded)
    basis = params.get("basis") or "activity"
    if basis not in ("activity", "cohort"):
        faults.append(_("“%(value)s” is not a basis. Expected activity or cohort.") % {"value": basis[:40]})
        basis = "activity"
    where = {
        name: tuple(dict.fromkeys(value[:200] for value in params.getlist(name)[:100]))
        for name in dimensions
        if name in ALL and params.getlist(name)
    }
    compare = _compare(params, faults)
    return Filters(preset, period, where, basis, tuple(faults), compare)


def _compare(params: Params, faults: list[str]) -> str:
    """What an address compares with: a name of COMPARISONS, or two days as FROM:TO."""
    asked = params.get("compare") or ""
    if asked == "custom":
        first, last = (_day(params.get(name) or "", faults) for name in ("against", "against-through"))
        return _days_of(first, last and last + timedelta(days=1), faults)
    first_text, colon, end_text = asked.partition(":")
    if colon:
        return _days_of(_day(first_text, faults), _day(end_text, faults), faults)
    if asked and asked not in COMPARISONS:
        faults.append(
            _("“%(value)s” is no comparison. Expected one of: %(known)s.")
            % {"value": asked[:40], "known": "month, year, none, custom"}
        )
        return ""
    return asked


def _days_of(first: date | None, end: date | None, faults: list[str]) -> str:
    """FROM:TO of two days, the second exclusive; without both in their order none, and it is said."""
    if first and end and first < end:
        return f"{first}:{end}"
    faults.append(_("To compare with days of one’s own, give the first and the last, in this order."))
    return ""


def span(preset: str, loaded: Days | None) -> Days | None:
    """The days of a preset, counted back from the last loaded day."""
    if loaded is None or preset == "all":
        return None
    end = loaded[1]
    last = end - timedelta(days=1)
    if preset.endswith("d") and preset[:-1].isdigit():
        return end - timedelta(days=int(preset[:-1])), end
    monday, month = last - timedelta(days=last.weekday()), last.replace(day=1)
    spans = {
        "week": (monday, end),
        "last-week": (monday - timedelta(days=7), monday),
        "month": (month, end),
        "last-month": (_month(month, -1), month),
        "quarter": (month.replace(month=(month.month - 1) // 3 * 3 + 1), end),
        "year": (month.replace(month=1), end),
    }
    return spans[preset]


def last_of(days: Days) -> date:
    """The last day of a period."""
    return days[1] - timedelta(days=1)


def _month(first: date, months: int) -> date:
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def _custom(params: Params, loaded: Days | None, faults: list[str]) -> Days | None:
    first = _day(params.get("from") or "", faults) or (loaded and loaded[0])
    last = _day(params.get("through") or "", faults) or (loaded and loaded[1] - timedelta(days=1))
    if not first or not last:
        return None
    if last < first:
        faults.append(_("The period ends before it starts: its two days were exchanged."))
        first, last = last, first
    return first, last + timedelta(days=1)


def _day(text: str, faults: list[str]) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        faults.append(_("“%(value)s” is not a day. Expected a day such as 2026-09-22.") % {"value": text[:40]})
        return None
    return day if 1970 <= day.year <= 2200 else None


def meant(word: str, known: Sequence[str]) -> str:
    """A sentence that names the nearest known word, or an empty text."""
    near = get_close_matches(word, known, n=1, cutoff=0.6)
    return _(" Did you mean “%(near)s”?") % {"near": near[0]} if near else ""
