"""Delays by the clock and within opening hours (Monday to Friday, 9:00 to 18:00 in Paris, UTC+2).

lead  hot  created (local)   first attempt     first contact      by the clock   opening hours    became
H1    yes  Fri 10:00         Fri 10:03         Fri 10:03          3 min          3 min            sold
H2    yes  Fri 17:50         Mon 09:10         Mon 09:10          63 h 20        10 + 10 = 20 min argued
H3    yes  Fri 11:00         Fri 11:30         never              30 min to the attempt           –
N1    no   Fri 10:00         never             never                                              –
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

import cadran
from cadran.analysis import view
from cadran.analysis.result import ViewResult
from cadran.config import Config
from cadran.config.shape import Settings
from cadran.executor.local import Store
from tests.conftest import Clock, table
from tests.query.world import attempts, fill, leads, orders

HOURS = "mon-fri 09:00-18:00"


def centre(store: Store, hours: str | None = HOURS) -> Store:
    made = leads("H1 2026-09-18T08:00Z A", "H2 2026-09-18T15:50Z A", "H3 2026-09-18T09:00Z A", is_hot=True)
    calls = attempts(
        "1 H1 A x 2026-09-18T08:03Z sale", "2 H2 A x 2026-09-21T07:10Z refused", "3 H3 A x 2026-09-18T09:30Z no_answer",
    )  # fmt: skip
    return fill(
        store, campaigns=[{"campaign_id": "A", "opening_hours": hours}],
        leads=[*made, *leads("N1 2026-09-18T08:00Z A", is_hot=False)], attempts=calls,
        orders=orders("O1 H1 A 2026-09-18T08:03Z 10 confirmed"),
    )  # fmt: skip


def delay(result: ViewResult, group: str, event: str, clock: str) -> dict[str, Any]:
    keys = {"group": group, "event": event, "clock": clock}
    (row,) = (row for row in result.table("delays").rows if keys.items() <= row.items())
    return row


def test_by_the_clock_and_within_opening_hours(store: Store) -> None:
    result = view(centre(store), "speed")
    clock = delay(result, "hot", "first_contact", "clock")
    # H1 after 180 s, H2 after 63 h 20 min = 228000 s
    assert (clock["leads"], clock["reached"], clock["mean"]) == (3, 2, (180 + 228000) / 2)
    assert clock["median"] == pytest.approx((180 + 228000) / 2)
    assert clock["p90"] == pytest.approx(180 + 0.9 * (228000 - 180))
    opened = delay(result, "hot", "first_contact", "open")
    assert (opened["reached"], opened["mean"]) == (2, (180 + 1200) / 2)
    assert delay(result, "hot", "first_attempt", "open")["mean"] == pytest.approx((180 + 1200 + 1800) / 3)
    assert delay(result, "other", "first_contact", "clock")["mean"] is None


def test_every_lead_is_in_one_band(store: Store) -> None:
    rows = view(centre(store), "speed").table("bands").rows
    found = {(row["group"], row["event"], row["clock"]): row for row in rows}
    contact = found["hot", "first_contact", "clock"]
    bands = ("00_05min", "05_15min", "15_60min", "60min_24h", "over_24h", "never")
    assert [contact[band]["num"] for band in bands] == [1, 0, 0, 0, 1, 1]
    assert [found["hot", "first_contact", "open"][band]["num"] for band in bands] == [1, 0, 1, 0, 0, 1]
    assert [found["hot", "first_attempt", "clock"][band]["num"] for band in bands] == [1, 0, 1, 0, 1, 0]
    assert found["other", "first_contact", "clock"]["never"]["num"] == 1


def test_what_became_of_them_by_delay(store: Store) -> None:
    rows = {row["band"]: row for row in view(centre(store), "speed").table("conversion").rows}
    assert (rows["00_05min"]["sold"]["num"], rows["00_05min"]["sold"]["den"]) == (1, 1)
    assert (rows["over_24h"]["argued"]["num"], rows["over_24h"]["sold"]["num"]) == (1, 0)


def test_bands_hold_their_bounds_as_a_dimension_too(store: Store) -> None:
    """Leads created at 08:00:00 and first contacted so many seconds later; P was reached before it was created, N never."""
    after = {"A": 0, "B": 300, "C": 301, "D": 900, "E": 901, "F": 3600, "G": 3601, "H": 86400, "I": 86401, "P": -60}
    start = datetime(2025, 3, 3, 8)
    store.load("leads", table([{"lead_id": one, "created_at": start} for one in (*after, "N")]))
    calls = [{"attempt_id": one, "lead_id": one, "started_at": start + timedelta(seconds=s), "outcome": "refused"}
             for one, s in after.items()]  # fmt: skip
    store.load("attempts", table([*calls, {**calls[0], "attempt_id": "n", "lead_id": "N", "outcome": "no_answer"}]))
    expected = {"00_05min": 2, "05_15min": 2, "15_60min": 2, "60min_24h": 2, "over_24h": 1, None: 2}
    for kpi in ("leads", "calls", "conversations"):
        found = {
            row["key"]["delay_band"]: row["values"][kpi]["value"] for row in store.kpis([kpi], by=["delay_band"]).rows
        }
        assert found == {**expected, None: 1 if kpi == "conversations" else 2}, kpi
    [row] = [row for row in view(store, "speed").table("bands").rows if row["event"] == "first_contact"]
    assert {name: row[name]["num"] for name in expected if name} == {name: n for name, n in expected.items() if name}
    assert row["never"]["num"] == 1  # of P nobody can tell how soon: it is in no band
    assert "delay_unknown" in {note["code"] for note in view(store, "speed").notes}
    opened = store.kpis(["leads"], where={"delay_band": ["05_15min", None]}).total["leads"]["value"]
    assert opened == 4


@pytest.mark.parametrize("hours", [None, "when we feel like it"])
def test_opening_hours_that_are_absent_are_said_and_the_clock_stays(store: Store, hours: str | None) -> None:
    result = view(centre(store, hours), "speed")
    assert {row["clock"] for row in result.table("delays").rows} == {"clock"}
    (note,) = (note for note in result.notes if note["code"] == "opening_hours_absent")
    assert note["campaign"] == "A"
    assert ("when we feel" in note["en"]) == (hours is not None)


def test_a_campaign_without_hours_does_not_pass_for_never_reached(store: Store) -> None:
    fill(centre(store), leads=leads("M1 2026-09-18T08:00Z B", is_hot=True),
         attempts=attempts("9 M1 B x 2026-09-18T08:01Z callback"))  # fmt: skip
    rows = view(store, "speed").table("bands").rows
    opened = next(row for row in rows if (row["group"], row["event"], row["clock"]) == ("hot", "first_contact", "open"))
    assert (opened["never"]["num"], opened["never"]["den"]) == (1, 3)


def test_that_speed_pays_is_said_only_where_it_can_be_told(store: Store) -> None:
    """60 of 100 qualified when reached at once, 20 of 100 the next day; with 3 and 1 of 5, undecided."""

    def world(soon: tuple[int, int], late: tuple[int, int]) -> tuple[list[Any], list[Any]]:
        made, calls = [], []
        for name, (good, number), at in (("S", soon, "2026-09-01T08:10:00Z"), ("T", late, "2026-09-02T08:10:00Z")):
            for n in range(number):
                made.append(
                    {"lead_id": f"{name}{n}", "created_at": "2026-09-01T08:00:00Z", "campaign_id": "A", "is_hot": True}
                )
                calls.append({"attempt_id": f"{name}{n}", "lead_id": f"{name}{n}", "campaign_id": "A", "started_at": at,
                              "outcome": "qualified" if n < good else "callback"})  # fmt: skip
        return made, calls

    def finding() -> Any:
        return next(one for one in view(store, "speed").findings if one.code == "worth_of_speed")

    made, calls = world((3, 5), (1, 5))
    fill(store, leads=made, attempts=calls)
    assert finding().tone == "undecided"
    made, calls = world((60, 100), (20, 100))
    fill(store, leads=made, attempts=calls)
    assert finding().tone == "good"
    assert finding().about["difference"] == pytest.approx(0.4)


def test_public_holidays_and_closed_days_are_not_open(clock: Clock) -> None:
    """Created on Monday 13 July 2026 at 17:50, called on Wednesday the 15th at 9:10: the 14th is a holiday. 10 + 10 minutes;
    where the centre works on it, its 9 hours as well; where it is closed on the 15th too, only the 10 of Monday.
    """
    for settings, minutes in ((Settings(), 20), (Settings(opened=(date(2026, 7, 14),)), 560), (Settings(country=""), 560),
                              (Settings(closed=(date(2026, 7, 15),)), 10)):  # fmt: skip
        with cadran.open(":memory:", clock=clock, config=Config(settings=settings)) as store:
            fill(store, campaigns=[{"campaign_id": "A", "opening_hours": HOURS}], leads=leads("H 2026-07-13T15:50Z A"),
                 attempts=attempts("1 H A x 2026-07-15T07:10Z sale"))  # fmt: skip
            assert delay(view(store, "speed"), "other", "first_contact", "open")["mean"] == 60 * minutes
