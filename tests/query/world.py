"""Small worlds for the evaluator's tests: declarations of a KPI in one line, rows in one line each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from cadran.catalogue import FACTS, KPIS, MEASURES
from cadran.catalogue.shape import KPI, Better, Measure, Part, Text, Unit
from cadran.executor.local import Store
from cadran.query.columns import AMOUNT, PARTS, STATES, Columns, Form
from cadran.query.evaluate import evaluate
from cadran.query.keys import Keys
from cadran.query.periods import series
from cadran.query.request import Request
from cadran.query.result import Result
from cadran.query.state import Catalogue
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


def drawn(rows: Sequence[dict[str, Any]], total: dict[str, Any], grain: str | None = None) -> tuple[Keys, Columns]:
    """Rows {"key": …, "values": {KPI: cell}} and a whole, written by hand, as the keys and the columns that they are read from."""
    names = [name for name in (rows[0]["key"] if rows else ()) if name != "period"]
    members = list(dict.fromkeys(tuple(row["key"][name] for name in names) for row in rows))
    texts = list(dict.fromkeys(row["key"].get("period") for row in rows if row["key"].get("period")))
    periods = [next(one for one in series(grain or "day", date(2026, 1, 1), date(2027, 1, 1), "UTC") if one.key == text)
               for text in texts]  # fmt: skip
    member = [members.index(tuple(row["key"][name] for name in names)) for row in rows]
    period = [texts.index(text) if (text := row["key"].get("period")) else -1 for row in rows]
    keys = Keys(tuple(names), grain, tuple(members), tuple(periods), np.array(member, int), np.array(period, int))
    cells = [[*(row["values"][kpi] for row in rows), total[kpi]] for kpi in total]

    def side(name: str, type: Any = np.float64) -> Any:
        return np.array([[cell.get(name) for cell in line] for line in cells], type)

    states = np.array([[STATES.index(cell["state"]) for cell in line] for line in cells], np.int8)
    none = np.zeros(states.shape, np.int64)
    counts = np.array([[cell.get("n", 0) for cell in line] for line in cells], np.int64)
    forms = (Form("activity", AMOUNT, AMOUNT, AMOUNT, ()),) * len(total)
    return keys, Columns(tuple(total), forms, *(side(name) for name in PARTS), counts, states, none, none, none)


def column(result: Result, kpi: str, side: str = "value") -> dict[Any, Any]:
    """Key (one value, or a tuple of several) → one side of a KPI."""
    found = {}
    for row in result.rows:
        key = tuple(row["key"].values())
        found[key[0] if len(key) == 1 else key] = row["values"][kpi][side]
    return found
