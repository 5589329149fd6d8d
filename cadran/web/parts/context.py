"""What a page works with: who asks, their filters, their figures, the words for members and addresses."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from cadran.catalogue import DIMENSIONS
from cadran.catalogue.dimensions import UNASSIGNED
from cadran.catalogue.shape import KPI, Basis
from cadran.errors import NotConformedError
from cadran.query import entities
from cadran.query.request import Request, Scope
from cadran.query.strangers import texts
from cadran.web import access, filters
from cadran.web.filters import Days, Filters
from cadran.web.parts.answers import LIFE_S, Answer, Memory, ask, dimensions_of, freshness, memory_of
from cadran.web.parts.shown import Rows, Shown, Tabular
from cadran.web.served import KPIS
from cadran.wording import display

TOGETHER = (("campaign", "client", "list"), ("source", "segment", "phone_type"), ("team", "agent"))
"""Dimensions whose members are asked for at once, in one reading of the calls: few of their combinations occur."""
TRANSIENT = ("format", "table", "reset")
"""Parameters of one answer only."""
SORT = "sort"
"""The order of a table, as a reader chose it: its script's to read, table.column or table.-column."""
LISTED = 12
"""How many values a fault names at most."""


@dataclass
class Desk:
    """One request's view of the store."""

    request: HttpRequest
    filters: Filters
    loaded: Days | None
    version: tuple[Any, ...]
    scope: Scope
    results: dict[str, Tabular] = field(default_factory=dict)
    compared: str = ""
    """The days that figures are compared with, once some have been asked for so."""
    is_compared_in_part: bool = False
    taken: set[str] = field(default_factory=set)
    """The parameters of its own that the page has read: others in the address play no part, which is said."""
    misread: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, request: HttpRequest) -> Desk:
        scope = access.scope_for(request)
        version, loaded = freshness(access.executor(request))
        allowed = [name for name in filters.ALL if scope.dimensions is None or name in scope.dimensions]
        return cls(request, filters.read(request.GET, loaded, allowed), loaded, version, scope)

    # who and in what words

    @cached_property
    def executor(self) -> Any:
        return access.executor(self.request)

    @property
    def memory(self) -> Memory:
        return memory_of(self.executor)

    @cached_property
    def language(self) -> str:
        return "en" if (get_language() or "fr").startswith("en") else "fr"

    @cached_property
    def everything(self) -> Days | None:
        """From the first to the last day loaded of anything: what a figure without a period counts."""
        covers = [
            line for line in self.executor.imports() if line.undone_at is None and line.covers_from and line.covers_to
        ]
        if not covers:
            return None
        last = max(line.covers_to for line in covers)
        return min(line.covers_from for line in covers), last + timedelta(days=1)

    @cached_property
    def currency(self) -> str:
        return str(getattr(self.executor, "currency", "EUR") or "EUR")

    @cached_property
    def allowed(self) -> frozenset[str]:
        """The KPIs that this person may ask for."""
        return frozenset(self.executor.askable(self.scope))

    def may_use(self, dimension: str) -> bool:
        return self.scope.dimensions is None or dimension in self.scope.dimensions

    def fits(self, kpi: str, dimension: str) -> bool:
        """Whether a KPI can be given by a dimension, in this store and for this person."""
        has = dimensions_of(self.executor, self.version, self.scope, self.filters.basis)
        return self.may_use(dimension) and dimension in has.get(kpi, ())

    def say(self, text: Any) -> str:
        return display.say(text, self.language)

    def read(self, what: Callable[..., Any], *arguments: Any) -> Any:
        """Words from the store, on a cursor of its own."""
        with self.executor.reading() as store:
            return what(store.engine, *arguments)

    # figures

    def ask(
        self,
        kpis: Sequence[str],
        *,
        by: Sequence[str] = (),
        grain: str | None = None,
        period: Days | str | None = "filters",
        where: Filters | None = None,
        basis: str | None = None,
        compare: bool = False,
        allocate: str | None = None,
    ) -> Answer:
        """Figures under the page's filters (or `where`), over the page's period (or `period`).

        With `compare`, each has that of the period before beside it, where the period has two ends.
        """
        chosen = where or self.filters
        days: Any = self.filters.period if isinstance(period, str) else period
        if grain is None and all(KPIS[kpi].basis is Basis.STOCK for kpi in kpis if kpi in KPIS):
            days, compare = self._open(days), False
        kept = {name: values for name, values in chosen.where.items() if self.may_use(name)}
        request = Request(
            tuple(kpi for kpi in kpis if kpi in KPIS), by=tuple(by), grain=grain, period=days, where=kept,
            basis=basis or self.filters.basis, scope=self.scope, compare=self.filters.comparison() if compare and days else None,
            allocate=allocate,
        )  # fmt: skip
        answer = ask(self.executor, self.version, request)
        if answer.result and answer.result.compared:
            start, stop = (date.fromisoformat(str(answer.result.compared[end])) for end in ("from", "to"))
            self.compared = self.days((start, stop))
            self.is_compared_in_part = self.loaded is not None and start < self.loaded[0]
        return answer

    def team_mean(self, kpi: str) -> Mapping[str, Any] | None:
        """The figure of an agent's colleagues together, as web.access.peers gives it; None for anybody else.

        Of a volume, what each has on average, where the period is whole weeks: over other days it compares with nothing.
        """
        if access.role(self.request.user) != "agent":
            return None
        asked = Request((kpi,), period=self.filters.period)
        key = (self.version, "team", self.scope, access.right(self.request.user).peers, asked)
        found: Mapping[str, Any] | None = self.memory.get(key, lambda: self._team_mean(asked), life=LIFE_S)
        if found is None or found["value"] is None:
            return None
        if KPIS[kpi].den is not None:
            return found
        days = tuple(date.fromisoformat(found[end]) for end in ("from", "to"))
        return {**found, "value": found["each"]} if days == self.filters.period else None

    def _team_mean(self, asked: Request) -> Mapping[str, Any] | None:
        try:
            return access.peers(self.request, asked)[asked.kpis[0]]
        except NotConformedError:  # it counts on what no team has
            return None

    def keep(
        self,
        name: str,
        answer: Answer,
        *,
        title: object = "",
        rows: Rows | None = None,
        sheet: Callable[[], Any] | None = None,
    ) -> Answer:
        """Offer a result for download under a name: as the page shows it, with its title and in its order."""
        if answer.result is not None:
            self.results[name] = Shown(answer.result, str(title), rows, sheet)
        return answer

    def _open(self, days: Days | None) -> tuple[date, date | None] | None:
        """A period that ends with what is loaded, left open: states are then those of now, which need no rebuilding."""
        if days is None or self.loaded is None or days[1] < self.loaded[1]:
            return days
        return days[0], None

    # words of members

    def names(self, dimension: str) -> dict[str, str]:
        """Id → name of the members that this person's own rows have, and of no others."""
        found: dict[str, str] = self.memory.get(
            (self.version, "names", dimension, self.scope), lambda: self._names(dimension)
        )
        return found

    def _names(self, dimension: str) -> dict[str, str]:
        with self.executor.reading() as store:
            return entities.names(store, dimension, self.scope)

    def knows(self, dimension: str, member: str) -> bool:
        """Whether a member occurs in this person's own rows; whoever may not see it and where there is none, alike."""
        found = self._seen(dimension) if member and self.loaded else ()
        return not found or member in found or member.lower() in found

    def _seen(self, dimension: str) -> frozenset[str]:
        key = (self.version, "known", dimension, self.scope)
        found: frozenset[str] = self.memory.get(key, lambda: self._known(dimension))
        return found

    def _known(self, dimension: str) -> frozenset[str]:
        with self.executor.reading() as store:
            return texts(entities.members(store, dimension, self.scope))

    @cached_property
    def faults(self) -> tuple[str, ...]:
        """What the address asks for and is not to be had: said above the figures."""
        strangers = tuple(
            (
                _("“%(value)s” is not a value of “%(dimension)s” that you have figures of.")
                % {"value": value[:80], "dimension": self.say(DIMENSIONS[name].name)}
            )
            + filters.meant(value, sorted(self._seen(name)))
            for name, values in self.filters.where.items()
            for value in values
            if not self.knows(name, value)
        )
        return (*self.filters.faults, *self.misread, *strangers, *self._unknown())

    def _unknown(self) -> list[str]:
        """What the address holds that nothing on this page reads."""
        usable = [name for name in filters.NAMES if name not in DIMENSIONS or self.may_use(name)]
        known = [*usable, *self.taken]
        return [
            (_("“%(name)s” plays no part on this page.") % {"name": name[:40]}) + filters.meant(name, known)
            for name in self.request.GET
            if name not in (*known, *TRANSIENT, SORT)
        ]

    def own(self, name: str, usual: str = "") -> str:
        """A parameter of this page alone."""
        self.taken.add(name)
        return self.request.GET.get(name, usual)

    def choice(self, name: str, known: Collection[str], usual: str, *, is_said: bool = True) -> str:
        """One of several, as the address has it, else the usual one, else the first; what is none of them is said."""
        asked = self.own(name)
        if name in self.request.GET and asked in known:
            return asked
        if asked and is_said:
            expected = _(" Expected one of: %(known)s.") % {"known": ", ".join(known)} if len(known) <= LISTED else ""
            words = _("“%(name)s=%(value)s” is not understood here.") % {"name": name, "value": asked[:40]}
            self.misread.append(words + (filters.meant(asked, list(known)) or expected))
        return usual if usual in known else next(iter(known), "")

    def label(self, dimension: str, member: Any) -> str:
        """A member as a person reads it."""
        if member is None or member == "":
            return self.say(UNASSIGNED)
        known = DIMENSIONS[dimension].labels if dimension in DIMENSIONS else {}
        if str(member) in known:
            return self.say(known[str(member)])
        if str(member).lower() in known:
            return self.say(known[str(member).lower()])
        return self.names(dimension).get(str(member), str(member))

    def place(self, dimension: str, member: Any) -> tuple[int, int, str]:
        """Where a member stands in the order of its dimension: by number, else as its labels are declared; NULL last."""
        if member is None:
            return 2, 0, ""
        known = list(DIMENSIONS[dimension].labels)
        if str(member) in known:
            return 0, known.index(str(member)), ""
        return (0, int(member), "") if str(member).isdigit() else (1, 0, str(member))

    def members(self, dimension: str) -> list[tuple[str, str]]:
        """(member, label) of all that this person's own figures have, by label."""
        if not self.may_use(dimension):
            return []
        found: list[tuple[str, str]] = self.memory.get(
            (self.version, "members", dimension, self.scope, self.language), lambda: self._members(dimension)
        )
        return found

    def _members(self, dimension: str) -> list[tuple[str, str]]:
        kpis = {"product": ("sales",), "caller_number": ("attempts",)}.get(dimension, ("leads", "attempts"))
        everything = Filters("all", None)
        together = next((names for names in TOGETHER if dimension in names), (dimension,))
        by = tuple(name for name in together if self.may_use(name))
        for kpi in kpis:
            rows = self.ask([kpi], by=by, period=None, where=everything, basis="activity").rows
            if rows:
                keys = dict.fromkeys(row["key"][dimension] for row in rows)
                pairs = [("" if key is None else str(key), self.label(dimension, key)) for key in keys]
                return sorted(pairs, key=lambda pair: (pair[0] == "", pair[1].casefold()))
        return []

    def actions(self) -> list[entities.Action]:
        found: list[entities.Action] = self.memory.get(
            (self.version, "actions", self.scope), lambda: self.read(entities.actions, self.scope)
        )
        return found

    # addresses

    def url(self, name: str, *args: str, where: Filters | None = None, **changes: str | int | None) -> str:
        """A page's address with the filters of this one."""
        return self.address(name, *args, where=where, changes=changes)

    def address(
        self, name: str, *args: str, changes: Mapping[str, str | int | None], where: Filters | None = None
    ) -> str:
        """As `url`, the parameters to set in a dict: their names are known only when run."""
        return f"{reverse(name, args=args)}?{(where or self.filters).query(**changes)}"

    def here(self, **changes: str | int | None) -> str:
        """This page's address with other parameters set; those that are no filters are kept too."""
        own = {
            name: values
            for name, values in self.request.GET.lists()
            if name not in filters.NAMES and name not in changes and name not in TRANSIENT
        }
        pairs = [(name, value) for name, value in self.filters.pairs() if name not in changes]
        pairs += [(name, value) for name, values in own.items() for value in values]
        pairs += [(name, str(value)) for name, value in changes.items() if value is not None]
        return f"{self.request.path}?{urlencode(pairs)}"

    @property
    def download_base(self) -> str:
        """This page's address, to which a format and a table are added."""
        return self.here(format=None, table=None, page=None)

    def kpi_url(self, kpi: str, where: Filters | None = None, **changes: str | int | None) -> str:
        return self.url("kpi", kpi, where=where, **changes)

    # words of time

    def day(self, day: date | datetime) -> str:
        return display.day(day, self.language)

    def days(self, period: Days | None) -> str:
        """A period in words, its last day included."""
        if period is None:
            return _("all that is loaded")
        first, last = period[0], period[1] - timedelta(days=1)
        if first == last:
            return self.day(first)
        return _("%(first)s to %(last)s") % {"first": self.day(first), "last": self.day(last)}

    def span_words(self) -> str:
        """Over how many days the page counts: on 7 days."""
        if self.filters.period is None:
            return ""
        days = (self.filters.period[1] - self.filters.period[0]).days
        return ngettext("on %(count)s day", "on %(count)s days", days) % {
            "count": display.number(days, 0, self.language)
        }

    def zoned(self, instant: datetime) -> datetime:
        """An instant of the store as the centre's clocks show it."""
        return instant.replace(tzinfo=UTC).astimezone(ZoneInfo(self.executor.zone)).replace(tzinfo=None)

    def is_unfinished(self, end: date, as_of: datetime | None) -> bool:
        """Whether a period that ends on that day (not its own) is not loaded whole yet, or has not passed yet."""
        beyond = self.loaded is not None and end > self.loaded[1]
        return beyond or (as_of is not None and end > self.zoned(as_of).date())

    def period_label(self, key: str) -> str:
        """A period of a series as a person reads it: S39, 22/09, 09/2026."""
        if "-W" in key:
            return _("W%(week)s") % {"week": key.rpartition("W")[2]}
        if "-Q" in key:
            year, _dash, quarter = key.partition("-Q")
            return _("Q%(quarter)s %(year)s") % {"quarter": quarter, "year": year}
        parts = key.split("-")
        if len(parts) == 1:
            return key
        turned = parts[1:] if len(parts) == 3 else parts
        return "/".join(reversed(turned)) if self.language == "fr" else "-".join(turned)

    def value(self, kpi: KPI, amount: float | None) -> str:
        if kpi.counted_in and amount is not None:
            number = display.number(amount, 0 if abs(amount) >= 100 else 1, self.language)
            return f"{number}{display.NO_BREAK}{self.say(kpi.counted_in)}"
        return display.value(amount, kpi.unit, self.language, self.currency)

    def chosen(self, kpi: KPI, amount: float) -> str:
        """A target, a published figure, a mark of a scale."""
        return display.chosen(amount, kpi.unit, self.language, self.currency)


def hour_words(hour: int) -> str:
    """An hour of the day: 9 h, 09:00."""
    return _("%(hour)02d:00") % {"hour": hour}
