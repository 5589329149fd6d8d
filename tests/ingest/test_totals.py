"""Totals told by their sums, headers that come again in another order; and what looks like either and is a record."""

from __future__ import annotations

import pytest

from cadran.errors import InputError
from tests.ingest.conftest import Desk

COSTS = "cost_id;starts_on;agent_id;amount;minutes\n"
MAPPING = """[[table]]
name = "costs"
[table.columns]
cost_id = "cost_id"
starts_on = "starts_on"
amount = "amount"
"""


def read(desk: Desk, body: str) -> tuple[list[str], tuple[tuple[str, int], ...], int]:
    """Ids that landed, lines passed over, rows set aside."""
    found = desk.stage(COSTS + body, "costs.csv", MAPPING)
    return found.values("cost_id"), found.only.passed, found.only.rejected


@pytest.mark.parametrize(
    ("body", "ids", "totals"),
    [
        # no label at all: 12,50 + 7,25 + 10 = 29,75
        ("K1;2026-09-01;A;12,50;10\nK2;2026-09-02;B;7,25;20\nK3;2026-09-03;A;10;30\n;;;29,75;60\n", ["K1", "K2", "K3"], 1),
        # a label that is in no list of words, in a column that records fill otherwise
        ("K1;2026-09-01;A;12,50;10\nK2;2026-09-02;B;7,25;20\nCumul du mois;;;19,75;30\n", ["K1", "K2"], 1),
        # a sum beside a mean (15), and thousands with a space
        ("K1;2026-09-01;A;1 200,00;10\nK2;2026-09-02;B;800,00;20\n;;;2 000,00 €;15\n", ["K1", "K2"], 1),
        # a subtotal for each agent, then the whole
        (
            "K1;2026-09-01;A;10;1\nK2;2026-09-02;A;20;2\n;;A;30;3\nK3;2026-09-01;B;5;4\nK4;2026-09-02;B;6;5\n;;B;11;9\n;;;41;12\n",
            ["K1", "K2", "K3", "K4"], 3,
        ),
        # above the records
        (";;;41;12\nK1;2026-09-01;A;30;3\nK2;2026-09-02;B;11;9\n", ["K1", "K2"], 1),
    ],
)  # fmt: skip
def test_a_row_that_is_the_sum_of_others(desk: Desk, body: str, ids: list[str], totals: int) -> None:
    assert read(desk, body) == (ids, (("total", totals),), 0)


@pytest.mark.parametrize(
    ("body", "ids", "rejected"),
    [
        # the same shape, another sum: a record that lacks its key
        ("K1;2026-09-01;A;12,50;10\nK2;2026-09-02;B;7,25;20\n;;;19,76;30\n", ["K1", "K2"], 1),
        # one amount above: that it comes again proves nothing
        ("K1;2026-09-01;A;12,50;\n;;;12,50;\nK2;2026-09-02;B;7,25;20\n", ["K1", "K2"], 1),
        # a sum by chance of a record that has all that records have
        ("K1;2026-09-01;A;10;1\nK2;2026-09-02;B;20;2\nK3;2026-09-03;C;30;3\n", ["K1", "K2", "K3"], 0),
        # two texts: who and when
        ("K1;2026-09-01;A;10;1\nK2;2026-09-02;B;20;2\n;2026-09-03;C;30;3\n", ["K1", "K2"], 1),
    ],
)
def test_what_only_looks_like_a_total(desk: Desk, body: str, ids: list[str], rejected: int) -> None:
    assert read(desk, body) == (ids, (), rejected)


def test_durations_add_up_too(desk: Desk) -> None:
    """0:59:30 + 0:00:45 = 1:00:15."""
    found = desk.stage(
        "attempt_id,started_at,talk_s\nA1,2026-09-22 10:00,0:59:30\nA2,2026-09-22 11:00,0:00:45\n,,1:00:15\n",
        "calls.csv",
    )
    assert (found.values("talk_s"), found.only.passed) == ([3570, 45], (("total", 1),))


def test_a_header_in_another_order_is_refused_with_its_line(desk: Desk) -> None:
    body = "L1;a;b\nL2;a;b\nemail;lead_id;company\nx@example.com;L3;c\n"
    with pytest.raises(
        InputError, match=r"line 4 is the header again with its columns in another order .*Split the file"
    ):
        desk.stage("lead_id;company;email\n" + body, "leads.csv", as_table="leads")
    same = desk.stage("lead_id;company;email\nL1;a;b\nlead_id;company;email\nL2;a;b\n", "leads.csv", as_table="leads")
    assert (same.values("lead_id"), same.only.passed) == (["L1", "L2"], (("header again", 1),))


