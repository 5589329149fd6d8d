"""The command line as a person uses it: what it says, what it returns, what it writes.

The centre of these tests:

    attempt  campaign  started (UTC)         outcome     disposition  talk
    A1       C1        2026-09-21 08:00      refused     REF          100
    A2       C1        2026-09-21 09:00      no_answer   NR             0
    A3       C2        2026-09-22 08:00      callback    RAP           40
    A4       C2        2026-09-22 23:30      -           ZZ             0      (the 23rd in Paris)
"""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest

from cadran.catalogue import KPIS
from cadran.cli.main import COMMANDS, run

CALLS = """attempt_id,lead_id,campaign_id,started_at,outcome,disposition,talk_s
A1,L1,C1,2026-09-21T08:00:00Z,refused,REF,100
A2,L2,C1,2026-09-21T09:00:00Z,no_answer,NR,0
A3,L3,C2,2026-09-22T08:00:00Z,callback,RAP,40
A4,L4,C2,2026-09-22T23:30:00Z,,ZZ,0
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with calls.csv in it, where the store is ./cadran.duckdb."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CADRAN_STORE", raising=False)
    (tmp_path / "calls.csv").write_text(CALLS, encoding="utf-8")
    return tmp_path


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages as they are written (French is for tests/messages)."""
    monkeypatch.setenv("CADRAN_LANG", "en")


