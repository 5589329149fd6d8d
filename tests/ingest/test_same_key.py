"""Rows of one file that share a key: the same ones, earlier versions, contradictions, legs of a call, ids cut short."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from click.testing import CliRunner

import cadran
from cadran.cli.main import cli
from cadran.store.ledger import Import, Reject
from tests.ingest.conftest import Desk

HEAD = "attempt_id,lead_id,started_at,talk_s,outcome"


def loaded(tmp_path: Path, text: str, mapping: str = "", name: str = "calls.csv") -> tuple[Import, list[Reject], Any]:
    """The ledger's line of one file, its rejects, and what the store then holds."""
    (tmp_path / name).write_text(text)
    options: dict[str, Any] = {"as_table": "attempts"}
    if mapping:
        (tmp_path / "map.toml").write_text(mapping)
        options = {"mapping": tmp_path / "map.toml"}
    with cadran.open(tmp_path / "s.duckdb") as store:
        entry = store.import_files([tmp_path / name], **options)[0].entry
        assert store.imports()[-1] == entry
        assert entry.rows_read == (
            entry.rows_new + entry.rows_updated + entry.rows_unchanged + entry.rows_duplicate + entry.rows_rejected
        )
        held = store.engine.rows("SELECT attempt_id, talk_s, outcome FROM attempts ORDER BY attempt_id")
        return entry, store.rejects(entry.import_id), held


def test_the_same_row_twice_is_no_contradiction(tmp_path: Path) -> None:
    entry, rejects, held = loaded(tmp_path, f"{HEAD}\n1,1,2026-09-22 10:00,5,sale\n1,1,2026-09-22 10:00,5,sale\n")
    assert (entry.rows_new, entry.rows_duplicate, entry.rows_contradictory, rejects) == (1, 1, 0, [])
    assert held == [("1", 5, "sale")]


def test_rows_that_contradict_are_counted_and_shown_and_the_last_is_kept(tmp_path: Path) -> None:
    """Lines 2 and 4 say two things of attempt 1; line 3 is another attempt; line 5 is line 4 again."""
    text = (
        f"{HEAD}\n1,1,2026-09-22 10:00,5,sale\n2,2,2026-09-22 10:00,0,busy\n"
        "1,1,2026-09-22 10:00,7,refused\n1,1,2026-09-22 10:00,7,refused\n"
    )
    entry, rejects, held = loaded(tmp_path, text)
    assert (entry.rows_read, entry.rows_new, entry.rows_duplicate, entry.rows_contradictory) == (4, 2, 2, 1)
    assert held == [("1", 7, "refused"), ("2", 0, "busy")]
    [one] = rejects
    assert (one.line, one.column, one.value) == (2, "talk_s, outcome", "5, sale")
    assert one.reason == "differs from line 5, which has the same attempt_id and is kept"
    assert one.raw is not None
    assert one.raw.strip() == "1,1,2026-09-22 10:00,5,sale"


def test_an_earlier_version_by_modified_at_is_no_contradiction(tmp_path: Path) -> None:
    """Of attempt 1 line 2 is the later version; of attempt 2 both have the same instant and differ."""
    text = (
        f"{HEAD},modified_at\n1,1,2026-09-22 10:00,5,sale,2026-09-23 10:00\n1,1,2026-09-22 10:00,7,refused,2026-09-22 10:00\n"
        "2,1,2026-09-22 10:00,5,sale,2026-09-23 10:00\n2,1,2026-09-22 10:00,7,refused,2026-09-23 10:00\n"
    )
    entry, rejects, held = loaded(tmp_path, text)
    assert (entry.rows_duplicate, entry.rows_contradictory) == (2, 1)
    assert [one.line for one in rejects] == [4]
    assert held == [("1", 5, "sale"), ("2", 7, "refused")]


