"""The public contract, held by files: what scripts, spreadsheets and other programs read must not move.

`given/` is a centre of 5 leads, 4 calls and a sale (two further rows are refused); `promised/` is what it answers. Every
value there was worked by hand from the drawing below; a new key may be added beside them, none may change or leave.

    attempt  lead  campaign  started (Paris)  outcome     talk      leads of campaign A: L1 L2
    1        L1    A         1 Sept. 09:00    sale         100                       B: L3 L4 L5
    2        L2    A         1 Sept. 10:00    no_answer      –      order of L1 on 1 Sept.: 120 €
    3        L2    A         2 Sept. 10:00    refused       40
    4        L3    B         2 Sept. 11:00    no_answer      –
    5        L4    B         2 Sept. 12:00    "chaise"              refused: no such outcome

Bounds are Wilson's at 95 %: 1 of 2 → 9.45–90.55 %; 1 of 1 → from 20.65 %; 0 of 1 → to 79.35 %; 2 of 4 → 15.00–85.00 %;
2 of 3 → 20.77–93.85 %. Orders are known of 1 September alone: what 2 September sold is not zero but not loaded.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from cadran.cli.main import run
from cadran.model import TABLES
from cadran.server.owner import Owner
from cadran.web import executor
from tests.web.conftest import As, django_ready, people, rolled_back

__all__ = ["django_ready", "people", "rolled_back"]

HERE = Path(__file__).parent
ASKED = ("calls", "answer_rate", "contactability_rate", "revenue")
AS_OF = "2026-09-30T00:00:00Z"
EXIT_CODES = [
    (("kpi", "calls"), 0),
    (("kpi", "calls", "--from", "2026-09-01", "--to", "2026-09-02"), 0),
    (("undo", "99"), 2),
    (("import", "absent.csv"), 1),
    (("kpi", "callls"), 2),
    (("kpi", "calls", "--grain", "fortnight"), 2),
    (("kpi", "leads", "--by", "agent"), 2),
]


@pytest.fixture
def centre(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A folder whose store holds what is given; its import has rejects."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CADRAN_LANG", "en")
    monkeypatch.delenv("CADRAN_STORE", raising=False)
    files = [str(HERE / "given" / f"{name}.csv") for name in ("leads", "attempts", "orders")]
    assert run(["import", *files]) == 3
    capsys.readouterr()
    return tmp_path


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(list(arguments)) == 0
    return capsys.readouterr().out


def promised(name: str) -> str:
    return (HERE / "promised" / name).read_text(encoding="utf-8")


def held(found: Any, kept: Any, at: str = "") -> list[str]:
    """Where what is promised is not what was found, as paths; further keys of an object are no break."""
    if isinstance(kept, Mapping):
        missing = [f"{at}.{key} is gone" for key in kept if key not in found]
        return missing + [line for key in kept if key in found for line in held(found[key], kept[key], f"{at}.{key}")]
    if isinstance(kept, list):
        if len(found) != len(kept):
            return [f"{at} has {len(found)} entries for {len(kept)}"]
        return [line for place, one in enumerate(kept) for line in held(found[place], one, f"{at}[{place}]")]
    same = found == pytest.approx(kept, abs=5e-5) if isinstance(kept, float) else found == kept
    return [] if same and isinstance(found, bool) == isinstance(kept, bool) else [f"{at} is {found!r}, not {kept!r}"]


def test_the_json_of_figures(centre: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("kpi", *ASKED, "--by", "campaign", "--grain", "day", "--as-of", AS_OF, "--format", "json")
    assert held(json.loads(answer(capsys, *asked)), json.loads(promised("kpi.json"))) == []


def test_the_api_says_the_same(centre: Path, people: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    import cadran  # noqa: PLC0415

    with cadran.open(str(centre / "cadran.duckdb")) as store:
        executor.use(Owner(store))
        try:
            query = f"ids={','.join(ASKED)}&by=campaign&grain=day&as_of={AS_OF}"
            found = As(people["manager"]).get(f"/api/v1/kpis?{query}")
        finally:
            executor.forget()
    assert held(json.loads(found.content), json.loads(promised("kpi.json"))) == []


def test_the_json_of_a_comparison(centre: Path, capsys: pytest.CaptureFixture[str]) -> None:
    period = ("--from", "2026-09-02", "--to", "2026-09-03", "--as-of", AS_OF)
    found = answer(capsys, "kpi", "calls", "answer_rate", *period, "--compare", "previous", "--format", "json")
    assert held(json.loads(found), json.loads(promised("compared.json"))) == []


@pytest.mark.parametrize(("name", "asked"), [
    ("kpi.csv", ("kpi", "calls", "contactability_rate", "--by", "campaign")),
    ("rows.csv", ("rows", "answer_rate")),
    ("rejects.csv", ("rejects",)),
])  # fmt: skip
def test_files(centre: Path, capsys: pytest.CaptureFixture[str], name: str, asked: tuple[str, ...]) -> None:
    found = list(csv.DictReader(io.StringIO(answer(capsys, *asked, "--format", "csv"))))
    kept = list(csv.DictReader(io.StringIO(promised(name))))
    assert held([_numbers(row) for row in found], [_numbers(row) for row in kept]) == []


def _numbers(row: Mapping[str, str]) -> dict[str, Any]:
    """Values that are numbers with a decimal point, as numbers: the last digits of a bound are the machine's."""
    return {name: float(value) if value.replace(".", "", 1).isdigit() and "." in value else value
            for name, value in row.items()}  # fmt: skip


def test_the_ledger(centre: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(answer(capsys, "imports", "--format", "json"))
    assert held(found, json.loads(promised("imports.json"))) == []


def test_headers_are_the_columns_of_the_model(centre: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file with these headers imports with no mapping: what `rows` writes comes back as it was."""
    rows = answer(capsys, "rows", "calls", "--format", "csv")
    head = rows.splitlines()[0].split(",")
    assert set(head) <= {column.name for column in TABLES["attempts"].columns}
    (centre / "again.csv").write_text(rows, encoding="utf-8")
    assert run(["import", "again.csv", "--store", "second.duckdb"]) == 0
    capsys.readouterr()
    assert (
        json.loads(answer(capsys, "kpi", "calls", "--store", "second.duckdb", "--format", "json"))["total"]["calls"][
            "value"
        ]
        == 4
    )


@pytest.mark.parametrize(("arguments", "code"), EXIT_CODES)
def test_exit_codes(centre: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: int) -> None:
    assert run(list(arguments)) == code


def test_the_python_of_the_contract(centre: Path) -> None:
    import cadran  # noqa: PLC0415

    with cadran.open(str(centre / "cadran.duckdb")) as store:
        found = store.kpis(["calls", "answer_rate"], by=["campaign"], period=("2026-09-01", "2026-09-03"))
    expected = [("A", 3, 2 / 3), ("B", 1, 0.0)]
    assert [(row["campaign"], row["calls"], row["answer_rate"]) for row in found.to_arrow().to_pylist()] == expected
    assert found.to_pandas()["calls"].tolist() == [3, 1]
    assert found.to_polars()["campaign"].to_list() == ["A", "B"]
