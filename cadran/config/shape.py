"""What a configuration holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from cadran.catalogue.shape import KPI, Measure
from cadran.config.closures import COUNTRIES, Closures
from cadran.config.limits import Given, Limits, limits_of

TARGETED = ("campaign", "client", "list", "team", "site", "agent")
"""The dimensions that a target may be for."""
PAUSES = ("avoidable", "necessary")
"""What a reason for a pause may be classified as."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a KPI should reach: `value`, or from `value` up to `upto` where it should stay in a band.

    `where` names whom it is for, nobody in particular where it is empty. `first` and `end` are the local days between
    which it holds, `end` exclusive; `per` is the grain of the periods for which a volume is wanted.
    """

    kpi: str
    value: float
    upto: float | None = None
    where: tuple[tuple[str, str], ...] = ()
    first: date | None = None
    end: date | None = None
    per: str | None = None


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a disposition code means: an outcome, and the reason it implies."""

    outcome: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """The centre's own rules.

    `retention_months`: how long prospects are kept after collection or their last contact. `full_time_hours`: hours a
    week of a full-time contract. `open_state_hours`: after how long an agent's open state is a forgotten logout. `zone`
    and `currency`: the reporting zone and the base currency of a new store. `country` and `subdivision`: whose public
    holidays are closed days (None: the zone's country), beside the days `closed` and but for those `opened`. `pauses`: reason for a
    pause, in small letters → avoidable or necessary.
    """

    retention_months: int = 36
    full_time_hours: float = 35.0
    open_state_hours: float = 12.0
    zone: str | None = None
    currency: str | None = None
    country: str | None = None
    subdivision: str | None = None
    closed: tuple[date, ...] = ()
    opened: tuple[date, ...] = ()
    pauses: Mapping[str, str] = field(default_factory=dict)

    def closures(self, zone: str) -> Closures:
        """The days on which a centre whose store counts in `zone` is closed."""
        country = COUNTRIES.get(zone, "") if self.country is None else self.country
        return Closures(country, self.subdivision, self.closed, self.opened)


@dataclass(frozen=True, slots=True)
class Config:
    """A whole configuration. `dispositions`: source system ("" = every one) → code → what it means; `limits`: see limits_of."""

    origin: str = ""
    kpis: tuple[KPI, ...] = ()
    measures: tuple[Measure, ...] = ()
    targets: tuple[Target, ...] = ()
    dispositions: Mapping[str, Mapping[str, Meaning]] = field(default_factory=dict)
    settings: Settings = field(default_factory=Settings)
    limits: Given = field(default_factory=dict)

    def limits_of(self, role: str) -> Limits:
        """How much one question of a role may take."""
        return limits_of(self.limits, role)

    def meanings(self, source_system: str) -> dict[str, Meaning]:
        """The codes of one source system: its own over those that hold everywhere."""
        return {**self.dispositions.get("", {}), **self.dispositions.get(source_system, {})}


NOTHING = Config()