def test_lines_are_right_where_records_are_left_out(tmp_path: Path) -> None:
    """With a condition and a rejected line between: 5 and 7 contradict each other."""
    mapping = f"""[[table]]
name = "attempts"
where = {{ kind = "call" }}
[table.columns]
{chr(10).join(f'{name} = "{name}"' for name in HEAD.split(","))}
"""
    text = (
        f"{HEAD},kind\n9,1,2026-09-22 10:00,5,sale,mail\n8,1,not a date,5,sale,call\n7,1,2026-09-22 10:00,5,sale,mail\n"
        "1,1,2026-09-22 10:00,5,sale,call\n1,1,2026-09-22 10:00,9,busy,mail\n1,1,2026-09-22 10:00,6,sale,call\n"
    )
    entry, rejects, held = loaded(tmp_path, text, mapping)
    assert (entry.rows_read, entry.rows_new, entry.rows_duplicate, entry.rows_rejected) == (3, 1, 1, 1)
    assert [(one.line, one.column) for one in rejects] == [(3, "started_at"), (5, "talk_s")]
    assert held == [("1", 6, "sale")]


def test_summary_json_and_check_tell_them_apart(tmp_path: Path) -> None:
    (tmp_path / "calls.csv").write_text(f"{HEAD}\n1,1,2026-09-22 10:00,5,sale\n1,1,2026-09-22 10:00,7,refused\n")
    run = CliRunner(env={"CADRAN_STORE": str(tmp_path / "s.duckdb"), "CADRAN_LANG": "en"})
    done = run.invoke(cli, ["import", str(tmp_path / "calls.csv")], standalone_mode=False)
    assert "rows that share their key with another row of the file and differ from it: 1." in done.stdout
    assert done.return_value == 3
    [line] = json.loads(run.invoke(cli, ["imports", "--format", "json"]).stdout)
    assert (line["rows_duplicate"], line["rows_contradictory"], line["rows_rejected"]) == (1, 1, 0)
    findings = json.loads(run.invoke(cli, ["check", "--format", "json"]).stdout)["findings"]
    assert [one["rows"] for one in findings if one["code"] == "same_key"] == [1]
    assert "differs from line 3" in run.invoke(cli, ["rejects", "1"]).stdout


LEGS = """start,dst,channel,disposition,billsec,linkedid
2026-03-02 09:00:00,0611111111,101,ANSWERED,50,1.1
2026-03-02 09:00:00,0611111111,102,NO ANSWER,0,1.1
2026-03-02 09:10:00,0622222222,101,NO ANSWER,0,2.1
2026-03-02 09:10:00,0622222222,102,BUSY,90,2.1
2026-03-02 09:20:00,0633333333,102,ANSWERED,30,3.1
2026-03-02 09:20:00,0633333333,103,ANSWERED,70,3.1
2026-03-02 09:20:00,0633333333,104,NO ANSWER,0,3.1
"""
LEG_MAPPING = """[[table]]
name = "attempts"
one_per_key = true
[table.columns]
attempt_id = "linkedid"
lead_id = "dst"
agent_id = "channel"
started_at = "start"
talk_s = "billsec"
disposition = "disposition"
[table.outcomes]
ANSWERED = "refused"
"NO ANSWER" = "no_answer"
BUSY = "busy"
"""


def test_the_answered_leg_is_the_call(desk: Desk) -> None:
    """Call 1.1 by its first leg, 3.1 by the longer answered one, 2.1, which nobody answered, by the last that rang longest."""
    read = desk.stage(LEGS, mapping=LEG_MAPPING)
    assert read.rows("attempt_id, agent_id, outcome, talk_s") == [
        ("1.1", "101", "refused", 50),
        ("2.1", "102", "busy", 90),
        ("3.1", "103", "refused", 70),
    ]


def test_legs_whose_answer_has_no_outcome_yet_go_by_talk(desk: Desk) -> None:
    read = desk.stage(LEGS, mapping=LEG_MAPPING.replace('ANSWERED = "refused"\n', ""))
    assert read.rows("attempt_id, agent_id, talk_s") == [("1.1", "101", 50), ("2.1", "102", 90), ("3.1", "103", 70)]


