"""The funnel of one cohort.

lead  campaign  went                                       comes as far as
L1    A         never called                               lead
L2    A         no answer                                  attempted
L3    A         callback                                   contacted
L4    A         refused after the pitch                    argued
L5    A         appointment, no order                      appointment
L6    A         sale, confirmed                            net sale
L7    A         an order, and no pitch on record           net sale at least as far as its order: sale (pending)
L8    A         only an unmapped code                      attempted, out of the contact rate
L9    B         no answer                                  attempted
L0    –         callback                                   contacted, belongs to nobody
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cadran.analysis import view
from cadran.analysis.causes import weakest
from cadran.analysis.result import ViewResult
from cadran.errors import NotConformedError
from cadran.executor.local import Store
from cadran.query.request import Scope
from tests.query.world import attempts, fill, leads, orders

DAY = "2026-09-01"


@pytest.fixture
def centre(store: Store) -> Store:
    rows = leads(*(f"L{n} {DAY}T08:00Z {'A' if 1 <= n <= 8 else 'B' if n == 9 else '-'}" for n in range(10)))
    calls = attempts(
        f"2 L2 A x {DAY}T09:00Z no_answer", f"3 L3 A x {DAY}T09:00Z callback", f"4 L4 A x {DAY}T09:00Z refused",
        f"5 L5 A x {DAY}T09:00Z appointment", f"6 L6 A x {DAY}T09:00Z sale", f"7 L7 A x {DAY}T09:00Z no_answer",
        f"8 L8 A x {DAY}T09:00Z -", f"9 L9 B x {DAY}T09:00Z no_answer", f"0 L0 - x {DAY}T09:00Z callback",
    )  # fmt: skip
    sold = orders(f"O6 L6 A {DAY}T09:00Z 100 confirmed", f"O7 L7 A {DAY}T10:00Z 100 pending")
    met = [
        {
            "appointment_id": "R5",
            "lead_id": "L5",
            "campaign_id": "A",
            "booked_at": f"{DAY}T09:00:00Z",
            "status": "booked",
        }
    ]
    return fill(store, leads=rows, attempts=calls, orders=sold, appointments=met)


def steps(result: ViewResult) -> dict[str, Any]:
    return {row["step"]: row for row in result.table("steps").rows}


def test_each_step_holds_those_after_it(centre: Store) -> None:
    found = steps(view(centre, "funnel", where={"campaign": "A"}))
    assert {step: row["leads"] for step, row in found.items()} == {
        "leads": 8, "attempted": 7, "contacted": 5, "qualified": 4, "argued": 4, "appointment": 3, "sale": 2, "net_sale": 1,
    }  # fmt: skip
    rate = found["contacted"]["rate"]
    assert (rate["num"], rate["den"]) == (5, 6)  # L8's code is not mapped: it is in neither
    assert rate["value"] == pytest.approx(5 / 6)
    assert found["net_sale"]["rate"]["value"] == pytest.approx(1 / 2)
    assert found["sale"]["of_all"]["value"] == pytest.approx(2 / 8)


def test_what_was_left_out_or_taken_as_given_is_said(centre: Store) -> None:
    notes = {note["code"]: note for note in view(centre, "funnel").notes}
    assert notes["unmapped"]["leads"] == 1
    assert notes["unargued"]["leads"] == 1


def test_without_orders_sales_rest_on_outcomes_and_net_sales_are_unknown(store: Store) -> None:
    fill(store, leads=leads(f"L1 {DAY}T08:00Z A", f"L2 {DAY}T08:00Z A"),
         attempts=attempts(f"1 L1 A x {DAY}T09:00Z sale", f"2 L2 A x {DAY}T09:00Z -"))  # fmt: skip
    result = view(store, "funnel")
    assert (steps(result)["contacted"]["rate"]["num"], steps(result)["contacted"]["rate"]["den"]) == (1, 1)
    assert list(steps(result)) == ["leads", "attempted", "contacted", "qualified", "argued", "sale"]
    assert steps(result)["sale"]["leads"] == 1
    assert "not_loaded" in {note["code"] for note in result.notes}


def test_an_order_confirmed_after_as_of_is_not_yet_net(store: Store) -> None:
    late = [{"order_id": "O1", "lead_id": "L1", "campaign_id": "A", "ordered_at": f"{DAY}T09:00:00Z", "amount": 1.0,
             "status": "confirmed", "confirmed_at": "2026-09-20T09:00:00Z"}]  # fmt: skip
    fill(store, leads=leads(f"L1 {DAY}T08:00Z A"), attempts=attempts(f"1 L1 A x {DAY}T09:00Z sale"), orders=late)
    assert steps(view(store, "funnel"))["net_sale"]["leads"] == 1
    assert steps(view(store, "funnel", as_of="2026-09-19T00:00:00Z"))["net_sale"]["leads"] == 0


def test_a_scope_sees_its_own_leads_only_and_none_that_belong_to_nobody(centre: Store) -> None:
    outsider = view(centre, "funnel", scope=Scope(campaigns=("B",)))
    assert steps(outsider)["leads"]["leads"] == 1
    assert [row["campaign"] for row in outsider.table("campaigns").rows] == ["B"]
    # the others one may not see are not even compared with
    assert {finding.code for finding in outsider.findings} == {"no_past", "no_others"}
    with pytest.raises(NotConformedError, match="cannot be restricted"):
        view(centre, "funnel", scope=Scope(teams=("Red",)))


def test_the_weakest_step_is_the_one_that_loses_most_of_its_rate() -> None:
    ours = {"contacted": (480, 1000), "argued": (100, 1000), "sale": (1, 10)}
    theirs = {"contacted": (600, 1000), "argued": (200, 1000), "sale": (2, 10)}
    found = weakest({step: [(ours[step], theirs[step])] for step in ours})
    assert found is not None
    assert found[0] == "argued"  # half of its rate; contacts lose a fifth, sales are too few to tell
    assert found[1].bounds[1] < 0
    assert (found[1].ours, found[1].theirs) == (pytest.approx(0.1), pytest.approx(0.2))
    assert weakest({step: [(theirs[step], ours[step])] for step in ours}) is None


def test_another_mix_of_campaigns_is_no_fall(store: Store) -> None:
    """A reaches 80 of 100 and B 20 of 100, in either week; but B has 300 leads in the second: 57 % then, 35 % now."""
    rows, tried = [], []
    for day, number in (("2026-09-01", {"A": 100, "B": 60}), ("2026-09-08", {"A": 100, "B": 300})):
        for name, leads_of in number.items():
            made, calls = _weeks([(day, leads_of, leads_of * (80 if name == "A" else 20) // 100)])
            rows += [{**one, "lead_id": f"{name}{one['lead_id']}", "campaign_id": name, "list_id": "F"} for one in made]
            tried += [{**one, "attempt_id": f"{name}{one['attempt_id']}", "lead_id": f"{name}{one['lead_id']}",
                       "campaign_id": name} for one in calls]  # fmt: skip
    fill(store, leads=rows, attempts=tried)
    result = view(store, "funnel", period=(date(2026, 9, 8), date(2026, 9, 15)))
    assert steps(result)["contacted"]["rate"]["value"] == pytest.approx(140 / 400)
    assert steps(result)["contacted"]["previous"]["value"] == pytest.approx(92 / 160)
    assert (result.findings[0].code, result.findings[0].tone) == ("weakest_past", "undecided")


def _weeks(calls: list[tuple[str, int, int]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Leads of a day, all called an hour later, the first `contacted` of them with success."""
    rows, tried = [], []
    for day, number, contacted in calls:
        for n in range(number):
            name = f"{day}-{n}"
            rows.append({"lead_id": name, "created_at": f"{day}T08:00:00Z", "campaign_id": "A"})
            tried.append({"attempt_id": name, "lead_id": name, "campaign_id": "A", "started_at": f"{day}T09:00:00Z",
                          "outcome": "callback" if n < contacted else "no_answer"})  # fmt: skip
    return rows, tried


