"""Records that are not written as RFC 4180 has them; every line of a file is read, set aside or passed over."""

from __future__ import annotations

import pytest

from cadran.errors import InputError
from tests.ingest.conftest import Desk

HEADER = "lead_id;source;segment;company\n"


def ids(desk: Desk, text: str | bytes, **options: object) -> list[str]:
    read = desk.stage(text, "leads.csv", as_table="leads", **options)
    return read.values("lead_id")


def test_records_wrapped_as_one_field_among_others(desk: Desk) -> None:
    read = desk.stage(
        HEADER + 'F1;web;Commerce;A\n"F2;web;""Banque; Assurance"";B"\n"F3;web;x;C";;;\nF4;a;b;c\n', as_table="leads"
    )
    assert read.rows("lead_id, segment") == [("F1", "Commerce"), ("F2", "Banque; Assurance"), ("F3", "x"), ("F4", "b")]
    assert "records wrapped in quotes as one field, unwrapped: 2" in read.only.notes


def test_quotes_not_doubled_are_read_as_spreadsheets_do(desk: Desk) -> None:
    read = desk.stage(HEADER + '1;"Poste 10" <114>;"a, b";x\n2;"He said "yes"";b;5" wide\n', as_table="leads")
    assert read.rows("lead_id, source, company") == [("1", "Poste 10 <114>", "x"), ("2", 'He said yes""', '5" wide')]


def test_an_unclosed_quote_sets_its_own_line_aside_and_nothing_else(desk: Desk) -> None:
    body = "".join(f"{i};web;s;c\n" for i in range(3, 5_000))
    read = desk.stage(HEADER + "1;web;s;c\n" + '2;"web;s;c\n' + body, as_table="leads")
    assert read.only.rejected == 1
    assert read.rejects() == [(3, None, "has a quote that is not closed")]
    assert read.raws() == ['2;"web;s;c']
    assert len(read.values("lead_id")) == 4_998
    assert read.values("lead_id")[:3] == ["1", "3", "4"]


@pytest.mark.parametrize("quotes", [3, 1_001, 140_001])
def test_a_line_of_nothing_but_quotes_is_set_aside_alone(desk: Desk, quotes: int) -> None:
    """The first line after the head, which the layout is found by: a quote that nobody closes holds no record of its own."""
    read = desk.stage(HEADER + '"' * quotes + "\n2;web;s;c\n3;web;s;c\n", as_table="leads")
    assert read.rejects() == [(2, None, "has a quote that is not closed")]
    assert read.values("lead_id") == ["2", "3"]


@pytest.mark.parametrize("closing", ['9;web";s;c', '9;we"b;s;c', '9;"web;s;c'])
def test_two_unclosed_quotes_do_not_swallow_what_is_between(desk: Desk, closing: str) -> None:
    between = "".join(f"{i};web;s;c\n" for i in range(2, 9))
    read = desk.stage(HEADER + '1;"web;s;c\n' + between + closing + "\n10;web;s;c\n", as_table="leads")
    assert {*"2345678", "10"} <= set(read.values("lead_id"))
    assert read.only.read == 10


def test_notes_on_several_lines_stay_one_field(desk: Desk) -> None:
    note = 'Rappeler ""demain"",\nParis, Lyon, Nice, Lille\n\nà 9h; merci'
    read = desk.stage(f'{HEADER}1;web;"{note}";A\n2;web;s;"B\n"\n3;"x" y;s;C\n', as_table="leads")
    assert read.rows("lead_id, segment")[0] == ("1", note.replace('""', '"'))
    assert read.values("lead_id") == ["1", "2", "3"]


def test_a_record_longer_than_any_is_set_aside_whole(desk: Desk) -> None:
    long = "x" * 3_000_000
    read = desk.stage(f"{HEADER}1;web;s;c\n2;{long};s;c\n3;web;s;c\n", as_table="leads")
    assert read.values("lead_id") == ["1", "3"]
    assert read.rejects() == [(3, None, "is longer than 2 MB: a quote left open, or not text")]
    assert len(read.raws()[0]) == len(long) + 6


