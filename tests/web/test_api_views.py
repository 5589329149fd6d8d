"""Views by the API take what the command line's do: the two to compare, how long to follow, how to share costs out."""

from __future__ import annotations

import json
from typing import Any

from cadran.executor.local import Store
from tests.conftest import table
from tests.web.conftest import As


def _get(browser: As, path: str) -> Any:
    answer = browser.get(f"/api/v1/{path}")
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


def test_two_members_are_compared(browsers: dict[str, As]) -> None:
    """Red has calls 1, 2, 3 and 6, one of them a contact; Blue has 4, 5 and 7, one of them a contact."""
    found = _get(browsers["manager"], "views/compare?kpi=contact_rate&by=team&members=Red,Blue")
    assert found["options"]["members"] == "Red,Blue"
    members = {row["member"]: (row["value"]["num"], row["value"]["den"]) for row in found["tables"][0]["rows"]}
    assert members == {"Red": (1, 4), "Blue": (1, 3)}
    assert browsers["manager"].get("/api/v1/views/compare?by=team").status_code == 400


def test_leads_are_followed_for_so_long(store: Store, browsers: dict[str, As]) -> None:
    """All created at 10:00 and called at 10:01 … 10:08; the 1st and the 4th are contacted. In two minutes: 1 of 2 called."""
    store.load("leads", table([{"lead_id": f"L{n}", "created_at": "2026-09-01T10:00:00Z"} for n in range(1, 9)]))
    asked = "kpis?ids=contactability_rate&basis=cohort"
    for more, parts in (("", (2, 8)), ("&within=2min", (1, 2))):
        cell = _get(browsers["manager"], asked + more)["total"]["contactability_rate"]
        assert (cell["num"], cell["den"]) == parts, more
    steps = {row["step"]: row["leads"] for row in _get(browsers["manager"], "views/funnel")["tables"][0]["rows"]}
    assert (steps["leads"], steps["contacted"]) == (8, 2)
    assert browsers["manager"].get("/api/v1/views/funnel?within=soon").status_code == 400


def test_costs_are_shared_out_as_asked(store: Store, browsers: dict[str, As]) -> None:
    """A cost of 8 of no campaign: by attempts 5 are A's, 2 B's and 1 nobody's. Unshared, A and B bear none: costs are loaded
    for that day, so that theirs are 0, not unknown (semantics, rule 7).
    """
    store.load(
        "costs",
        table([{"cost_id": "1", "category": "other", "amount": 8, "currency": "EUR", "starts_on": "2026-09-01"}]),
    )
    for rule, shares in (("attempts", {"A": 5, "B": 2, None: 1}), ("none", {"A": 0, "B": 0, None: 8})):
        rows = _get(browsers["manager"], f"views/cost-and-return?by=campaign&allocate={rule}")["tables"][0]["rows"]
        assert {row["campaign"]: row["total_cost"]["value"] for row in rows} == shares
    total = _get(browsers["manager"], "kpis?ids=total_cost&by=campaign&allocate=attempts")
    assert {row["key"]["campaign"]: row["values"]["total_cost"]["value"] for row in total["rows"]} == {
        "A": 5,
        "B": 2,
        None: 1,
    }
    assert browsers["manager"].get("/api/v1/views/funnel?allocate=attempts").status_code == 400
    assert "total_cost" not in json.dumps(_get(browsers["analyst"], "views/cost-and-return?by=campaign")["tables"])
