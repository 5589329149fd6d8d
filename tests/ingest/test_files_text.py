"""Delimited text as it arrives: encodings, separators, titles, wrapped records, line ends, ragged rows."""

from __future__ import annotations

import pytest

from cadran.errors import InputError, MappingError
from tests.ingest.conftest import Desk

HEADER = "attempt_id;lead_id;started_at;talk_s\n"
ROW = "1;Léa;2026-09-22T12:05:00Z;60\n"
MAPPING = """
[[table]]
name = "attempts"
columns = { attempt_id = "attempt_id", lead_id = "lead_id", started_at = "started_at" }
"""


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "utf-8 "),
        ("utf-8-sig", "utf-8-sig "),
        ("cp1252", "cp1252 "),
        ("utf-16", "utf-16 "),
        ("utf-16-le", "utf-16-le "),
    ],
)
def test_every_encoding_gives_the_same_rows(desk: Desk, encoding: str, said: str) -> None:
    read = desk.stage((HEADER + ROW).encode(encoding))
    assert read.rows("attempt_id, lead_id, started_at, talk_s") == [("1", "Léa", "2026-09-22 12:05:00", 60)]
    assert dict(read.understanding.source.facts)["encoding"].startswith(said)


def test_the_euro_sign_tells_cp1252_from_latin_1(desk: Desk) -> None:
    read = desk.stage("lead_id;company\n1;Prix à 5 €\n".encode("cp1252"), as_table="leads")
    assert read.values("company") == ["Prix à 5 €"]


def test_accents_far_down_a_file_are_found(desk: Desk) -> None:
    body = "".join(f"{i};L{i};2026-09-22T12:05:00Z;60\n" for i in range(20_000))
    read = desk.stage((HEADER + body + ROW).encode("cp1252"))
    assert read.values("lead_id")[-1] == "Léa"


@pytest.mark.parametrize(
    ("separator", "said"), [(";", '";" (semicolon)'), (",", '"," (comma)'), ("\t", "tab"), ("|", '"|" (vertical bar)')]
)
def test_separators_are_found(desk: Desk, separator: str, said: str) -> None:
    read = desk.stage((HEADER + ROW).replace(";", separator))
    assert read.values("talk_s") == [60]
    assert dict(read.understanding.source.facts)["separator"].startswith(said)


def test_a_first_line_sep_says_the_separator(desk: Desk) -> None:
    read = desk.stage("sep=;\r\n" + (HEADER + "1;a,b,c;2026-09-22T12:05:00Z;60\n").replace("\n", "\r\n"))
    assert read.values("lead_id") == ["a,b,c"]
    facts = dict(read.understanding.source.facts)
    assert facts["separator"] == '";" (semicolon), the first line "sep=" says so'
    assert facts["header"] == "line 2"


def test_a_title_above_the_header_is_passed_over_and_said(desk: Desk) -> None:
    read = desk.stage("Appels du 22 septembre;;;\n\n" + HEADER + ROW + "2;L2;soon;60\n")
    assert read.values("attempt_id") == ["1"]
    assert 'line above the header passed over: "Appels du 22 septembre"' in read.only.notes
    assert [line for line, _, _ in read.rejects()] == [5]


@pytest.mark.parametrize("end", ["\r", "\r\n"])
def test_line_ends(desk: Desk, end: str) -> None:
    read = desk.stage((HEADER + ROW + "2;L2;soon;60\n" + "3;L3;2026-09-22T12:05:00Z;60\n").replace("\n", end))
    assert read.values("attempt_id") == ["1", "3"]
    assert [line for line, _, _ in read.rejects()] == [3]


def test_mixed_line_ends_even_far_down(desk: Desk) -> None:
    body = "".join(f"{i};L{i};2026-09-22T12:05:00Z;60\n" for i in range(20_000))
    read = desk.stage(HEADER + body + ROW.replace("\n", "\r\n") + "3;L3;2026-09-22T12:05:00Z;60\n")
    assert read.values("attempt_id")[-2:] == ["1", "3"]


def test_quoted_line_breaks_keep_physical_line_numbers(desk: Desk) -> None:
    read = desk.stage(HEADER + '1;"two\nlines";2026-09-22T12:05:00Z;60\n2;"a ""q""\n\nb";soon;60\n3;5" wide;soon;60\n')
    assert read.values("lead_id") == ["two\nlines"]
    assert [(line, column) for line, column, _ in read.rejects()] == [(4, "started_at"), (7, "started_at")]
    assert read.raws() == ['2;"a ""q""\n\nb";soon;60', '3;5" wide;soon;60']


def test_ragged_rows_are_set_aside_with_their_lines(desk: Desk) -> None:
    read = desk.stage(HEADER + '1;"a\nb";2026-09-22T12:05:00Z;60\n2;L2;2026\n\n3;L3;2026-09-22T12:05:00Z;60;x\n4;"L"4;2026-09-22T12:05:00Z;60\n' + "5;L5;2026-09-22T12:05:00Z;60\n")  # fmt: skip
    assert read.rows("attempt_id, lead_id") == [("1", "a\nb"), ("4", "L4"), ("5", "L5")]
    assert read.rejects() == [
        (4, None, "has 3 columns where the header has 4; add what is missing"),
        (6, None, 'has 5 columns where the header has 4; put quotes around values that hold ";"'),
    ]
    assert read.raws() == ["2;L2;2026", "3;L3;2026-09-22T12:05:00Z;60;x"]


