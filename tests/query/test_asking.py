"""What is kept of a request, and each thing that no store could answer, word by word."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from cadran.errors import UsageError
from cadran.query.request import Request, Scope, check
from tests.query.world import CATALOGUE

AT = datetime(2026, 9, 22, 18)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("A", ("A",)),
        (["A", "B", "A"], ("A", "B")),
        (("A", None), ("A", None)),
        ({"A"}, ("A",)),
        (frozenset({"A"}), ("A",)),
        (None, (None,)),
        ("", (None,)),
        (["", None], (None,)),
        (7, ("7",)),
        (0, ("0",)),
        (False, ("False",)),
        ([], ()),
    ],
)
def test_the_values_of_a_filter(given: Any, kept: tuple[str | None, ...]) -> None:
    assert Request(("calls",), where={"campaign": given}).filters == (("campaign", kept),)
    assert Request(("calls",), where=(("campaign", given),)).filters == (("campaign", kept),)


@pytest.mark.parametrize("given", [date(2026, 9, 22), AT, "2026-09-22"])
def test_days(given: Any) -> None:
    day = date(2026, 9, 22)
    assert Request(("calls",), period=(given, None)).period == (day, None)
    asked = Request(("calls",), period=(None, given)).period
    assert asked == (None, day)
    assert type((asked or (None, None))[1]) is date


@pytest.mark.parametrize(
    "given",
    [AT, AT.replace(tzinfo=UTC), AT.replace(hour=20, tzinfo=timezone(timedelta(hours=2))), "2026-09-22T18:00:00",
     "2026-09-22T18:00:00Z", "2026-09-22T14:00:00-04:00"],
)  # fmt: skip
def test_instants_are_utc(given: Any) -> None:
    asked = Request(("calls",), as_of=given, known_at=given)
    assert (asked.as_of, asked.known_at) == (AT, AT)
    assert asked.as_of is not None
    assert asked.as_of.tzinfo is None


def test_a_text_is_one_name_and_names_are_kept_once() -> None:
    asked = Request("calls", by=["agent", "campaign", "agent"])  # type: ignore[arg-type]
    assert (asked.kpis, asked.by, asked.period, asked.filters) == (("calls",), ("agent", "campaign"), None, ())


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ({"kpis": ()}, 'No KPI was asked for. "cadran catalogue" lists them.'),
        ({"kpis": ("calls", "zzzzzzz")}, 'Unknown KPI "zzzzzzz". "cadran catalogue" lists them.'),
        ({"by": ("zzzzzzz",)}, 'Unknown dimension "zzzzzzz". Dimensions: '),
        ({"where": {"zzzzzzz": "x"}}, 'Unknown dimension "zzzzzzz". Dimensions: '),
        ({"grain": "zzzz"}, 'Unknown grain "zzzz". Grains: hour, day, week, month, quarter, year.'),
        ({"basis": "stock"}, 'Unknown basis "stock". It is activity or cohort.'),
        ({"allocate": "zzzz"}, 'Unknown allocation rule "zzzz". Rules: hours_worked, attempts, leads, orders, effort, none.'),
        ({"compare": "zzzz"}, 'Unknown comparison "zzzz". Comparisons: previous, week, month, quarter, year, now, or FROM:TO.'),
        ({"compare": "now"}, 'compare="now" shows what a figure reported earlier has become: say when, with known_at.'),
        ({"basis": "cohort", "within": 0}, "within is a time since the lead's creation: expected more than 0 seconds."),
        ({"basis": "cohort", "within": -5}, "expected more than 0 seconds."),
        ({"within": 60}, '"calls" is dated by its own events: within is for cohorts. Ask with basis=cohort.'),
        ({"period": ("2026-09-22", "2026-09-22")}, "The period from 2026-09-22 to 2026-09-22 is empty"),
        ({"period": ("2026-09-23", "2026-09-22")}, "The period from 2026-09-23 to 2026-09-22 is empty"),
        ({"period": ("1899-12-31", None)}, "from: the year 1899 is not one of those from 1900 to 2199."),
        ({"period": (None, "2200-01-01")}, "to: the year 2200 is not one of those from 1900 to 2199."),
        ({"kpis": ("sales",), "scope": Scope(kpis=("calls",))}, 'The KPI "sales" is not among those you may see.'),
        ({"by": ("agent",), "scope": Scope(dimensions=("campaign",))}, 'The dimension "agent" is not among those'),
        ({"where": {"agent": "x"}, "scope": Scope(dimensions=("campaign",))}, 'The dimension "agent" is not among those'),
    ],
)  # fmt: skip
def test_what_is_refused(asked: dict[str, Any], answer: str) -> None:
    with pytest.raises(UsageError) as refused:
        check(Request(asked.pop("kpis", ("calls",)), **asked), CATALOGUE)
    assert answer in str(refused.value)


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ({"period": ("soon", None)}, '"soon" is not a day for from. Expected a local day such as 2026-09-22.'),
        ({"period": (None, 7)}, '"7" is not a day for to. Expected a local day such as 2026-09-22.'),
        ({"as_of": "soon"}, '"soon" is not an instant for as_of. Expected UTC, such as 2026-09-22T18:00:00Z.'),
        ({"known_at": "soon"}, '"soon" is not an instant for known_at. Expected UTC, such as 2026-09-22T18:00:00Z.'),
        ({"as_of": "1899-12-31T23:59:59"}, "as_of: the year 1899 is not one of those from 1900 to 2199."),
        ({"known_at": datetime(2200, 1, 1)}, "known_at: the year 2200 is not one of those from 1900 to 2199."),
    ],
)
def test_what_is_no_day_or_instant(asked: dict[str, Any], answer: str) -> None:
    with pytest.raises(UsageError) as refused:
        Request(("calls",), **asked)
    assert str(refused.value) == answer


@pytest.mark.parametrize(
    "asked",
    [
        {"period": ("1900-01-01", "2199-12-31")},
        {"period": ("2026-09-22", "2026-09-23")},
        {"period": (None, "2026-09-22")},
        {"as_of": "1900-01-01T00:00:00Z", "known_at": "2199-12-31T23:59:59Z"},
        {"compare": "now", "known_at": AT},
        {"compare": "year"},
        {"basis": "cohort", "within": 1},
        {"kpis": ("contacted_within_1h_rate",), "within": 60},  # always a cohort
        {"grain": "year", "by": ("agent",), "where": {"campaign": "A"}, "allocate": "leads"},
        {"scope": Scope(kpis=("calls",), dimensions=("agent",)), "by": ("agent",), "where": {"agent": "x"}},
    ],
)
def test_what_is_not_refused(asked: dict[str, Any]) -> None:
    check(Request(asked.pop("kpis", ("calls",)), **asked), CATALOGUE)


def test_a_scope_restricts_the_sides_that_it_closes() -> None:
    assert Scope().restrictions() == ()
    everything = Scope(("P",), ("A", "B"), ("red",), (), ("north",))
    assert dict(everything.restrictions()) == {
        "client": ("P",), "campaign": ("A", "B"), "team": ("red",), "agent": (), "site": ("north",)
    }  # fmt: skip