@pytest.mark.parametrize("column", ["lead_id", "attempt_id", "agent_id", "campaign_id", "list_id"])
@pytest.mark.parametrize("text", ["1,61478E+13", "1.61478E+13", "2E+14", "6.12346e+08", "1.2E+100"])
def test_ids_cut_short_by_a_spreadsheet_are_refused(desk: Desk, column: str, text: str) -> None:
    names = ["attempt_id", "lead_id", "agent_id", "campaign_id", "list_id"]
    cells = [text if name == column else "7" for name in names]
    read = desk.stage(f"{';'.join(names)};started_at\n{';'.join(cells)};2026-09-22 10:00\n")
    assert read.only.rejected == 1
    assert [(column, reason) for _, column, reason in read.rejects()] == [
        (column, f'"{text}" has lost digits: a spreadsheet shortened it; export the column as text and import again')
    ]


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("1,61478123456789E+14", "161478123456789"),
        ("3.3612345678E+10", "33612345678"),
        ("1.5E+01", "15"),
        ("12E5", "12E5"),
        ("1e10", "1e10"),
        ("4E+2B", "4E+2B"),
        ("+33612345678", "+33612345678"),
        ("1.10", "1.10"),
        ("0012", "0012"),
    ],
)
def test_ids_with_all_their_digits_are_kept(desk: Desk, text: str, held: str) -> None:
    read = desk.stage(f"attempt_id;lead_id;started_at\n1;{text};2026-09-22 10:00\n")
    assert read.rows("lead_id") == [(held,)]


CDR = """calldate,src,dst,channel,dstchannel,duration,billsec,disposition,uniqueid,linkedid
2026-03-02 09:00:05,+33900000001,0611111111,SIP/t-1,SIP/101-1,60,50,ANSWERED,1.1,1.1
2026-03-02 09:00:05,+33900000001,0611111111,SIP/t-1,SIP/102-2,60,0,NO ANSWER,1.2,1.1
2026-03-02 09:10:00,+33900000001,0622222222,SIP/t-2,SIP/101-3,20,0,BUSY,2.1,2.1
"""


@pytest.mark.parametrize("has_linked", [True, False])
def test_asterisks_records_are_recognised_and_their_legs_are_one_call(desk: Desk, has_linked: bool) -> None:
    text = CDR if has_linked else "\n".join(line.rpartition(",")[0] for line in CDR.splitlines()) + "\n"
    read = desk.stage(text)
    calls = [("1.1", 50, None, "phone"), ("2.1", 0, "busy", "phone")]
    assert read.rows("attempt_id, talk_s, outcome, channel") == (
        calls if has_linked else [calls[0], ("1.2", 0, "no_answer", "phone"), calls[1]]
    )
    assert read.only.unmapped == (("ANSWERED", 1),)


def test_ids_that_are_decimal_numbers_are_warned_against(tmp_path: Path) -> None:
    """.1, .10 and .100 typed as numbers are one in a workbook and in Parquet; as texts they are three, and nothing is said."""
    book = xlsxwriter.Workbook(tmp_path / "t.xlsx")
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["lead_id", "source", "external_ids"])
    for row, cell in enumerate((7.1, 7.10, 7.100), 1):
        sheet.write_row(row, 0, [cell, "web"])
        sheet.write_string(row, 2, ("7.1", "7.10", "7.100")[row - 1])
    book.close()
    pq.write_table(pa.table({"lead_id": [7.1, 7.10, 8.0], "source": ["web"] * 3}), tmp_path / "t.parquet")
    (tmp_path / "t.csv").write_text("lead_id,source\n7.1,web\n7.10,web\n7.100,web\n")
    notes = {}
    for name in ("t.xlsx", "t.parquet", "t.csv"):
        with cadran.open(":memory:") as store:
            [report] = store.import_files([tmp_path / name], as_table="leads")
            notes[name] = [note for note in report.notes if "numbers with decimals" in note]
    assert [one[:45] for one in notes["t.xlsx"]] == ['"lead_id": 3 ids are numbers with decimals, i']
    assert [one[:45] for one in notes["t.parquet"]] == ['"lead_id": 2 ids are numbers with decimals, i']
    assert notes["t.csv"] == []