def test_a_record_that_is_one_quoted_field_anywhere(desk: Desk) -> None:
    """The last of 400 records, far behind what is looked at to understand the file, holds another in quotes."""
    plain = "".join(f"L{n};a;b\n" for n in range(400))
    found = desk.stage(f'lead_id;company;email\n{plain}"L400;""Dupont; fils"";c"\n', "leads.csv", as_table="leads")
    assert found.rows("lead_id, company, email")[-1] == ("L400", "Dupont; fils", "c")
    assert found.only.read == 401


# what a mapping states, held against the file


def attempts(when: str = "", talk: str = "", file: str = "") -> str:
    return (
        f'[file]\n{file}\n[[table]]\nname = "attempts"\n[table.columns]\nattempt_id = "id"\n'
        f'started_at = {{ from = "when"{when} }}\ntalk_s = {{ from = "talk"{talk} }}\n'
    )


@pytest.mark.parametrize(
    ("body", "mapping", "told"),
    [
        (
            "A;03/04/2026 10:00;1\nB;22/04/2026 10:00;2\n",
            attempts(', format = "%m/%d/%Y %H:%M"'),
            "can only be %d/%m/%Y %H:%M",
        ),
        ("A;03-04-26;1\nB;04-22-26;2\n", attempts(', format = "%d-%m-%y"'), "can only be %m-%d-%y"),
        ("A;03/04/2026;1\nB;22/04/2026;2\n", attempts(', format = "month-first"'), "can only be day-first"),
        ("A;2026-04-03;1.250\nB;2026-04-03;62.5\n", attempts(file='decimal = ","'), "can only be seconds."),
        ("A;2026-04-03;1,250\nB;2026-04-03;62,5\n", attempts(file='decimal = "."'), "can only be seconds-comma."),
        (
            "A;2026-04-03;1.250\nB;2026-04-03;62.5\n",
            attempts(talk=', format = "minutes-comma"'),
            "can only be minutes.",
        ),
    ],
)
def test_what_the_file_contradicts_is_refused(desk: Desk, body: str, mapping: str, told: str) -> None:
    with pytest.raises(InputError, match="the mapping says") as raised:
        desk.stage("id;when;talk\n" + body, "calls.csv", mapping)
    assert told in str(raised.value) and "Correct dates, decimal or format" in str(raised.value)


def test_what_the_file_bears_out_is_taken(desk: Desk) -> None:
    """Three values day first, one slip the other way: the slip is set aside, the file is not refused."""
    body = "A;03/04/2026;1,5\nB;22/04/2026;2,5\nC;23/04/2026;3\nD;04/24/2026;4\n"
    found = desk.stage("id;when;talk\n" + body, "calls.csv", attempts(', format = "%d/%m/%Y"', file='decimal = ","'))
    assert (found.values("attempt_id"), found.only.rejected) == (["A", "B", "C"], 1)
    assert found.values("started_at")[0].startswith("2026-04-0")


# nothing vanishes without a count


def test_words_in_the_columns_of_a_key_are_counted(desk: Desk) -> None:
    mapping = (
        '[[table]]\nname = "attempts"\n[table.columns]\nattempt_id = { key = ["n", "post"] }\nstarted_at = "when"\n'
    )
    found = desk.stage("n,post,when\n1,N/A,2026-09-22\n2,N/A,2026-09-22\n3,7,-\n", "calls.csv", mapping)
    assert set(found.only.absent) == {("post", "N/A", 2), ("when", "-", 1)}


def test_lines_in_another_encoding_are_named(desk: Desk) -> None:
    lines = [b"lead_id;company"] + [f"L{n};Société {n}".encode("cp1252" if n in (3, 8) else "utf-8") for n in range(12)]
    found = desk.stage(b"\n".join(lines) + b"\n", "leads.csv", as_table="leads")
    assert "written in UTF-8, but 2 lines in Windows-1252 (5, 10); each is read as it is written" in found.only.notes
    assert found.values("company") == [f"Société {n}" for n in range(12)]


def test_a_row_with_a_key_is_a_record_even_where_its_key_is_a_sum(desk: Desk) -> None:
    """3 = 1 + 2, and the third lead has no segment."""
    found = desk.stage("lead_id;segment\n1;x\n2;y\n3;\n", "leads.csv", as_table="leads")
    assert (found.values("lead_id"), found.only.passed) == (["1", "2", "3"], ())
