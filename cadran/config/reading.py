"""Reading a configuration: a TOML file, checked against the catalogue and the model.

    [settings]
    retention_months = 36
    [measures.evening_calls]
    fact = "attempts"
    where = "channel = 'phone' AND local_hour >= 18"
    [kpis.evening_contact_rate]
    num = "evening_contacts"
    den = "evening_calls"
    [[targets]]
    kpi = "contact_rate"
    value = 0.25
    campaign = "C1"
    [dispositions]                every source system
    VENTE = "sale"
    [dispositions.hermes]         one source system, over the others
    93 = { outcome = "refused", reason = "price" }
    [pauses]                      the reasons for a pause, as the files write them
    avoidable = ["fumer"]
    necessary = ["déjeuner"]
    [limits]                      what one question may take
    cells = 200_000
    [limits.agent]                of one role, over the others
    seconds = 10

Nothing in it is evaluated as code. A mistake raises ConfigError with the file, the place and the nearest right name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Never
from zoneinfo import available_timezones

from cadran.catalogue import FACTS, FAMILIES, KPIS, MEASURES
from cadran.catalogue.shape import KPI, Basis, Better, Fact, Measure, Part, Text, Unit
from cadran.config.closures import problem
from cadran.config.durations import EXPECTED, seconds_of
from cadran.config.limits import ROLES
from cadran.config.shape import PAUSES, TARGETED, Config, Meaning, Settings, Target
from cadran.config.toml import read_toml
from cadran.errors import ConfigError, InputError, did_you_mean
from cadran.messages import Message, Value
from cadran.messages.terms import system_reason
from cadran.model import OUTCOMES, REFUSAL_REASONS

_ID = re.compile(r"[a-z][a-z0-9_]*")
_SECTIONS = ("settings", "pauses", "limits", "measures", "kpis", "targets", "dispositions")
_MEASURE = ("fact", "aggregate", "column", "where", "time", "q")
_TEXTS = ("name", "question", "formula", "reading", "action", "caution")
_KPI = (*_TEXTS, "family", "unit", "better", "num", "den", "factor", "subset", "basis", "window")
_TARGET = ("kpi", "value", "upto", "per", "from", "to", *TARGETED)
_AGGREGATES = ("count", "sum", "distinct", "quantile")
_PERIODS = ("day", "week", "month", "quarter", "year")
_SETTINGS = ("zone", "currency", "country", "subdivision", "closed", "opened")
_LIMITS = {"cells": (1, 10**9), "rows": (1, 10**9), "seconds": (0.001, 86_400)}
_BOUNDS = {"retention_months": (1, 1200), "full_time_hours": (1, 80), "open_state_hours": (1, 72)}


def read_config(path: Path) -> Config:
    """The configuration in a TOML file; ConfigError when it cannot be read or holds a mistake."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigError('The configuration "{path}" does not exist. Name another with --config.', path=path) from None
    except IsADirectoryError:
        raise ConfigError('The configuration "{path}" is a directory. Give a TOML file.', path=path) from None
    except UnicodeDecodeError:
        raise ConfigError("{file} is not UTF-8 text. Save it as UTF-8.", file=path.name) from None
    except OSError as error:
        raise ConfigError(
            'The configuration "{path}" cannot be read: {reason}.', path=path, reason=system_reason(error)
        ) from None
    return parse_config(text, path.name)


def parse_config(text: str, origin: str) -> Config:
    """The configuration in a TOML text; `origin` names it in messages."""
    try:
        document = read_toml(text, origin)
    except InputError as error:
        raise ConfigError(error.message) from None
    return _Reader(origin).config(document)


