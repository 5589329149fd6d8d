"""What came before a first success: contacts, refusals, and the figures that go round."""

from __future__ import annotations

from typing import Any

import pytest

from cadran.analysis import view
from cadran.executor.local import Store
from tests.query.world import attempts, fill, leads


@pytest.fixture
def sold(store: Store) -> Store:
    """L1 says no, is called back, buys; L2 buys at its first contact, which no answer precedes; L4 says no four times, then buys.

    L3 books at its second contact, then buys: a sale after two contacts. L5 buys twice: the first counts.
    """
    lines = {"L1": "refused callback sale", "L2": "no_answer sale", "L3": "callback appointment sale",
             "L4": "refused not_interested refused refused sale", "L5": "sale sale"}  # fmt: skip
    calls = [f"{lead}-{n} {lead} A x 2026-09-22T{8 + n:02d}:00Z {outcome}"
             for lead, line in lines.items() for n, outcome in enumerate(line.split())]  # fmt: skip
    return fill(store, leads=leads(*(f"{lead} 2026-09-01T08:00Z A" for lead in lines)), attempts=attempts(*calls))


def told(store: Store) -> dict[tuple[str, str], Any]:
    found = view(store, "attempt-rank").findings
    return {(one.code, one.about["outcome"]): one for one in found if one.code in ("first_contact", "refusals_before")}


def test_sales_at_the_first_contact_beside_the_2_percent(sold: Store) -> None:
    found = told(sold)
    assert {(outcome, one.about["num"], one.about["den"]) for (code, outcome), one in found.items() if code == "first_contact"} == {
        ("sale", 2, 5), ("appointment", 0, 1)
    }  # fmt: skip
    # Wilson at z = 2.4977 (5% among four): 2 of 5 gives 8.3 to 83.6%, above 2%; 0 of 1 holds it
    assert found["first_contact", "sale"].tone == "neutral"
    assert "clearly more than the 2%" in found["first_contact", "sale"].text.en
    assert found["first_contact", "appointment"].tone == "undecided"


def test_refusals_before_a_sale_beside_the_80_percent(sold: Store) -> None:
    found = told(sold)["refusals_before", "sale"]
    assert (found.about["num"], found.about["den"], found.about["never"]) == (1, 5, 3)
    # Wilson at z = 2.4977: 1 of 5 gives 2.5 to 70.8%
    assert (found.tone, "clearly less than the 80%" in found.text.en) == ("neutral", True)
    rows = {
        row["number"]: (row["sale_contacts"]["num"], row["sale_noes"]["num"])
        for row in view(sold, "attempt-rank").table("before_success").rows
    }
    assert rows == {0: (2, 3), 1: (0, 1), 2: (2, 0), 4: (1, 1)}


def test_a_hundred_sales_without_a_no_are_surely_less_than_80_percent(store: Store) -> None:
    names = [f"L{n}" for n in range(100)]
    fill(store, leads=leads(*(f"{name} 2026-09-01T08:00Z A" for name in names)),
         attempts=attempts(*(f"{name} {name} A x 2026-09-22T08:00Z sale" for name in names)))  # fmt: skip
    found = told(store)["refusals_before", "sale"]
    assert (found.tone, "clearly less than the 80%" in found.text.en) == ("neutral", True)
    assert "sans aucun «" in found.text.fr