def test_a_ragged_line_does_not_shift_the_others(desk: Desk) -> None:
    read = desk.stage(
        (HEADER + "1;L1\n2;L2;soon;60\n3;L3;2026-09-22T12:05:00Z;60\n4;L4;later;60\n").replace("\n", "\r\n")
    )
    assert [(line, reason.split(" is")[0]) for line, column, reason in read.rejects() if column] == [
        (3, '"soon"'),
        (5, '"later"'),
    ]


def test_wrapped_records_are_unwrapped(desk: Desk) -> None:
    read = desk.stage(HEADER + '"1;Léa;2026-09-22T12:05:00Z;60"\n"2;""a;b"";2026-09-22T12:05:00Z;60"\n"3;x;soon;60"\n')
    assert read.values("lead_id") == ["Léa", "a;b"]
    assert "records wrapped in quotes as one field, unwrapped: 3" in read.only.notes
    assert [line for line, _, _ in read.rejects()] == [4]


def test_hundreds_of_empty_columns_are_left_out(desk: Desk) -> None:
    tail = ";" * 300
    read = desk.stage(HEADER.strip() + tail + "\n" + ROW.strip() + tail + "\n")
    assert read.values("lead_id") == ["Léa"]
    assert read.understanding.unmatched == ()
    assert "300 empty columns after the last one are left out" in read.only.notes


def test_empty_fields_after_the_last_column_do_not_make_a_row_ragged(desk: Desk) -> None:
    read = desk.stage(HEADER + ROW + "2;L2;2026-09-22T12:05:00Z;60;;;;\n3;L3;2026-09-22T12:05:00Z;60;x\n")
    assert read.values("attempt_id") == ["1", "2"]
    assert [line for line, _, _ in read.rejects()] == [4]


def test_a_file_without_header_is_refused_with_what_to_do(desk: Desk) -> None:
    with pytest.raises(InputError) as error:
        desk.stage("0612345678;22/09/2026;12\n0612345679;22/09/2026;14\n")
    assert str(error.value) == (
        'calls.csv: line 1 looks like data, not like column names ("0612345678", "22/09/2026", "12"). If the file has no '
        "header, say so in a mapping: under [file], header_line = 0 and columns = [the names of its 3 columns]."
    )


def test_a_file_without_header_is_read_when_a_mapping_names_its_columns(desk: Desk) -> None:
    file = '[file]\nheader_line = 0\ncolumns = ["attempt_id", "lead_id", "started_at", "x"]\n'
    read = desk.stage(ROW + "2;L2;soon;1\n", mapping=file + MAPPING)
    assert read.values("lead_id") == ["Léa"]
    assert [line for line, _, _ in read.rejects()] == [2]
    with pytest.raises(MappingError, match=r"has 4 columns, but columns = \[...\] under \[file\] names 2"):
        desk.stage(ROW, mapping='[file]\nheader_line = 0\ncolumns = ["a", "b"]\n' + MAPPING)


def test_a_wrong_separator_in_the_mapping_is_explained(desk: Desk) -> None:
    with pytest.raises(MappingError) as error:
        desk.stage(HEADER + ROW, mapping='[file]\nseparator = ","\n' + MAPPING)
    assert str(error.value) == (
        'calls.csv: separator "," leaves a single column, such as "attempt_id;lead_id;started_at;talk_s". The file is '
        'separated by semicolons, which give 4 columns: write separator = ";" under [file] in the mapping, or remove '
        "the line."
    )


def test_two_columns_of_one_name_are_told_apart(desk: Desk) -> None:
    read = desk.stage("attempt_id;lead_id;started_at;lead_id\n1;A;2026-09-22T12:05:00Z;B\n")
    assert read.values("lead_id") == ["A"]
    assert 'two columns are called "lead_id": the later one is taken as "lead_id (2)"' in read.only.notes


@pytest.mark.parametrize("name", ["started at", "Started_At", "STARTED-AT", "Stàrted At"])
def test_headers_match_whatever_their_case_accents_and_spaces(desk: Desk, name: str) -> None:
    read = desk.stage((HEADER + ROW).replace("started_at", name))
    assert read.values("started_at") == ["2026-09-22 12:05:00"]


def test_rows_keep_the_order_of_the_file_and_no_join_enters(desk: Desk) -> None:
    understood = desk.understand(HEADER.strip() + ";is_argued;outcome\n" + ROW.strip() + ";oui;sale\n")
    (plan,) = understood.tables
    explained = desk.connection.execute(f"EXPLAIN {plan.finished(understood.source.scan('order'))}").fetchall()
    assert "JOIN" not in str(explained)


def test_a_header_without_rows_gives_no_rows(desk: Desk) -> None:
    assert desk.stage(HEADER).only.read == 0
