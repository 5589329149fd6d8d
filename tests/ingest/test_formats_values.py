"""Values as they are written in the wild, and which format was taken and why."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest

from cadran.errors import MappingError
from cadran.executor.local import Store
from cadran.ingest.instants import to_utc
from tests.ingest.conftest import Desk, Read

HEAD = "attempt_id;started_at;{}\n"


def one_column(desk: Desk, column: str, values: list[str], **options: str) -> Read:
    body = "".join(f'{i};2026-01-01T00:00:00Z;"{value}"\n' for i, value in enumerate(values))
    return desk.stage(HEAD.format(column) + body, **options)


def instants(desk: Desk, values: list[str], **options: str) -> Read:
    return desk.stage("attempt_id;started_at\n" + "".join(f"{i};{v}\n" for i, v in enumerate(values)), **options)


def why(read: Read, column: str) -> str:
    found = read.understanding.tables[0].column(column)
    assert found is not None
    return found.why


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-09-22T12:05:00Z", "2026-09-22 12:05:00"),
        ("2026-09-22 14:05:00", "2026-09-22 12:05:00"),
        ("2026-09-22T14:05", "2026-09-22 12:05:00"),
        ("2026-09-22T14:05:00+02:00", "2026-09-22 12:05:00"),
        ("2026-09-22 08:05:00-0400", "2026-09-22 12:05:00"),
        ("2026-09-22T14:05+02", "2026-09-22 12:05:00"),
        ("2026-12-22 14:05:00", "2026-12-22 13:05:00"),
        ("2026-09-22", "2026-09-21 22:00:00"),
        ("22/09/2026 14:05", "2026-09-22 12:05:00"),
        ("22/09/2026 14:05:09", "2026-09-22 12:05:09"),
        ("22-09-2026 14:05", "2026-09-22 12:05:00"),
        ("22.09.2026 14h05", "2026-09-22 12:05:00"),
        ("22/09/2026 à 14:05", "2026-09-22 12:05:00"),
        ("22/09/26 14:05", "2026-09-22 12:05:00"),
        ("9/22/2026 2:05 PM", "2026-09-22 12:05:00"),
        ("20260922140500", "2026-09-22 12:05:00"),
        ("1790078700", "2026-09-22 12:05:00"),
        ("1790078700000", "2026-09-22 12:05:00"),
    ],
)
def test_instants(desk: Desk, written: str, utc: str) -> None:
    assert instants(desk, [written]).values("started_at") == [utc]


def test_the_zone_is_that_of_the_source(desk: Desk) -> None:
    read = instants(desk, ["2026-09-22 14:05:00"], zone="Indian/Reunion")
    assert read.values("started_at") == ["2026-09-22 10:05:00"]


@pytest.mark.parametrize(
    "written", ["32/01/2026", "2026-02-30", "infinity", "yesterday", "0001-01-01", "2026-13-01 10:00:00"]
)
def test_what_is_no_instant_is_set_aside(desk: Desk, written: str) -> None:
    read = instants(desk, ["2026-09-22", written])
    assert len(read.values("started_at")) == 1
    assert read.only.rejected == 1


def test_the_message_of_a_bad_instant(desk: Desk) -> None:
    read = instants(desk, ["22/09/2026 14:05", "14/13/2026"])
    assert read.rejects() == [
        (3, "started_at", '"14/13/2026" is not a date and time; expected day/month/year, such as 22/09/2026 14:05')
    ]


def test_local_times_of_every_hour_of_two_changes_of_the_clocks_agree_with_the_zone(desk: Desk) -> None:
    """Skipped and repeated local times included: the offset before the change holds."""
    paris = ZoneInfo("Europe/Paris")
    locals_ = [datetime(2026, 3, 29, h, 30) for h in range(6)] + [datetime(2026, 10, 25, h, 30) for h in range(6)]
    expected = [str(one.replace(tzinfo=paris, fold=0).astimezone(UTC).replace(tzinfo=None)) for one in locals_]
    assert instants(desk, [str(one) for one in locals_]).values("started_at") == expected


@pytest.mark.parametrize("zone", ["Europe/Paris", "America/New_York", "Indian/Reunion", "Australia/Lord_Howe", "UTC"])
def test_local_to_utc_agrees_with_the_zone_over_sixty_years(zone: str) -> None:
    sql = to_utc("t", zone, datetime(2026, 1, 1), datetime(2026, 6, 1))
    rows = duckdb.sql(
        f"SELECT t, {sql} FROM (SELECT TIMESTAMP '1985-01-01 00:30:00' + INTERVAL (i * 37) HOUR AS t FROM range(15000) r(i))"
    ).fetchall()
    for local, utc in rows:
        assert utc == local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC).replace(tzinfo=None)


def test_day_first_is_told_by_one_value_anywhere_in_the_column(desk: Desk) -> None:
    read = instants(desk, ["03/04/2026"] * 25_000 + ["13/04/2026"])
    assert read.values("started_at")[0] == "2026-04-02 22:00:00"
    assert why(read, "started_at") == "fits all 25,001 values; month first would fit 25,000"


def test_month_first_is_told_by_one_value_anywhere_in_the_column(desk: Desk) -> None:
    read = instants(desk, ["03/04/2026"] * 25_000 + ["04/13/2026"])
    assert read.values("started_at")[0] == "2026-03-03 23:00:00"
    assert why(read, "started_at") == "fits all 25,001 values; day first would fit 25,000"


def test_dates_that_nothing_tells_are_day_first_and_it_is_said(desk: Desk) -> None:
    read = instants(desk, ["03/04/2026", "05/06/2026"])
    assert read.values("started_at")[0] == "2026-04-02 22:00:00"
    said = (
        'taken as day first: no value tells it from month first; if that is wrong, write dates = "month-first" under '
        "[file] in a mapping"
    )
    assert why(read, "started_at") == said
    assert any(said in note for note in read.only.notes)


def test_a_column_that_cannot_tell_follows_one_that_can(desk: Desk) -> None:
    read = desk.stage("attempt_id;started_at;ended_at\n1;03/04/2026;04/13/2026\n")
    assert read.values("started_at") == ["2026-03-03 23:00:00"]
    assert why(read, "started_at") == 'taken as month first like "ended_at"; its own values could be read both ways'


def test_a_mapping_says_month_first(desk: Desk) -> None:
    mapping = '[file]\ndates = "month-first"\n[[table]]\nname = "attempts"\ncolumns = { attempt_id = "attempt_id", started_at = "started_at" }'
    assert instants(desk, ["03/04/2026"], mapping=mapping).values("started_at") == ["2026-03-03 23:00:00"]


def test_a_pattern_of_ones_own(desk: Desk) -> None:
    mapping = '[[table]]\nname = "attempts"\ncolumns = { attempt_id = "attempt_id", started_at = { from = "started_at", format = "%d %b %Y", zone = "UTC" } }'
    assert instants(desk, ["22 Sep 2026"], mapping=mapping).values("started_at") == ["2026-09-22 00:00:00"]


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("62", 62), ("1:02", 62), ("0:01:02", 62), ("01:00:02", 3602), ("62,5", 63), ("62.5", 63), ("90 s", 90), ("1 234", 1234),
     ("0", 0)],
)  # fmt: skip
def test_durations(desk: Desk, written: str, seconds: int) -> None:
    assert one_column(desk, "talk_s", [written]).values("talk_s") == [seconds]


@pytest.mark.parametrize("written", ["1:2x", "12:99", "-5", "abc", "99999999999"])
def test_what_is_no_duration_is_set_aside(desk: Desk, written: str) -> None:
    read = one_column(desk, "talk_s", ["60", written])
    assert read.values("talk_s") == [60]
    assert read.rejects()[0][2].startswith(f'"{written}" ')


def test_the_message_of_a_bad_duration(desk: Desk) -> None:
    assert one_column(desk, "talk_s", ["60", "1:2x"]).rejects() == [
        (3, "talk_s", '"1:2x" is not a duration; expected seconds, m:ss or h:mm:ss, such as 62, 62,5, 1:02 or 0:01:02')
    ]


@pytest.mark.parametrize(
    ("header", "unit"), [("Durée (min)", 90), ("Durée en minutes", 90), ("duree_ms", 0), ("Durée", 2)]
)
def test_a_unit_in_a_columns_name_counts(desk: Desk, header: str, unit: int) -> None:
    mapping = f'[[table]]\nname = "attempts"\ncolumns = {{ attempt_id = "attempt_id", started_at = "started_at", talk_s = "{header}" }}'
    assert one_column(desk, header, ["1.5"], mapping=mapping).values("talk_s") == [unit]


@pytest.mark.parametrize(
    ("written", "amount"),
    [("1 234,56", "1234.5600"), ("1\u00a0234,56", "1234.5600"), ("1\u202f234,56 €", "1234.5600"), ("1.234,56", "1234.5600"),
     ("1,234.56", "1234.5600"), ("1234.56", "1234.5600"), ("-12", "-12.0000"), ("0,5", "0.5000")],
)  # fmt: skip
def test_amounts(desk: Desk, written: str, amount: str) -> None:
    read = desk.stage(f'cost_id\tamount\tstarts_on\n1\t"{written}"\t2026-01-01\n')
    assert [str(v) for v in read.values("amount")] == [amount]


def test_a_comma_that_could_be_either_is_told_by_the_whole_column(desk: Desk) -> None:
    rows = "".join(f"{i}\t1,234\t2026-01-01\n" for i in range(25_000))
    head = "cost_id\tamount\tstarts_on\n"
    assert str(desk.stage(head + rows + "x\t1,5\t2026-01-01\n").values("amount")[0]) == "1.2340"
    assert str(desk.stage(head + rows + "x\t1,234.5\t2026-01-01\n").values("amount")[0]) == "1234.0000"


def test_a_comma_that_nothing_tells_is_said(desk: Desk) -> None:
    read = desk.stage("cost_id;amount;starts_on\n1;1,234;2026-01-01\n")
    assert str(read.values("amount")[0]) == "1.2340"
    assert why(read, "amount") == (
        'taken as decimal comma: no value tells it from decimal point; if that is wrong, write decimal = "." under [file] '
        "in a mapping"
    )


def test_decimals_that_only_come_late_are_still_read(desk: Desk) -> None:
    rows = "".join(f"{i},10,2026-01-01\n" for i in range(25_000))
    read = desk.stage("cost_id,amount,starts_on\n" + rows + 'x,"10,5",2026-01-01\n')
    assert str(read.values("amount")[-1]) == "10.5000"
    assert read.only.rejected == 0


@pytest.mark.parametrize(("written", "count"), [("3", 3), ("3.0", 3), ("1 200", 1200)])
def test_counts(desk: Desk, written: str, count: int) -> None:
    assert desk.stage(f"lead_id;reported_attempts\n1;{written}\n").values("reported_attempts") == [count]


def test_a_count_with_decimals_is_set_aside(desk: Desk) -> None:
    assert desk.stage("lead_id;reported_attempts\n1;2,5\n").rejects() == [
        (2, "reported_attempts", '"2,5" is not a whole number; expected a whole number')
    ]


@pytest.mark.parametrize("written", ["oui", "O", "Yes", "y", "VRAI", "true", "1", "v", "x"])
def test_yes(desk: Desk, written: str) -> None:
    assert one_column(desk, "is_argued", [written]).values("is_argued") == [True]


@pytest.mark.parametrize("written", ["non", "N", "No", "n", "FAUX", "false", "0", "f"])
def test_no(desk: Desk, written: str) -> None:
    assert one_column(desk, "is_argued", [written]).values("is_argued") == [False]


def test_the_message_of_a_bad_yes_or_no(desk: Desk) -> None:
    assert one_column(desk, "is_argued", ["peut-être"]).rejects() == [
        (
            2,
            "is_argued",
            '"peut-être" is not a yes or no; expected yes or no: oui/non, O/N, yes/no, Y/N, vrai/faux, true/false, 1/0',
        )
    ]


@pytest.mark.parametrize("written", ["", "NaN", "NULL", "N/A", "Select", "unknown", "-", "  "])
@pytest.mark.parametrize("column", ["talk_s", "is_argued", "reason", "ended_at", "quality_score", "outcome"])
def test_missing_literals(desk: Desk, written: str, column: str) -> None:
    kept = written == "unknown" and column == "reason"  # a word like others in a column of texts
    assert one_column(desk, column, [written]).values(column) == ["unknown" if kept else None]


def test_na_is_a_code_and_null_a_family_name(desk: Desk) -> None:
    assert one_column(desk, "disposition", ["NA"]).values("disposition") == ["NA"]
    assert desk.stage("lead_id,last_name\n1,Null\n").values("last_name") == ["Null"]


@pytest.mark.parametrize("written", ["sale", "SALE", "Sale", "  sale "])
def test_choices_whatever_their_case(desk: Desk, written: str) -> None:
    assert one_column(desk, "outcome", [written]).values("outcome") == ["sale"]


def test_choices_with_spaces(desk: Desk) -> None:
    assert one_column(desk, "outcome", ["No answer", "not-interested"]).values("outcome") == [
        "no_answer",
        "not_interested",
    ]


def test_a_wrong_choice_names_the_nearest(desk: Desk) -> None:
    ((line, column, reason),) = one_column(desk, "outcome", ["no_anser"]).rejects()
    assert (line, column) == (2, "outcome")
    assert reason.startswith(
        '"no_anser" is not a value of outcome; expected one of invalid_number, failed, busy, no_answer'
    )
    assert reason.endswith('. Did you mean "no_answer"?')


def test_defaults_fill_what_is_absent_or_empty(desk: Desk) -> None:
    read = one_column(desk, "channel", ["sms", ""])
    assert read.rows("channel, direction") == [("sms", "outbound"), ("phone", "outbound")]


def test_every_fault_of_a_record_is_told_and_the_record_counted_once(desk: Desk) -> None:
    read = desk.stage("attempt_id;started_at;talk_s\n;soon;x\n2;2026-01-01;1\n")
    assert (read.only.read, read.only.rejected) == (2, 1)
    assert [column for _, column, _ in read.rejects()] == ["attempt_id", "started_at", "talk_s"]
    assert read.rejects()[0][2] == "attempt_id is empty, and every row needs one"


def test_codes_without_an_outcome_are_counted_never_guessed(desk: Desk) -> None:
    read = desk.stage(
        "attempt_id;started_at;disposition;outcome\n1;2026-01-01;VTE;\n2;2026-01-01;VTE;\n3;2026-01-01;sale;\n4;2026-01-01;OK;sale\n"
    )
    assert read.only.unmapped == (("VTE", 2), ("sale", 1))
    assert read.values("outcome") == [None, None, None, "sale"]


def test_an_unknown_format_in_a_mapping(desk: Desk) -> None:
    mapping = (
        '[[table]]\nname = "attempts"\ncolumns = { attempt_id = "a", started_at = { from = "b", format = "dayfirst" } }'
    )
    with pytest.raises(MappingError) as error:
        desk.stage("a;b\n1;2\n", mapping=mapping)
    assert str(error.value) == (
        'map.toml, [[table]] attempts, started_at: format = "dayfirst" is not one for instant. Did you mean "day-first"? '
        "Expected iso, day-first, month-first, compact, month-names, serial, epoch, epoch-ms."
    )


def test_notes_tell_what_could_have_been_taken_otherwise_and_nothing_else(desk: Desk) -> None:
    assert instants(desk, ["2026-09-22T12:05:00Z"]).only.notes == ()
    assert instants(desk, ["2026-09-22 14:05:00"]).only.notes == (
        "times that carry no zone are read as local times of Europe/Paris",
    )
    assert instants(desk, ["13/04/2026", "03/04/2026"]).only.notes == (
        'started_at from "started_at": day/month/year, such as 22/09/2026 14:05 (fits the first 2 values; month first '
        "would fit 1)",
        "times that carry no zone are read as local times of Europe/Paris",
    )


# amounts that name their currency


def test_an_amount_names_its_currency_or_is_held_against_its_row_s(store: Store, tmp_path: Path) -> None:
    """Codes and signs give the currency where no column does; one that says another than its row is set aside."""
    alone = tmp_path / "alone.csv"
    alone.write_text(
        "order_id;ordered_at;amount\n1;2026-09-01T08:00:00Z;USD 250.50\n2;2026-09-01T09:00:00Z;$1,000.00\n"
    )
    store.import_files([alone], as_table="orders")
    assert store.engine.rows("SELECT currency, amount FROM orders ORDER BY order_id") == [("USD", 250.5), ("USD", 1000)]
    beside = tmp_path / "beside.csv"
    beside.write_text(
        "order_id,ordered_at,amount,currency\n3,2026-09-01T08:00:00Z,EUR 20,USD\n4,2026-09-01T08:00:00Z,$20,CAD\n"
        "5,2026-09-01T08:00:00Z,£20,\n"
    )
    report = store.import_files([beside], as_table="orders")[0]
    assert report.entry.rows_rejected == 1
    assert [one.reason for one in store.rejects()] == ['"EUR 20" is not in USD, the currency of its row']
    assert store.engine.rows("SELECT order_id, currency FROM orders WHERE order_id > '2' ORDER BY 1") == [
        ("4", "CAD"),
        ("5", "GBP"),
    ]