def test_against_its_own_past_a_cohort_is_judged_at_the_same_age(store: Store) -> None:
    """Ours: 40 of 100 reached at once. Theirs: 80 of 100, of which 40 only by a second call, eight days later."""
    rows, tried = _weeks([("2026-09-08", 100, 40), ("2026-09-01", 100, 40)])
    second = [{**one, "attempt_id": f"{one['attempt_id']}-2", "started_at": "2026-09-15T09:00:00Z", "outcome": "callback"}
              for one in tried if one["lead_id"].startswith("2026-09-01") and one["outcome"] == "no_answer"][:40]  # fmt: skip
    fill(store, leads=rows, attempts=[*tried, *second])
    period = (date(2026, 9, 8), date(2026, 9, 15))
    fair = view(store, "funnel", period=period, as_of="2026-09-15T00:00:00Z")
    assert steps(fair)["contacted"]["previous"]["num"] == 40  # theirs on the 8th: the second calls had not been made
    assert fair.findings[0].tone == "undecided"
    today = view(store, "funnel", period=period)  # on the 30th, theirs are judged on the 23rd
    assert steps(today)["contacted"]["previous"]["num"] == 80
    assert (today.findings[0].code, today.findings[0].about["step"]) == ("weakest_past", "contacted")


def test_a_cohort_can_be_followed_for_the_same_time(store: Store) -> None:
    """Within two days: the second calls, eight days later, are not counted; nor are leads younger than that."""
    rows, tried = _weeks([("2026-09-01", 100, 40), ("2026-09-29", 10, 10)])
    second = [{**one, "attempt_id": f"{one['attempt_id']}-2", "started_at": "2026-09-09T09:00:00Z", "outcome": "callback"}
              for one in tried if one["outcome"] == "no_answer"]  # fmt: skip
    fill(store, leads=rows, attempts=[*tried, *second])
    assert steps(view(store, "funnel"))["contacted"]["leads"] == 110
    found = steps(view(store, "funnel", within=2 * 86400))
    assert (found["leads"]["leads"], found["contacted"]["leads"]) == (100, 40)