class _Reader:
    """Walks a document; every message starts with the file and the place."""

    def __init__(self, origin: str) -> None:
        self.origin = origin

    def fail(self, place: str, template: str, /, **values: Value) -> Never:
        what = Message(template, **values)
        raise ConfigError("{file}, {place}: {what}", file=self.origin, place=place, what=what)

    def known(self, found: Mapping[str, Any], names: Iterable[str], place: str) -> None:
        listed = list(names)
        for key in found:
            if key not in listed:
                near = did_you_mean(key, listed)
                self.fail(
                    place,
                    'unknown key "{key}".{near}',
                    key=key,
                    near=near or Message(" Known: {names}.", names=[*listed]),
                )

    def table(self, found: Any, place: str) -> Mapping[str, Any]:
        if not isinstance(found, dict):
            self.fail(place, "expected a table of keys and values.")
        return found

    def config(self, document: Mapping[str, Any]) -> Config:
        self.known(document, _SECTIONS, "top level")
        measures = {
            id: self.measure(id, self.table(found, f"[measures.{id}]"))
            for id, found in self.table(document.get("measures", {}), "[measures]").items()
        }
        kpis = {
            id: self.kpi(id, self.table(found, f"[kpis.{id}]"))
            for id, found in self.table(document.get("kpis", {}), "[kpis]").items()
        }
        targets = document.get("targets", [])
        if not isinstance(targets, list):
            self.fail("targets", "expected one [[targets]] for each target.")
        return Config(
            self.origin,
            tuple(kpis.values()),
            tuple(measures.values()),
            tuple(self.target(f"[[targets]] {place}", self.table(one, f"[[targets]] {place}"), kpis)
                  for place, one in enumerate(targets, start=1)),
            self.dispositions(self.table(document.get("dispositions", {}), "[dispositions]")),
            replace(
                self.settings(self.table(document.get("settings", {}), "[settings]")),
                pauses=self.pauses(self.table(document.get("pauses", {}), "[pauses]")),
            ),
            self.limits(self.table(document.get("limits", {}), "[limits]")),
        )  # fmt: skip

    # values

    def text(self, found: Mapping[str, Any], key: str, place: str) -> str | None:
        value = found.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            self.fail(f"{place}, {key}", "expected a text.")
        return value.strip()

    def number(self, found: Mapping[str, Any], key: str, place: str) -> float | None:
        value = found.get(key)
        if value is None:
            return None
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or value != value
            or abs(value) == float("inf")
        ):
            self.fail(f"{place}, {key}", "expected a number.")
        return float(value)

    def needed(self, found: Mapping[str, Any], key: str, place: str) -> str:
        value = self.text(found, key, place)
        if value is None:
            self.fail(place, '"{key}" is missing.', key=key)
        return value

    def among(self, value: str, names: Iterable[str], place: str) -> str:
        listed = list(names)
        if value not in listed:
            near = did_you_mean(value, listed)
            shown = near or Message(" Expected one of {names}.", names=[*listed]) if len(listed) <= 30 else near
            self.fail(place, 'unknown "{value}".{near}', value=value, near=shown)
        return value

    def day(self, found: Mapping[str, Any], key: str, place: str) -> date | None:
        value = found.get(key)
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                value = False
        if value is not None and (isinstance(value, datetime) or not isinstance(value, date)):
            self.fail(f"{place}, {key}", "expected a local day such as 2026-09-22.")
        return value

    def said(self, found: Mapping[str, Any], key: str, place: str, default: str) -> Text:
        """A text in both languages, or one for both."""
        value = found.get(key, default)
        if isinstance(value, str):
            return Text(value, value)
        found = self.table(value, f"{place}, {key}")
        if set(found) != {"fr", "en"} or not all(isinstance(one, str) for one in found.values()):
            self.fail(f"{place}, {key}", 'expected a text, or {{ fr = "…", en = "…" }}.')
        return Text(found["fr"], found["en"])

    # sections

    def own(self, id: str, place: str, taken: Iterable[str]) -> None:
        if not _ID.fullmatch(id):
            self.fail(place, '"{id}" is no name: expected small letters, digits and _, a letter first.', id=id)
        if id in taken:
            self.fail(place, '"{id}" is the name of one that Cadran has already. Choose another.', id=id)

    def measure(self, id: str, found: Mapping[str, Any]) -> Measure:
        place = f"[measures.{id}]"
        self.own(id, place, MEASURES)
        self.known(found, _MEASURE, place)
        fact = FACTS[self.among(self.needed(found, "fact", place), FACTS, f"{place}, fact")]
        aggregate = self.among(self.text(found, "aggregate", place) or "count", _AGGREGATES, f"{place}, aggregate")
        column, q = self.text(found, "column", place), self.number(found, "q", place)
        if aggregate == "count" and column is not None:
            self.fail(place, "a count takes no column.")
        if aggregate != "count" and column is None:
            self.fail(place, '"{aggregate}" needs a column.', aggregate=aggregate)
        if aggregate == "quantile" and (q is None or not 0 < q < 1):
            self.fail(place, '"quantile" needs q between 0 and 1, such as 0.5 for the median.')
        part = Part(fact.name, aggregate, self.time(found, fact, place), column, self.text(found, "where", place), q)
        return Measure(id, (part,))

    def time(self, found: Mapping[str, Any], fact: Fact, place: str) -> str:
        return self.among(self.text(found, "time", place) or next(iter(fact.times)), fact.times, f"{place}, time")

    def kpi(self, id: str, found: Mapping[str, Any]) -> KPI:
        place = f"[kpis.{id}]"
        self.own(id, place, KPIS)
        self.known(found, _KPI, place)
        num, den = self.needed(found, "num", place), self.text(found, "den", place)
        formula = f"{num} / ({den})" if den else num
        texts: dict[str, Any] = {key: self.said(found, key, place, default) for key, default in
                 (("name", id), ("question", id), ("formula", formula), ("reading", ""), ("action", ""))}  # fmt: skip
        subset, factor = found.get("subset", False), self.number(found, "factor", place)
        if not isinstance(subset, bool):
            self.fail(f"{place}, subset", "expected true or false.")
        if subset and not den:
            self.fail(f"{place}, subset", "only a ratio can be a proportion: give den.")
        window, basis = self.window(found, place), self.text(found, "basis", place)
        if window and basis != "cohort":
            self.fail(f"{place}, window", 'a window is for cohorts: add basis = "cohort".')
        unit = self.text(found, "unit", place) or ("percent" if subset else "ratio" if den else "count")
        return KPI(
            id=id,
            family=self.among(self.text(found, "family", place) or "volume", FAMILIES, f"{place}, family"),
            unit=Unit(self.among(unit, list(Unit), f"{place}, unit")),
            better=Better(self.among(self.text(found, "better", place) or "none", list(Better), f"{place}, better")),
            num=num,
            den=den,
            factor=1.0 if factor is None else factor,
            subset=subset,
            basis=Basis(self.among(basis, list(Basis), f"{place}, basis")) if basis else None,
            window_s=window,
            caution=self.said(found, "caution", place, "") if "caution" in found else None,
            **texts,
        )

    def window(self, found: Mapping[str, Any], place: str) -> int | None:
        text = self.text(found, "window", place)
        seconds = seconds_of(text) if text else None
        if text and seconds is None:
            self.fail(
                f"{place}, window", '"{text}" is not a duration. Expected {expected}.', text=text, expected=EXPECTED
            )
        return seconds

    def target(self, place: str, found: Mapping[str, Any], own: Mapping[str, KPI]) -> Target:
        self.known(found, _TARGET, place)
        known = {**KPIS, **own}
        kpi = known[self.among(self.needed(found, "kpi", place), known, f"{place}, kpi")]
        value, upto = self.number(found, "value", place), self.number(found, "upto", place)
        if value is None:
            self.fail(place, '"value" is missing.')
        if upto is not None and upto <= value:
            self.fail(f"{place}, upto", "the upper end of a band must be more than value.")
        if kpi.unit is Unit.PERCENT and max(value, upto or value) > 1:
            self.fail(f"{place}, value", '"{id}" is a rate: write a fraction, 0.25 for 25 %.', id=kpi.id)
        first, end = self.day(found, "from", place), self.day(found, "to", place)
        if first and end and first >= end:
            self.fail(place, "the last day is exclusive and must come after the first.")
        per = self.text(found, "per", place)
        if per is not None:
            self.among(per, _PERIODS, f"{place}, per")
        if kpi.den is None and kpi.basis is not Basis.STOCK and per is None and not (first and end):
            self.fail(
                place, '"{id}" adds up over time: say for what period, with per = "month" or from and to.', id=kpi.id
            )
        where = tuple((name, text) for name in TARGETED if (text := self.text(found, name, place)) is not None)
        return Target(kpi.id, value, upto, where, first, end, per)

    def dispositions(self, found: Mapping[str, Any]) -> dict[str, dict[str, Meaning]]:
        codes: dict[str, dict[str, Meaning]] = {"": {}}
        for key, value in found.items():
            if isinstance(value, dict) and "outcome" not in value:
                place = f"[dispositions.{key}]"
                codes[key] = {code: self.meaning(one, f"{place}, {code}") for code, one in value.items()}
            else:
                codes[""][key] = self.meaning(value, f"[dispositions], {key}")
        return codes

    def meaning(self, value: Any, place: str) -> Meaning:
        if isinstance(value, dict):
            self.known(value, ("outcome", "reason"), place)
            reason = self.text(value, "reason", place)
            if reason is not None and reason not in REFUSAL_REASONS and (near := did_you_mean(reason, REFUSAL_REASONS)):
                self.fail(f"{place}, reason", 'unknown "{value}".{near}', value=reason, near=near)
            return Meaning(self.among(self.needed(value, "outcome", place), OUTCOMES, f"{place}, outcome"), reason)
        if not isinstance(value, str):
            self.fail(place, 'expected an outcome such as "sale".')
        return Meaning(self.among(value, OUTCOMES, place))

    def pauses(self, found: Mapping[str, Any]) -> dict[str, str]:
        """Reason for a pause, in small letters → what it is classified as."""
        self.known(found, PAUSES, "[pauses]")
        classes: dict[str, str] = {}
        for kind in PAUSES:
            reasons = found.get(kind, [])
            if not isinstance(reasons, list) or not all(isinstance(one, str) and one.strip() for one in reasons):
                self.fail(f"[pauses], {kind}", 'expected a list of reasons for a pause such as ["déjeuner"].')
            for reason in reasons:
                if classes.setdefault(reason.strip().casefold(), kind) != kind:
                    self.fail(
                        f"[pauses], {kind}", '"{reason}" is avoidable and necessary at once: keep one.', reason=reason
                    )
        return classes

    def limits(self, found: Mapping[str, Any]) -> dict[str, dict[str, float]]:
        """Role ("" for all who are served) → limit → what it is."""
        self.known(found, (*_LIMITS, *ROLES), "[limits]")
        own = {role: self.table(found[role], f"[limits.{role}]") for role in ROLES if role in found}
        every = {key: value for key, value in found.items() if key in _LIMITS}
        return {role: self.limit(one, f"[limits{role and '.'}{role}]") for role, one in {"": every, **own}.items()}

    def limit(self, found: Mapping[str, Any], place: str) -> dict[str, float]:
        self.known(found, _LIMITS, place)
        given: dict[str, float] = {}
        for key, (low, high) in _LIMITS.items():
            value = self.number(found, key, place)
            if value is None:
                continue
            if not low <= value <= high or (key != "seconds" and value != int(value)):
                kind = Message("a number") if key == "seconds" else Message("a whole number")
                self.fail(f"{place}, {key}", "expected {kind} from {low} to {high}.", kind=kind, low=low, high=high)
            given[key] = value if key == "seconds" else int(value)
        return given

    def settings(self, found: Mapping[str, Any]) -> Settings:
        self.known(found, (*_BOUNDS, *_SETTINGS), "[settings]")
        given: dict[str, Any] = {}
        for key, (low, high) in _BOUNDS.items():
            value = self.number(found, key, "[settings]")
            if value is None:
                continue
            if not low <= value <= high or (key == "retention_months" and value != int(value)):
                kind = Message("a whole number") if key == "retention_months" else Message("a number")
                self.fail(f"[settings], {key}", "expected {kind} from {low} to {high}.", kind=kind, low=low, high=high)
            given[key] = int(value) if key == "retention_months" else value
        return Settings(
            **given, **self.place(found), closed=self.days(found, "closed"), opened=self.days(found, "opened")
        )

    def place(self, found: Mapping[str, Any]) -> dict[str, Any]:
        """Zone, currency, country and its subdivision."""
        at = "[settings]"
        zone, currency, subdivision = (self.text(found, key, at) for key in ("zone", "currency", "subdivision"))
        country = "" if found.get("country") == "" else self.text(found, "country", at)
        if zone is not None and zone not in available_timezones():
            self.fail(
                f"{at}, zone",
                '"{text}" is not a time zone. Expected an IANA name such as "{zone}".',
                text=zone,
                zone="Europe/Paris",
            )
        if currency is not None and not re.fullmatch("[A-Z]{3}", currency):
            self.fail(f"{at}, currency", '"{text}" is not a currency. Expected a code such as EUR.', text=currency)
        if subdivision is not None and not country:
            self.fail(f"{at}, subdivision", "say of which country.")
        wrong = problem(country, subdivision) if country else None
        if wrong:
            self.fail(f"{at}, country", "{reason}", reason=wrong)
        return {"zone": zone, "currency": currency, "country": country, "subdivision": subdivision}

    def days(self, found: Mapping[str, Any], key: str) -> tuple[date, ...]:
        listed = found.get(key, [])
        if not isinstance(listed, list):
            self.fail(f"[settings], {key}", "expected a list of local days such as [2026-12-24].")
        days = (self.day({key: one}, key, "[settings]") for one in listed)
        return tuple(day for day in days if day is not None)
