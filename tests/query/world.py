"""Small worlds for the evaluator's tests: declarations of a KPI in one line, rows in one line each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from cadran.catalogue import FACTS, KPIS, MEASURES
from cadran.catalogue.shape import KPI, Better, Measure, Part, Text, Unit
from cadran.query.evaluate import evaluate
from cadran.query.request import Request
from cadran.query.result import Result
from cadran.query.state import Catalogue
from cadran.store import Store
from tests.conftest import table

CATALOGUE = Catalogue(KPIS, MEASURES, FACTS)
_TEXT = Text("essai", "test")
_SHORT = re.compile(r"^(\S+T\d\d:\d\d)Z$")  # an instant written without its seconds


def kpi(id: str, num: str, den: str | None = None, **more: Any) -> KPI:
    """A KPI with nothing to say of itself."""
    said = {"question": _TEXT, "formula": _TEXT, "reading": _TEXT, "action": _TEXT}
    return KPI(id, "volume", _TEXT, more.pop("unit", Unit.RATIO), Better.NONE, num, den=den, **said, **more)


def declared(*kpis: KPI, measures: Sequence[Measure] = ()) -> Catalogue:
    """The package's catalogue with some declarations more."""
    return Catalogue(
        {**KPIS, **{one.id: one for one in kpis}}, {**MEASURES, **{one.id: one for one in measures}}, FACTS
    )


def counted(id: str, fact: str, time: str, where: str | None = None) -> Measure:
    return Measure(id, (Part(fact, "count", time, where=where),))


def summed(id: str, fact: str, time: str, column: str, where: str | None = None) -> Measure:
    return Measure(id, (Part(fact, "sum", time, column, where),))


def ask(store: Store, *kpis: str, catalogue: Catalogue = CATALOGUE, **more: Any) -> Result:
    return evaluate(store.engine, store.state(), Request(kpis, **more), catalogue)


def attempts(*rows: str, **common: Any) -> list[dict[str, Any]]:
    """Attempts written `id lead campaign agent instant outcome`; `-` leaves a field empty."""
    names = ("attempt_id", "lead_id", "campaign_id", "agent_id", "started_at", "outcome")
    return [_row(names, row, common) for row in rows]


def leads(*rows: str, **common: Any) -> list[dict[str, Any]]:
    """Leads written `id created campaign`."""
    return [_row(("lead_id", "created_at", "campaign_id"), row, common) for row in rows]


def orders(*rows: str, **common: Any) -> list[dict[str, Any]]:
    """Orders written `id lead campaign instant amount status`."""
    return [
        {**row, "amount": float(row["amount"])}
        for row in (
            _row(("order_id", "lead_id", "campaign_id", "ordered_at", "amount", "status"), row, common) for row in rows
        )
    ]


def _row(names: Sequence[str], text: str, common: Mapping[str, Any]) -> dict[str, Any]:
    values = [None if value == "-" else _SHORT.sub(r"\1:00Z", value) for value in text.split()]
    return {**dict(zip(names, values, strict=False)), **common}


def fill(store: Store, *, covers: tuple[Any, Any] | None = None, **tables: list[dict[str, Any]]) -> Store:
    """Load each table, in the order given."""
    for name, rows in tables.items():
        store.load(name, table(rows), covers=covers)
    return store


def column(result: Result, kpi: str, side: str = "value") -> dict[Any, Any]:
    """Key (one value, or a tuple of several) → one side of a KPI."""
    found = {}
    for row in result.rows:
        key = tuple(row["key"].values())
        found[key[0] if len(key) == 1 else key] = row["values"][kpi][side]
    return found