def test_a_fall_is_laid_to_those_who_carry_it(store: Store) -> None:
    """Of 100 leads of each list, 60 are reached in either week; of F, 10 in the second: the fall is F's alone."""
    rows, tried = [], []
    for day, reached in (("2026-09-01", {"F": 60, "G": 60}), ("2026-09-08", {"F": 10, "G": 60})):
        for name, good in reached.items():
            made, calls = _weeks([(day, 100, good)])
            rows += [{**one, "lead_id": f"{name}{one['lead_id']}", "list_id": name, "source": "web"} for one in made]
            tried += [{**one, "attempt_id": f"{name}{one['attempt_id']}", "lead_id": f"{name}{one['lead_id']}", "list_id": name}
                      for one in calls]  # fmt: skip
    fill(store, leads=rows, attempts=tried)
    found = {one.code: one for one in view(store, "funnel", period=(date(2026, 9, 8), date(2026, 9, 15))).findings}
    assert found["weakest_past"].about["step"] == "contacted"
    (carrier,) = found["causes"].about["members"]
    assert (carrier["dimension"], carrier["member"], carrier["lost"]) == ("list", "F", pytest.approx(50))
    assert "F (60.0%, then 10.0%)" in found["causes"].text.en
    closed = view(store, "funnel", period=(date(2026, 9, 8), date(2026, 9, 15)), scope=Scope(dimensions=("campaign",)))
    assert "causes" not in {one.code for one in closed.findings if one.tone == "bad"}
