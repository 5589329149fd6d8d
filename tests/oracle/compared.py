"""The product's figures held against the oracle's, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cadran.catalogue import FACTS, KPIS, MEASURES
from cadran.errors import NotConformedError
from cadran.executor.local import Store
from cadran.model import TABLES
from cadran.model.derived import DERIVED, VIEWS
from cadran.query.evaluate import evaluate
from cadran.query.plan import plan
from cadran.query.request import Request
from cadran.query.state import Catalogue, StoreState
from cadran.store.schema import CURRENCY, write_setting
from tests.oracle.oracle import Answer, Answers, answers, basis_of
from tests.oracle.worlds import FIRST, LAST, MIDWAY, NOW

OURS = Catalogue(KPIS, MEASURES, FACTS)
PERIOD = (FIRST, LAST)
PROPORTIONS = frozenset(
    [
        "file_validity_rate",
        "mobile_rate",
        "wrong_number_rate",
        "off_target_rate",
        "unusable_rate",
        "list_exploitation_rate",
        "duplicate_rate",
        "list_penetration",
        "contactability_rate",
        "contact_rate",
        "answer_rate",
        "machine_rate",
        "machine_detection_rate",
        "call_rejection_rate",
        "unanswered_rate",
        "opt_out_rate",
        "agent_machine_rate",
        "contacted_within_1h_rate",
        "follow_up_rate",
        "over_solicitation_rate",
        "callbacks_kept_rate",
        "qualification_rate",
        "argued_leads_rate",
        "argued_call_rate",
        "argued_valid_call_rate",
        "refusal_rate",
        "abandon_rate",
        "opportunity_conversion_rate",
        "conversion_per_worked_lead",
        "conversion_per_contacted_lead",
        "conversion_per_lead",
        "conversion_per_potential_lead",
        "multi_product_rate",
        "upgrade_rate",
        "net_sales_rate",
        "appointment_show_rate",
        "churn_rate",
    ]
)
"""Rates whose numerator is part of their denominator: they have an interval. Read off the formulas, by hand."""
NOTHING, UNKNOWN = Answer(0, 0), Answer(None, None)
BY_THE_CLOCK = {"calls_per_clock_hour"}
OF_NOTHING_UNKNOWN = {"speed_to_contact_median", "speed_to_contact_p90"}
FIGURES = tuple(kpi for kpi in KPIS if KPIS[kpi].view is None)


@dataclass(frozen=True)
class Ask:
    """One question: how figures are broken down, by which dates, as of when."""

    by: tuple[str, ...] = ()
    grain: str | None = None
    basis: str = "activity"
    as_of: datetime | None = None

    def cell(self, kpi: str, member: str) -> str:
        dimension = "day" if self.grain else "+".join(self.by)
        return f"{basis_of(kpi, self.basis)}|{dimension}|{member}"

    def request(self, *kpis: str) -> Request:
        """Costs as they were booked, whoever else they may be shared with: sharing has tests of its own."""
        return Request(
            kpis, by=self.by, grain=self.grain, period=PERIOD, basis=self.basis, as_of=self.as_of, allocate="none"
        )

    def is_to_come(self, member: str) -> bool:
        return self.grain is not None and date.fromisoformat(member) > (self.as_of or NOW).date()


ASKED = (
    Ask(("campaign",)), Ask(grain="day"), Ask(("agent",)), Ask(("team",)), Ask(("list",)), Ask(("source",)),
    Ask(("target",)), Ask(("product",)),
    Ask(("campaign",), basis="cohort"), Ask(grain="day", basis="cohort"), Ask(("list",), basis="cohort"),
    Ask(("campaign",), as_of=MIDWAY), Ask(grain="day", as_of=MIDWAY), Ask(("source",), basis="cohort", as_of=MIDWAY),
)  # fmt: skip
TABLES_ASKED = {kpi: Ask(KPIS[kpi].view.by) for kpi in KPIS if KPIS[kpi].view}  # type: ignore[union-attr]


def emptied(store: Store) -> Store:
    """One store serves all worlds, in euros: to make one takes longer than to fill it."""
    write_setting(store.engine, CURRENCY, "EUR")
    kept = (
        *TABLES,
        *(f"{name}_history" for name in TABLES),
        *(name for name in DERIVED if name not in VIEWS),
        "imports",
    )
    for name in kept:
        store.engine.execute(f"DELETE FROM {name}")
    return store


def expected(store: Store, asked: Sequence[Ask] = ASKED) -> dict[datetime | None, Answers]:
    return {as_of: answers(store, as_of or NOW, FIRST, LAST) for as_of in {ask.as_of for ask in asked}}


def conforming(
    state: StoreState, ask: Ask, kpis: Sequence[str] = FIGURES, catalogue: Catalogue = OURS
) -> tuple[str, ...]:
    """The KPIs that can be broken down so, in a store such as this."""
    found = []
    for kpi in kpis:
        try:
            plan(catalogue, state, ask.request(kpi))
            found.append(kpi)
        except NotConformedError:
            pass
    return tuple(found)


def differences(
    store: Store, told: Mapping[datetime | None, Answers], ask: Ask, kpis: Sequence[str], catalogue: Catalogue = OURS
) -> Iterator[str]:
    """Where the product's figures are not the oracle's."""
    result = evaluate(store.engine, store.state(), ask.request(*kpis), catalogue)
    known = told[ask.as_of]
    yield from _differ(result.total, {kpi: f"{basis_of(kpi, ask.basis)}|total|" for kpi in kpis}, known)
    members = set()
    for row in result.rows:
        member = "+".join("-" if value is None else str(value) for value in row["key"].values())
        members.add(member)
        if not ask.is_to_come(member):
            yield from _differ(row["values"], {kpi: ask.cell(kpi, member) for kpi in kpis}, known)
    cells = {kpi: ask.cell(kpi, "") for kpi in kpis}
    for (kpi, cell), answer in known.items():
        if kpi in cells and cell.startswith(cells[kpi]) and (answer.num or (answer.den and kpi not in BY_THE_CLOCK)):
            member = cell.removeprefix(cells[kpi])
            if member not in members and not ask.is_to_come(member):
                yield f"{kpi} has no row for {cell}: expected {answer}"


def _differ(values: Mapping[str, Any], cells: Mapping[str, str], known: Answers) -> Iterator[str]:
    for kpi, cell in cells.items():
        got, answer = values[kpi], known.get((kpi, cell), UNKNOWN if kpi in OF_NOTHING_UNKNOWN else NOTHING)
        if got["basis"] != cell.split("|")[0]:
            yield f"{kpi} at {cell}: dated by {got['basis']}"
        if got["state"] == "not_loaded":
            if answer.num and answer.den != 0:
                yield f"{kpi} at {cell}: not loaded, expected {answer}"
            continue
        if (kpi, cell) not in known and kpi in BY_THE_CLOCK and not got["num"]:
            continue  # hours pass everywhere
        view = KPIS[kpi].view
        if view and view.share:  # of the whole: its sum over the members
            answer = Answer(answer.num, known.get((kpi, cell.split("|")[0] + "|total|"), NOTHING).num)
        if not agrees(kpi, got, answer):
            yield f"{kpi} at {cell}: {got['num']} / {got['den']} = {got['value']}, expected {answer}"


def agrees(kpi: str, got: Mapping[str, Any], answer: Answer) -> bool:
    """Value, and where nothing but the sums is divided numerator and denominator too."""
    num, den = answer
    if KPIS[kpi].den is None:
        return _same(got["value"], num)
    if KPIS[kpi].factor == 1 and not (_same(got["den"], den) and (_same(got["num"], num) or not den)):
        return False
    return _same(got["value"], num / den if num is not None and den else None)


def _same(got: Any, want: float | None) -> bool:
    if want is None or got is None:
        return got is None and want is None
    return abs(float(got) - want) <= max(1e-4 * abs(want), 1e-2 if abs(want) > 5 else 1e-4)
