"""What a mapping, a file or an environment says is a value: none of it becomes text of a statement."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import cadran
from cadran.cli.main import cli
from cadran.errors import MappingError
from cadran.ingest.mapping import parse_mapping
from tests.ingest.conftest import Desk

COLUMNS = 'attempt_id = "id"\nstarted_at = "t"\n'
READS = "(SELECT content FROM read_text('/etc/hostname'))"


def mapped(columns: str = "", file: str = "", table: str = "") -> str:
    return f'[file]\n{file}\n[[table]]\nname = "attempts"\n{table}\n[table.columns]\n{COLUMNS}{columns}\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (mapped(f'talk_s = {{ from = "d", below = "99 OR {READS} = 1" }}'), "below must be a number"),
        (mapped('talk_s = { from = "d", below = true }'), "below must be a number"),
        (mapped('talk_s = { from = "d", below = nan }'), "below must be a number"),
        (mapped('talk_s = { from = "d", because = 3 }'), "because must be a text"),
        (mapped('talk_s = { from = "d", format = ["seconds"] }'), "format must be a text"),
        (mapped('talk_s = { from = "d", zone = 2 }'), "zone must be a text"),
        (mapped('agent_id = { from = "d", prefix = 1 }'), "prefix must be a text"),
        (mapped('agent_id = { from = "d", optional = "no" }'), "optional must be true or false"),
        (mapped(file="encoding = 8"), "encoding must be a text"),
        (mapped(file="region = ['FR']"), "region must be a text"),
        (mapped(file="header_line = true"), "header_line must be a line number"),
        (mapped(table='one_per_key = "yes"'), "one_per_key must be true or false"),
        ("table = [1, 2]", "expected a section"),
        ('[[table]]\nname = ["attempts"]', "is not a table"),
    ],
)
def test_a_value_of_another_kind_is_refused(text: str, told: str) -> None:
    with pytest.raises(MappingError, match=told):
        parse_mapping(text, "map.toml")


HOSTILE = """o'r"k; DROP TABLE x --"""


@pytest.mark.parametrize(
    "rule",
    [
        'agent_id = {{ from = "a", prefix = {q} }}',
        "agent_id = {{ constant = {q} }}",
        'agent_id = {{ from = "a", values = {{ Z = {q} }} }}',
        'agent_id = {{ from = "a", values = {{ {q} = "b" }}, other = "reject" }}',
        'agent_id = {{ from = "a", when = {{ a = [{q}] }} }}',
        'agent_id = {{ key = ["a", {q}] }}',
        'talk_s = {{ from = "d", below = 5, because = {q} }}',
        'answered_at = {{ from = "t", format = "%Y-%m-%d %H:%M:%S{v}" }}',
    ],
)
def test_a_hostile_text_stays_a_text(desk: Desk, rule: str) -> None:
    quoted = "'''" + HOSTILE + "'''"
    key = '"' + HOSTILE.replace('"', '\\"') + '"'
    text = rule.replace("{q} =", key + " =").replace("{q}", quoted).replace("{{", "{").replace("}}", "}")
    text = text.replace("{v}", "'||x||'")
    head = '"id","t","a","d","' + HOSTILE.replace('"', '""') + '"\n'
    read = desk.stage(head + "1,2026-09-22 10:00:00,Z,9,k\n", mapping=mapped(text))
    assert read.only.read == 1


def test_a_currency_in_a_file_is_no_sql(tmp_path: Path) -> None:
    """The first load fixes it as the base currency; the second, which has none, is filled up with it."""
    hostile = "E', (SELECT 1)) --"
    (tmp_path / "a.csv").write_text(f'order_id,lead_id,ordered_at,amount,currency\n1,1,2026-09-01,5,"{hostile}"\n')
    (tmp_path / "b.csv").write_text("order_id,lead_id,ordered_at,amount\n2,1,2026-09-01,7\n")
    with cadran.open(tmp_path / "s.duckdb") as store:
        store.import_files([tmp_path / "a.csv"])
        store.import_files([tmp_path / "b.csv"], source="o'rk")
        assert store.engine.rows("SELECT DISTINCT currency FROM orders") == [(hostile,)]


@pytest.mark.parametrize("offset", ["+99:99", "-99:00", "+15:00", "+02:60", "+9999", "-13:00:00"])
def test_an_offset_that_no_place_has_is_refused(desk: Desk, offset: str) -> None:
    read = desk.stage(
        f"attempt_id,lead_id,started_at\n1,1,2026-09-22T10:00:00{offset}\n2,1,2026-09-22T10:00:00+02:00\n"
    )
    assert read.only.rejected == 1
    assert read.rows("started_at") == [("2026-09-22 08:00:00",)]


@pytest.mark.parametrize("width", ["", "abc", "-5", "0", " 80 "])
def test_a_width_that_says_nothing_is_as_none(width: str, tmp_path: Path) -> None:
    url = str(tmp_path / "s.duckdb")
    with cadran.open(url):
        pass
    for command in (["kpi"], ["imports"], ["catalogue"], ["check"]):
        done = CliRunner(env={"COLUMNS": width}).invoke(
            cli, [*command, *(["--store", url] if command != ["catalogue"] else [])]
        )
        assert not isinstance(done.exception, ValueError), command
