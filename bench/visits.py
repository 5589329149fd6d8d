"""What fifty visitors ask for: every page, under filters that change as people change them, each within their rights."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from urllib.parse import urlencode

from bench.served import Person
from cadran.catalogue import KPIS

PRESETS = {"7d": 8, "30d": 5, "1d": 3, "week": 3, "last-week": 2, "month": 3, "last-month": 2, "90d": 2, "quarter": 1,
           "year": 1, "all": 1, "custom": 2}  # fmt: skip
"""Periods by how often they are chosen."""

PAGES = {
    "overview": 4, "findings": 4, "campaigns": 2, "lists": 2, "funnel": 2, "hours": 2, "refusals": 2, "agents": 2, "compare": 2,
    "costs": 2, "catalogue": 1, "kpi": 4, "rows": 2, "search": 1, "imports": 1, "checks": 1,
}  # fmt: skip
"""Pages by how often they are opened."""

_PATHS = {"overview": "/"}
_BY = {
    "lists": ("list", "list", "source", "segment", "phone_type"),
    "funnel": ("campaign", "campaign", "source", "list", "segment", "team", "agent"),
    "refusals": ("campaign", "campaign", "profile", "script", "team", "segment", "source"),
    "agents": ("agent", "agent", "team", "profile", "site"),
    "compare": ("campaign", "agent", "team", "list", "source"),
}
_KPI = {
    "hours": ("contact_rate", "answer_rate", "argued_call_rate", "machine_rate"),
    "agents": ("argued_call_rate", "refusal_rate", "contactability_rate", "average_handle_time"),
    "compare": ("argued_call_rate", "contactability_rate", "refusal_rate"),
}
_INTERNAL = ("imports", "checks")
_BEHIND = ("refusals", "sales", "contact_rate", "argued_call_rate", "answer_rate", "contactability_rate")
_WORDS = ("contact", "refus", "vente", "taux", "agent", "pitch", "rdv")


@dataclass
class Visitor:
    """One person going from page to page; filters stay from one to the next, as in the product."""

    person: Person
    known: dict[str, list[str]]
    last: date
    random: Random
    period: list[tuple[str, str]] = field(default_factory=lambda: [("period", "7d")])
    where: dict[str, str] = field(default_factory=dict)
    page: str = "overview"
    own: list[tuple[str, str]] = field(default_factory=list)

    def next(self) -> tuple[str, str, bool]:
        """The page, its address, and whether it is a filter changed in place (a fragment) or a page opened."""
        is_change = self.page not in (*_INTERNAL, "search") and self.random.random() < 0.4
        if is_change:
            self._change()
        else:
            self._open()
        return self.page, self._address(), is_change

    def _change(self) -> None:
        side = self.random.choice(
            ("period", "period", "campaign", "campaign", "team", "list", "source", "agent", "none")
        )
        if side == "none":
            self.where.clear()
        elif side != "period":
            if side in self.where or (side in ("team", "agent") and self.person.role in ("agent", "client")):
                self.where.pop(side, None)
            else:
                self.where = {**dict(list(self.where.items())[-1:]), side: self.random.choice(self.known[side])}
        else:
            preset = self.random.choices(list(PRESETS), list(PRESETS.values()))[0]
            self.period = [("period", preset)]
            if preset == "custom":
                first = self.last - timedelta(days=self.random.randrange(7, 90))
                through = min(self.last, first + timedelta(days=self.random.randrange(2, 40)))
                self.period += [("from", first.isoformat()), ("through", through.isoformat())]

    def _open(self) -> None:
        role = self.person.role
        fit = {
            name: weight for name, weight in PAGES.items()
            if not (name in _INTERNAL and role not in ("manager", "analyst")) and not (name == "agents" and role == "client")
        }  # fmt: skip
        self.page = self.random.choices(list(fit), list(fit.values()))[0]
        self.own = []
        if self.page in ("kpi", "rows"):
            some = _BEHIND if self.page == "rows" else [id for id in KPIS if not KPIS[id].view]
            self.own = [("id", self.random.choice([id for id in some if id in self.person.kpis]))]
            if self.page == "rows":
                self.own.append(("part", self.random.choice(("num", "den"))))
        if self.page == "search":
            self.own = [("q", self.random.choice(_WORDS))]
        for name, choices in (("by", _BY.get(self.page)), ("kpi", _KPI.get(self.page))):
            if choices and self.random.random() < 0.6:
                self.own.append((name, self.random.choice(choices)))

    def _address(self) -> str:
        own = dict(self.own)
        path = _PATHS.get(self.page, f"/{self.page}/")
        if self.page in ("kpi", "rows"):
            path = f"/kpi/{own.pop('id')}/" + ("rows/" if self.page == "rows" else "")
        return f"{path}?{urlencode([*self.period, *self.where.items(), *own.items()])}"


def plain() -> dict[str, str]:
    """Every page once, as it opens: for the first visits after a start or a load."""
    own = {"kpi": "/kpi/argued_call_rate/", "rows": "/kpi/refusals/rows/", "search": "/search/?q=taux"}
    paths = {name: own.get(name) or _PATHS.get(name, f"/{name}/") for name in PAGES}
    return {name: f"{path}{'&' if '?' in path else '?'}period=7d" for name, path in paths.items()}
