"""The funnel of leads created in the period, on its page: the figures of the view, and the step that it finds weak.

Two weeks of one campaign, ten leads each, all called once: nine reached in the first week, one in the second.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from cadran.analysis import view
from cadran.executor.local import Store
from cadran.server.owner import Owner
from cadran.web import executor
from tests.conftest import table
from tests.web.conftest import As

STEP = re.compile(r'<li(?: class="(weak)")?>.*?class="step-label"[^>]*>([^<]+)<.*?</li>', re.DOTALL)


def week(day: int, reached: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    leads = [
        {"lead_id": f"{day}-{n}", "campaign_id": "A", "created_at": f"2026-09-{day:02d}T08:00:00Z"} for n in range(10)
    ]
    calls = [
        {"attempt_id": f"{day}-{n}", "lead_id": f"{day}-{n}", "campaign_id": "A", "started_at": f"2026-09-{day:02d}T09:00:00Z",
         "outcome": "refused" if n < reached else "no_answer"} for n in range(10)
    ]  # fmt: skip
    return leads, calls


@pytest.fixture
def served(store: Store) -> Iterator[Owner]:
    for leads, calls in (week(8, 9), week(15, 1)):
        store.load("leads", table(leads))
        store.load("attempts", table(calls))
    yield executor.use(Owner(store))
    executor.forget()


def test_the_page_draws_the_funnel_of_the_view(served: Owner, people: dict[str, Any]) -> None:
    """A tenth reached after nine tenths: that step is marked as the view's finding says, no other is."""
    browser = As(people["manager"], HTTP_ACCEPT_LANGUAGE="en")
    page = browser.get("/funnel/?period=custom&from=2026-09-15&through=2026-09-21&basis=cohort").content.decode()
    with served.reading() as store:
        told = view(store, "funnel", period=("2026-09-15", "2026-09-22"))
    assert [one.about["step"] for one in told.findings if one.code == "weakest_past"] == ["contacted"]
    drawn = [(label, bool(weak)) for weak, label in STEP.findall(page)]
    names = {column.id: column.labels for column in told.table("steps").columns}["step"]
    assert drawn == [(names[row["step"]].en, row["step"] == "contacted") for row in told.table("steps").rows]
    assert "10.0%" in page
    assert "−80.0 pt" in page