def test_a_text_of_more_lines_than_any_is_no_field(desk: Desk) -> None:
    read = desk.stage(
        HEADER + '1;web;s;"' + "word\n" * 1_500 + '"\n2;web;s;c\n' + "3;a;b;c\n" * 2_000, as_table="leads"
    )
    assert read.values("lead_id")[0] == "2"
    assert read.only.read == 1 + 1_500 - 1 + 1 + 2_001


def test_rejected_lines_of_a_mended_file_are_kept_as_they_stand(desk: Desk) -> None:
    text = 'attempt_id;lead_id;started_at\n1;"a" b;2026-09-22T12:05:00Z\n2;"c" d;soon\n"3;e;later"\n'
    read = desk.stage(text)
    assert [line for line, _, _ in read.rejects()] == [3, 4]
    assert read.raws() == ['2;"c" d;soon', '"3;e;later"']


def test_lines_of_separators_and_spaces_are_no_records(desk: Desk) -> None:
    read = desk.stage(HEADER + '1;a;b;c\n;;;\n   \n;;\n"";"";"";""\n\n;;;;;;\n2;a;b;c\n', as_table="leads")
    assert read.values("lead_id") == ["1", "2"]
    assert (read.only.rejected, read.only.passed) == (0, (("blank", 6),))
    assert "lines that hold nothing, passed over: 6" in read.only.notes


def test_the_header_again_is_passed_over(desk: Desk) -> None:
    read = desk.stage((HEADER + "1;a;b;c\n\ufeff" + HEADER + "2;a;b;c\n" + HEADER), as_table="leads")
    assert read.values("lead_id") == ["1", "2"]
    assert read.only.passed == (("header again", 2),)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("count", [1, 2, 3, 30, 31, 100])
def test_every_line_is_read_whatever_its_end(desk: Desk, end: str, count: int) -> None:
    lines = ["lead_id;source", *(f'L{i};"a"' for i in range(count))]
    assert len(ids(desk, end.join(lines))) == count
    assert len(ids(desk, end.join(lines) + end)) == count
    assert len(ids(desk, (end.join(lines) + end).encode("utf-8-sig"))) == count


def test_encodings_mixed_in_one_file_are_read_line_by_line(desk: Desk) -> None:
    text = HEADER.encode() + "1;Élan;b;c\n".encode() + "2;Été;b;c\n".encode("cp1252") + "3;a;b;naïf\n".encode()
    read = desk.stage(text, as_table="leads")
    assert read.rows("source, company") == [("Élan", "c"), ("Été", "c"), ("a", "naïf")]
    assert "UTF-8 on some lines and cp1252 on others" in dict(read.understanding.source.facts)["encoding"]


@pytest.mark.parametrize(
    "name", ["rot13", "base64", "idna", "unicode_escape", "punycode", "undefined", "hex", "nonsense"]
)
def test_an_encoding_that_is_none_is_refused(desk: Desk, name: str) -> None:
    mapping = f'[file]\nencoding = "{name}"\n[[table]]\nname = "leads"\ncolumns = {{ lead_id = "lead_id" }}\n'
    with pytest.raises(InputError, match=f'encoding "{name}" is not known'):
        desk.stage(HEADER + "1;a;b;c\n", mapping=mapping)


def test_an_encoding_that_the_file_contradicts_is_refused(desk: Desk) -> None:
    mapping = '[file]\nencoding = "cp1252"\n[[table]]\nname = "leads"\ncolumns = { lead_id = "lead_id" }\n'
    with pytest.raises(InputError, match='"é" would be read as "Ã©"'):
        desk.stage(HEADER + "1;é;b;c\n", mapping=mapping)


@pytest.mark.parametrize("total", ["Total;;;12", "TOTAL GENERAL;;;", ";;Sous-total;1 250,50", "Moyenne;3;4,5;12 %"])
def test_totals_are_no_records(desk: Desk, total: str) -> None:
    read = desk.stage(HEADER + f"1;a;b;c\n{total}\n2;Total Energies;b;c\n", "leads.csv", as_table="leads")
    assert (read.values("lead_id"), read.only.passed) == (["1", "2"], (("total", 1),))


def test_a_record_that_begins_with_the_word_is_kept(desk: Desk) -> None:
    assert ids(desk, HEADER + "Total;web;b;c\n") == ["Total"]
