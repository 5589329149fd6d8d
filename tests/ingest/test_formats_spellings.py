"""Durations in words, months by name, dates as spreadsheets count them, amounts as accountants write them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cadran.errors import InputError
from cadran.ingest.understand import understand
from tests.ingest.conftest import Desk


def column(desk: Desk, name: str, value: str) -> object:
    text = f'attempt_id;started_at;{name}\n1;2026-09-22T12:05:00Z;"{value.replace(chr(34), chr(34) * 2)}"\n'
    (found,) = desk.stage(text).values(name)
    return found


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("23m 17s", 1397), ("1h 2m 5s", 3725), ("45s", 45), ("18:25 min", 1105), ("2 min 35 s", 155), ("1h02", 3720),
        ("2 min 35", 155), ("PT2M35S", 155), ("1 day, 2:03:04", 93784), ("0 days 00:02:35", 155), ("1,5 h", 5400),
        ("5 min", 300), ("90 s", 90), ("1:30 h", 5400), ("2'35''", 155), ("1 minute et 5 secondes", 65), ("3 MIN", 180),
    ],
)  # fmt: skip
def test_durations_that_name_their_units(desk: Desk, written: str, seconds: int) -> None:
    assert column(desk, "talk_s", written) == seconds


@pytest.mark.parametrize("written", ["soon", "12x", "L", "h", "min", "5 apples"])
def test_words_that_are_no_duration_are_not_zero(desk: Desk, written: str) -> None:
    read = desk.stage(f"attempt_id;started_at;talk_s\n1;2026-09-22T12:05:00Z;{written}\n")
    assert (read.only.rejected, read.values("talk_s")) == (1, [])


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2 mars 2026 14:05", "2026-03-02 13:05:00"), ("14 févr. 2026 09:30", "2026-02-14 08:30:00"),
        ("1er août 2026 10:00", "2026-08-01 08:00:00"), ("03-juil.-2026 11:00", "2026-07-03 09:00:00"),
        ("Mar 2, 2026 2:05 PM", "2026-03-02 13:05:00"), ("2-Jun-26", "2026-06-01 22:00:00"),
        ("lundi 2 mars 2026 à 14h05", "2026-03-02 13:05:00"), ("December 12, 2026", "2026-12-11 23:00:00"),
    ],
)  # fmt: skip
def test_months_by_their_names(desk: Desk, written: str, instant: str) -> None:
    assert desk.stage(f'attempt_id;started_at\n1;"{written}"\n').values("started_at") == [instant]


@pytest.mark.parametrize("month", ["janvier", "fév.", "févr.", "février", "mars", "avr.", "avril", "mai", "juin", "juil.",
                                   "juillet", "août", "sept.", "oct.", "nov.", "déc.", "décembre", "Jan", "Feb", "Apr",
                                   "May", "Jun", "Jul", "Aug", "Sep", "Dec"])  # fmt: skip
def test_no_date_is_lost_by_its_month(desk: Desk, month: str) -> None:
    assert desk.stage(f"attempt_id;started_at\n1;5 {month} 2026 10:00\n").only.rejected == 0


def test_dates_as_spreadsheets_count_them(desk: Desk) -> None:
    read = desk.stage("attempt_id;started_at\n1;46083,375\n2;46083,5\n3;46084\n")
    assert read.values("started_at") == ["2026-03-02 08:00:00", "2026-03-02 11:00:00", "2026-03-02 23:00:00"]
    assert any("days since 1900" in note for note in read.only.notes)


def test_a_count_of_days_among_dates_is_told_what_it_is(desk: Desk) -> None:
    read = desk.stage("attempt_id;started_at\n1;2026-03-02 09:00\n2;2026-03-02 09:00\n3;46083.5\n")
    ((line, _, reason),) = read.rejects()
    assert (line, "spreadsheet's number of days" in reason) == (4, True)


@pytest.mark.parametrize(
    ("written", "amount"),
    [("($34.00)", "-34.0000"), ("USD 250.50", "250.5000"), ("250.50 EUR", "250.5000"), ("34.00-", "-34.0000"),
     ("−5", "-5.0000"), ("$1,234.50", "1234.5000")],
)  # fmt: skip
def test_amounts_with_signs_and_codes(desk: Desk, written: str, amount: str) -> None:
    read = desk.stage(f'order_id,ordered_at,amount\n1,2026-09-22T12:05:00Z,"{written}"\n', "orders.csv")
    assert [str(value) for value in read.values("amount")] == [amount]


def test_phones_in_powers_of_ten_with_all_their_digits(desk: Desk) -> None:
    read = desk.stage("lead_id;phone\n1;3,36123E+10\n2;3.3612345678E+10\n3;6,1234568E+08\n4;6.12345678E+08\n")
    assert read.values("phone") == ["+33612345678", "+33612345678"]
    assert [line for line, _, reason in read.rejects() if "lost digits" in reason] == [2, 4]


def test_an_end_before_its_start_is_set_aside(desk: Desk) -> None:
    read = desk.stage(
        "attempt_id;started_at;ended_at\n1;2026-03-02 09:00;2026-03-02 08:59\n2;2026-03-02 09:00;2026-03-01 09:02\n"
    )
    assert read.rejects() == [(3, "ended_at", '"2026-03-01 09:02" is before started_at')]


@pytest.mark.parametrize(
    "line",
    ["8c18d1de7f67e60dbd64e3c07d7e9d5d,2026-02-03 00:00:00,paid", "1,+33612345678,x", "C1,02/03/2026 10:00,x",
     "C1,jean@exemple.fr,x"],
)  # fmt: skip
@pytest.mark.parametrize("named", [True, False])
def test_a_first_line_like_those_below_is_no_header(desk: Desk, line: str, named: bool) -> None:
    first = line.split(",")[0]
    mapping = f'[[table]]\nname = "leads"\ncolumns = {{ lead_id = "{first}" }}\n' if named else ""
    with pytest.raises(InputError, match="looks like data, not like column names"):
        desk.stage(f"{line}\n{line}\n{line}\n", "leads.csv", mapping=mapping)


def test_a_pipe_is_refused_at_once(desk: Desk, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "calls.csv")
    for path in (tmp_path / "calls.csv", Path("/dev/zero")):
        with pytest.raises(InputError, match="is not a regular file"):
            understand([path], connection=desk.connection)


@pytest.mark.parametrize("stated", ['[file]\ndates = "month-first"\n', ""])
def test_a_stated_order_that_the_file_contradicts_is_refused(desk: Desk, stated: str) -> None:
    """02/03 could be either; 22/03 and 23/03 can only be day first."""
    column = '"when"' if stated else '{ from = "when", format = "month-first" }'
    mapping = f'{stated}[[table]]\nname = "attempts"\ncolumns = {{ attempt_id = "id", started_at = {column} }}\n'
    text = "id;when\n1;02/03/2026 10:00\n2;22/03/2026 10:00\n3;23/03/2026 10:00\n"
    with pytest.raises(
        InputError, match='month-first for "when", and 2 values such as "22/03/2026 10:00" can only be day-first'
    ):
        desk.stage(text, mapping=mapping)
    read = desk.stage(text.replace("22/03", "01/04").replace("23/03", "03/28"), mapping=mapping)
    assert read.values("started_at") == ["2026-02-03 09:00:00", "2026-01-04 09:00:00", "2026-03-28 09:00:00"]
