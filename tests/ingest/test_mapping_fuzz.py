"""Every key of a mapping with a value of every kind that TOML has: read, or refused by name, value and what is expected."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import cadran
from cadran.errors import CadranError, InputError, MappingError
from cadran.ingest.mapping import Mapping, parse_mapping
from tests.ingest.conftest import Desk

KINDS = {
    "empty text": '""',
    "text": '"x"',
    "quotes": '"a\'b\\"c; DROP TABLE x --"',
    "statement": "\"' || (SELECT content FROM read_text('secret.txt')) || '\"",
    "expression": "\"(SELECT content FROM read_text('secret.txt'))\"",
    "NUL": '"a\\u0000b"',
    "long": '"' + "x" * 5_000 + '"',
    "line end": '"a\\nb"',
    "whole": "3",
    "negative": "-1",
    "huge": "99999999999999999999999999",
    "number": "2.5",
    "nan": "nan",
    "inf": "-inf",
    "yes": "true",
    "instant": "2026-09-22T12:00:00Z",
    "day": "2026-09-22",
    "time": "12:00:00",
    "empty list": "[]",
    "list": '["x", "y"]',
    "list of numbers": "[1, 2]",
    "list of lists": "[[1], [2]]",
    "list of sections": "[{ a = 1 }]",
    "empty section": "{}",
    "section": "{ a = 1 }",
    "deep": "[" * 60 + "]" * 60,
}
COLUMNS = 'attempt_id = "id"\nstarted_at = "t"\n'


def whole(file: str = "", table: str = "", columns: str = "", more: str = "", preset: str = "") -> str:
    sections = (f"[preset]\n{preset}\n" if preset else "") + (f"[file]\n{file}\n" if file else "")
    return f'{sections}[[table]]\nname = "attempts"\n{table}\n[table.columns]\n{COLUMNS}{columns}\n{more}'


PLACES = {
    **{f"file.{key}": whole(file=f"{key} = {{v}}") for key in (
        "encoding", "separator", "header_line", "columns", "sheet", "missing", "decimal", "dates", "zone", "region", "other"
    )},
    **{f"preset.{key}": whole(preset=f"{key} = {{v}}") for key in ("name", "title", "recognise", "notes", "other")},
    **{f"table.{key}": whole(table=f"{key} = {{v}}") for key in ("one_per_key", "where", "where_not", "outcomes", "other")},
    **{f"column.{key}": whole(columns=f'talk_s = {{{{ from = "d", {key} = {{v}} }}}}') for key in (
        "key", "constant", "format", "zone", "values", "other", "when", "prefix", "below", "because", "optional", "unknown"
    )},
    "column": whole(columns="agent_id = {v}"),
    "column.from": whole(columns="agent_id = {{ from = {v} }}"),
    "column.values.x": whole(columns='agent_id = {{ from = "a", values = {{ x = {v} }} }}'),
    "column.when.x": whole(columns='agent_id = {{ from = "a", when = {{ a = {v} }} }}'),
    "where.x": whole(more="[table.where]\na = {v}"),
    "where_not.x": whole(more="[table.where_not]\na = {v}"),
    "outcomes.x": whole(columns='disposition = "a"', more="[table.outcomes]\nx = {v}"),
    "outcomes.x.outcome": whole(columns='disposition = "a"', more="[table.outcomes]\nx = {{ outcome = {v} }}"),
    "outcomes.x.reason": whole(columns='disposition = "a"', more='[table.outcomes]\nx = {{ outcome = "sale", reason = {v} }}'),
    "file": "file = {v}\n" + whole(),
    "preset": "preset = {v}\n" + whole(),
    "table": "table = {v}",
    "table.name": "[[table]]\nname = {v}\n[table.columns]\n" + COLUMNS,
    "table.columns": '[[table]]\nname = "attempts"\ncolumns = {v}',
    "other": "other = {v}\n" + whole(),
}  # fmt: skip


def written(place: str, kind: str) -> str:
    return PLACES[place].replace("{v}", "\0").replace("{{", "{").replace("}}", "}").replace("\0", KINDS[kind])


def read(text: str, place: str) -> Mapping | None:
    """The mapping, or None where it is refused; its error is of Cadran and names the key."""
    try:
        return parse_mapping(text, "map.toml")
    except MappingError as error:
        said = str(error)
        assert said.startswith("map.toml") and len(said) < 2_000, said
        named = "agent_id" if place == "column" else place.removesuffix(".x").split(".")[-1]
        assert named in said, said
        return None


@pytest.mark.parametrize("place", PLACES)
def test_every_key_with_every_kind_of_value(desk: Desk, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is accepted is also tried on a file, in a database that could read others: it loads, sets aside, or is refused by an
    error of Cadran's own, and nothing of another file is in any of it.
    """
    monkeypatch.chdir(desk.folder)
    desk.write("secret.txt", "sesame 8712")
    content = "id,t,a,d\n1,2026-09-22 12:00:00,x,5\n2,2026-09-22 12:00:00,y,7\n"
    for kind in KINDS:
        text = written(place, kind)
        if read(text, place) is None:
            continue
        try:
            read_in = desk.stage(content, "calls.csv", text)
            found = f"{read_in.rows('*')} {read_in.rejects()}"
        except CadranError as error:
            found = str(error)
            assert len(found) < 3_000 and "Traceback" not in found, (place, kind)
        assert "8712" not in found, (place, kind)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a = " + "[" * 100_000 + "]" * 100_000, "nested too deeply"),
        ("a = " + "{ a = " * 50_000 + "1" + " }" * 50_000, "nested too deeply"),
        ("a" + ".a" * 200_000 + " = 1", "map.toml"),
        ("[" + ".".join("a" * 1_900) + "]\nx = 1", "map.toml"),
        ("table = [1, 2]", "expected a section, found 1"),
        ("a = \u0000", "is not TOML"),
        ("[file]\nencoding = 'rot13'\n" + whole(), "calls.csv: encoding"),
    ],
    ids=["lists", "sections", "dotted key", "dotted section", "numbers", "NUL", "rot13"],
)
def test_deep_and_odd_documents(desk: Desk, text: str, told: str) -> None:
    with pytest.raises(InputError, match=re.escape(told)) as raised:
        desk.stage("id,t\n1,2026-09-22\n", "calls.csv", text)
    assert len(str(raised.value)) < 2_000