@pytest.fixture
def loaded(place: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    assert run(["import", "calls.csv"]) == 0
    capsys.readouterr()
    return place


def output(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    capsys.readouterr()
    assert run(list(arguments)) == code
    return capsys.readouterr().out


def figures(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(output(capsys, "kpi", *arguments, "--format", "json"))
    return answer


def test_every_command_is_in_the_readme() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"cadran {name}" not in readme] == []


def test_an_import_says_how_rows_landed_and_which_codes_mean_nothing_yet(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["import", "calls.csv", "--lang", "en"]) == 0
    told = capsys.readouterr()
    row = next(line for line in told.out.splitlines() if "calls.csv" in line and "attempts" in line)
    assert row.split() == ["1", "calls.csv", "attempts", "4", "=", "4", "0", "0", "0", "0"]
    assert "ZZ (1)" in told.err
    assert "--write-mapping" in told.err


def test_rejects_are_told_listed_mended_and_imported_again(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = CALLS.replace(
        "A3,L3,C2,2026-09-22T08:00:00Z,callback,RAP,40", "A3,L3,C2,2026-09-22T08:00:00Z,callback,RAP,1:2x"
    )
    (place / "calls.csv").write_text(broken, encoding="utf-8")
    assert run(["import", "calls.csv", "--lang", "en"]) == 3
    told = capsys.readouterr().err
    assert "line 4, talk_s" in told
    assert '"1:2x"' in told
    assert "cadran rejects 1" in told
    listed = json.loads(output(capsys, "rejects", "1", "--format", "json"))
    assert [(fault["line"], fault["column"], fault["value"]) for fault in listed] == [(4, "talk_s", "1:2x")]
    raw = output(capsys, "rejects", "1", "--format", "raw")
    assert raw.splitlines() == [CALLS.splitlines()[0], "A3,L3,C2,2026-09-22T08:00:00Z,callback,RAP,1:2x"]
    (place / "mended.csv").write_text(raw.replace("1:2x", "40"), encoding="utf-8")
    assert run(["import", "mended.csv", "--as", "attempts"]) == 0
    capsys.readouterr()
    assert figures(capsys, "calls")["total"]["calls"]["value"] == 4


def test_the_json_is_the_contract(loaded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = figures(capsys, "contact_rate", "--by", "campaign", "--from", "2026-09-21", "--to", "2026-09-24")
    assert list(answer) == ["period", "basis", "as_of", "known_at", "by", "grain", "rows", "total", "notes"]
    assert answer["period"] == {"from": "2026-09-21", "to": "2026-09-24", "zone": "Europe/Paris"}
    assert [row["key"] for row in answer["rows"]] == [{"campaign": "C1"}, {"campaign": "C2"}]
    cell = answer["rows"][1]["values"]["contact_rate"]
    # A4's code means nothing yet: it leaves numerator and denominator alike
    assert (cell["value"], cell["num"], cell["den"], cell["n"], cell["state"]) == (1.0, 1, 1, 1, "ok")
    assert cell["excluded"]["unmapped"] == 1
    total = answer["total"]["contact_rate"]
    assert (total["num"], total["den"]) == (2, 3)
    # Wilson, 2 of 3, z = 1.959964: by hand 0.2077 to 0.9385
    assert (round(total["low"], 4), round(total["high"], 4)) == (0.2077, 0.9385)


def test_days_are_those_of_the_centre(loaded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = figures(capsys, "calls", "--grain", "day", "--from", "2026-09-20", "--to", "2026-09-24")
    counts = {row["key"]["period"]: row["values"]["calls"] for row in answer["rows"]}
    assert {day: cell["value"] for day, cell in counts.items()} == {
        "2026-09-20": None, "2026-09-21": 2, "2026-09-22": 1, "2026-09-23": 1,
    }  # fmt: skip
    assert counts["2026-09-20"]["state"] == "not_loaded"


def test_the_rows_behind_a_figure_are_as_many_as_it_counts(loaded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(output(capsys, "rows", "contact_rate", "--format", "json"))
    assert [row["attempt_id"] for row in found] == ["A1", "A3"]
    found = json.loads(
        output(capsys, "rows", "contact_rate", "--part", "den", "--where", "campaign=C1", "--format", "json")
    )
    assert [row["attempt_id"] for row in found] == ["A1", "A2"]


def test_explain_shows_sql_that_runs_on_the_store(loaded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = output(capsys, "kpi", "contact_rate", "--explain")
    assert "SELECT" in text
    assert "attempts" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["kpi", "contct_rate"], 'Unknown KPI "contct_rate". Did you mean "contact_rate"?'),
        (["kpi", "calls", "--by", "agnt"], 'Unknown dimension "agnt". Did you mean "agent"?'),
        (["kpi", "leads", "--by", "agent"], 'which have no "agent"'),
        (["kpi", "calls", "--from", "22 sept"], "is not a day"),
        (["kpi", "calls", "--from", "2026-09-22", "--to", "2026-09-22"], "is empty"),
        (["kpi", "calls", "--where", "campaign"], "Expected DIM=VALUE"),
        (["kpi", "calls", "--as-of", "yesterday"], "is not an instant"),
        (["catalogue", "contct_rate"], 'Did you mean "contact_rate"?'),
        (["kpy"], 'There is no command "kpy". Did you mean "kpi"?'),
        (["undo", "9"], "There is no import 9"),
        (["rejects", "9"], "There is no import 9"),
    ],
)
@pytest.mark.usefixtures("english")
def test_a_wrong_call_is_explained_and_returns_two(
    loaded: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert run(arguments) == 2
    assert said in " ".join(capsys.readouterr().err.split())


def test_without_a_store_the_next_step_is_named(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["kpi", "calls"]) == 1
    told = capsys.readouterr().err
    assert "cadran import" in told
    assert not (place / "cadran.duckdb").exists()


def test_a_failed_import_leaves_no_store_behind(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", "nowhere.csv"]) == 1
    (place / "picture.csv").write_bytes(bytes(range(256)) * 100)
    assert run(["import", "picture.csv"]) == 1
    assert "picture.csv" in capsys.readouterr().err
    assert not (place / "cadran.duckdb").exists()


@pytest.mark.usefixtures("english")
def test_a_store_held_by_another_process_is_told_so(loaded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", "import cadran, sys; s = cadran.open('cadran.duckdb'); print('held', flush=True); sys.stdin.read()"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=loaded,
    )  # fmt: skip
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"held"
        assert run(["kpi", "calls"]) == 1
        told = capsys.readouterr().err
        assert f"held by process {holder.pid}" in told
    finally:
        holder.communicate(b"")


@pytest.mark.parametrize("format", ["csv", "csv-fr", "parquet", "xlsx"])
def test_figures_as_files(loaded: Path, capsys: pytest.CaptureFixture[str], format: str) -> None:
    file = loaded / f"figures.{format}"
    output(capsys, "kpi", "contact_rate", "calls", "--by", "campaign", "--format", format, "-o", str(file))
    if format == "parquet":
        found = pq.read_table(file).to_pylist()
    elif format == "xlsx":
        rows = list(openpyxl.load_workbook(file).active.iter_rows(values_only=True))
        found = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    else:
        text = file.read_text(encoding="utf-8-sig")
        found = list(csv.DictReader(io.StringIO(text), delimiter=";" if format == "csv-fr" else ","))
    assert [row["campaign"] for row in found] == ["C1", "C2"]
    expected: Any = {"csv": "0.5", "csv-fr": "0,5"}.get(format, 0.5)
    assert found[0]["contact_rate"] == expected


def test_no_colours_when_piped(loaded: Path) -> None:
    command = [sys.executable, "-m", "cadran", "kpi", "contact_rate", "--by", "campaign"]
    piped = subprocess.run(
        command, capture_output=True, cwd=loaded, env={**os.environ, "TERM": "xterm-256color"}, check=True
    )
    assert b"\x1b" not in piped.stdout
    assert b"66,7" in piped.stdout


def test_the_catalogue_lists_every_kpi_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    for language in ("fr", "en"):
        text = output(capsys, "catalogue", "--lang", language)
        assert [id for id in KPIS if id not in text] == []
    described = json.loads(output(capsys, "catalogue", "contact_rate", "--format", "json"))
    assert described["id"] == "contact_rate"
    assert described["formula"]["fr"]


def test_a_kpi_that_is_a_table_is_shown_as_its_table(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Three refusals: the price twice, no need once."""
    rows = ["attempt_id,campaign_id,started_at,outcome,reason"]
    rows += [f"R{n},C1,2026-09-22T08:00:00Z,refused,{reason}" for n, reason in enumerate(["price", "no_need", "price"])]
    (place / "calls.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert run(["import", "calls.csv"]) == 0
    answer = figures(capsys, "refusal_reasons")
    assert answer["by"] == ["reason"]
    shares = {row["key"]["reason"]: row["values"]["refusal_reasons"] for row in answer["rows"]}
    assert shares["price"]["value"] == shares["price"]["cumulated"] == pytest.approx(2 / 3)
    assert (shares["no_need"]["value"], shares["no_need"]["cumulated"]) == (pytest.approx(1 / 3), 1)
    shown = output(capsys, "kpi", "refusal_reasons", "--lang", "en")
    assert "Cumulated" in shown
    assert shown.index("66.7%") < shown.index("33.3%"), "the most frequent reason comes first"
    assert figures(capsys, "refusal_reasons", "--by", "campaign,reason")["by"] == ["campaign", "reason"]


@pytest.mark.usefixtures("english")
def test_a_table_is_not_asked_for_as_one_figure(loaded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for asked, told in (
        (["refusal_reasons", "calls"], "is a table. Ask it by itself, or with --by reason."),
        (["refusal_reasons", "--by", "campaign"], "or with --by campaign,reason."),
    ):
        assert run(["kpi", *asked]) == 2
        assert told in " ".join(capsys.readouterr().err.split())


def test_check_counts_what_is_not_mapped(loaded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(output(capsys, "check", "--format", "json"))
    assert found["unmapped"] == [{"disposition": "ZZ", "attempts": 1}]


def test_undo_and_the_ledger(loaded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output(capsys, "undo", "1")
    ledger = json.loads(output(capsys, "imports", "--format", "json"))
    assert ledger[0]["undone_at"] is not None
    assert figures(capsys, "calls")["total"]["calls"]["value"] in (None, 0)


@pytest.mark.usefixtures("english")
def test_times_without_a_zone_are_those_of_the_zone_named(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "calls.csv").write_text("attempt_id,started_at,outcome\nA,2026-09-22 10:00,sale\n", encoding="utf-8")
    output(capsys, "import", "calls.csv", "--zone", "Indian/Reunion")
    found = json.loads(output(capsys, "rows", "calls", "--format", "json"))
    assert found[0]["started_at"] == "2026-09-22T06:00:00Z"
    assert run(["import", "calls.csv", "--zone", "Mars"]) == 1
    assert '"Mars" is not a time zone' in capsys.readouterr().err


def test_reasons_are_listed_in_the_order_in_which_their_shares_add_up(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Three refusals: price 2, no need 1; an off-target lead is no refusal and adds nothing."""
    rows = ["attempt_id,lead_id,started_at,outcome,reason"]
    told = [("refused", "price"), ("refused", "no_need"), ("refused", "price"), ("off_target", "delay")]
    rows += [f"A{n},L{n},2026-09-21T08:0{n}:00Z,{outcome},{reason}" for n, (outcome, reason) in enumerate(told)]
    (place / "calls.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    output(capsys, "import", "calls.csv")
    lines = output(capsys, "kpi", "refusal_reasons", "--lang", "en").splitlines()
    shares = [line.split("%")[:2] for line in lines if "%" in line]
    assert [share[0].split()[-1] + " " + share[1].split()[-1] for share in shares[:-1]] == [
        "66.7 66.7", "33.3 100.0",
    ]  # fmt: skip


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("command", "channel"),
    [
        (("kpi", "calls", "--where", "campaign=C2,c1"), "out"), (("kpi", "calls", "--where", "campaign=c1", "--format", "csv"), "err"),
        (("rows", "calls", "--where", "campaign=c1"), "err"), (("view", "refusals", "--where", "campaign=c1"), "out"),
        (("view", "refusals", "--where", "campaign=c1", "--format", "csv"), "err"),
    ],
)  # fmt: skip
def test_a_filter_on_a_member_that_does_not_occur_says_so(
    loaded: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...], channel: str
) -> None:
    assert run(list(command)) == 0
    said = getattr(capsys.readouterr(), channel)
    assert 'There is nothing of campaign "c1" here. Did you mean "C1"? campaign has: C1, C2.' in " ".join(said.split())
    assert '"C2" here' not in said


@pytest.mark.usefixtures("english")
def test_filters_on_members_that_occur_say_nothing(loaded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """C2 does; nobody calls on a Sunday, which is a day all the same; no call has a team, and none is named."""
    for where in ("campaign=C2", "weekday=7", "campaign="):
        assert "There is nothing" not in output(capsys, "kpi", "calls", "--where", where)
    found = json.loads(output(capsys, "kpi", "calls", "--where", "team=Red", "--format", "json"))
    assert [note["en"] for note in found["notes"] if note["code"] == "unknown_member"] == [
        'There is nothing of team "Red" here: nothing is loaded that has one.'
    ]