@pytest.mark.parametrize("encoding", ["rot13", "hex", "base64", "zlib", "bz2", "idna", "punycode", "undefined", "unicode_escape",
                                      "raw_unicode_escape", "utf-7", "mbcs", "oem", "x" * 500, "../x", "a b", "None"])  # fmt: skip
def test_codecs_that_are_no_encodings(desk: Desk, encoding: str) -> None:
    with pytest.raises(InputError, match=r"is not known|is not text|cannot be read"):
        desk.stage("id,t\n1,2026-09-22\n", "calls.csv", whole(file=f'encoding = "{encoding}"'))


def test_ten_thousand_columns(desk: Desk) -> None:
    """A line of 10,000 names: the four that are mapped land, the others are left out."""
    names = ["attempt_id", "started_at", *(f"c{n}" for n in range(10_000))]
    lines = [",".join([f"A{n}", "2026-09-22", *["x"] * 10_000]) for n in range(3)]
    mapping = '[[table]]\nname = "attempts"\n[table.columns]\nattempt_id = "attempt_id"\nstarted_at = "started_at"\n'
    found = desk.stage(",".join(names) + "\n" + "\n".join(lines) + "\n", "calls.csv", mapping)
    assert found.values("attempt_id") == ["A0", "A1", "A2"]


@pytest.mark.parametrize("name", ["calls\0.csv", "a" * 300 + ".csv", "", "-", "calls.csv/x"])
def test_names_that_are_no_files(tmp_path: Path, name: str) -> None:
    (tmp_path / "calls.csv").write_text("id,t\n1,2026-09-22\n", encoding="utf-8")
    with cadran.open(":memory:") as store, pytest.raises(InputError):
        store.import_files([str(tmp_path / name) if name != "-" else "-"])
