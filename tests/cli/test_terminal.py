"""A terminal shows what names hold and obeys nothing of it: escapes, directions, marks of styles."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from rich.segment import Segment
from rich.text import Text

import cadran
from cadran.cli.lines import Harmless
from cadran.cli.main import run
from cadran.cli.progress import watched
from tests.conftest import table

NAMES = (
    "\x1b]0;title\x07\x1b[31mred",
    "\x1b[2J",
    "a\x9bb\x00"[:3],
    "\u202egpj.exe",
    "[bold red]m[/]",
    "[/]",
    ":smile:",
    "\\[x]",
)
COMMANDS = ("kpi calls --by campaign", "kpi calls --by campaign --explain --where campaign=\x1b[2J", "rows calls", "view list-wear", "check", "imports", "trail",
            "kpi \x1b[31mcalls", "import \x1b[31mno.csv", "undo \x1b[31m1", "view funnel --where campaign=\x1b[2J", "\x1b[31mkpi")  # fmt: skip


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("centre") / "centre.duckdb"
    with cadran.open(path) as store:
        store.load("campaigns", table([{"campaign_id": name, "name": name} for name in NAMES]))
        store.load("lists", table([{"list_id": name, "name": name} for name in NAMES]))
        store.load("attempts", table([{"attempt_id": str(place), "lead_id": name, "campaign_id": name, "list_id": name, "disposition": name,
                                       "started_at": "2026-09-01T10:00:00Z"} for place, name in enumerate(NAMES)]))  # fmt: skip
    return path


def obeyed(text: str) -> set[str]:
    """The characters of a text that a terminal obeys."""
    return {letter for letter in text if (not letter.isprintable() and letter.isascii() and letter not in "\n\t") or letter in "\x9b\u202e"}  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_passes_an_escape_on(command: str, centre: Path, capfd: Any) -> None:
    run([*command.split(" "), "--store", str(centre), "--lang", "en"])
    said = capfd.readouterr()
    assert said.out + said.err
    assert obeyed(said.out + said.err) == set()


def test_names_that_look_like_styles_are_shown_as_they_are(centre: Path, capfd: Any) -> None:
    assert run(["kpi", "calls", "--by", "campaign", "--store", str(centre), "--lang", "en"]) == 0
    said = capfd.readouterr().out
    assert [name for name in ("[bold red]m[/]", "[/]", ":smile:", "\\[x]", "\ufffd[2J") if name not in said] == []


def test_a_console_keeps_its_own_colours() -> None:
    sink = io.StringIO()
    Harmless(file=sink, force_terminal=True, color_system="standard").print(Text("a\x1b[2J", "bold"))
    assert sink.getvalue() == "\x1b[1ma\ufffd[2J\x1b[0m\n"
    assert list(Harmless().render(Segment.line().text)) != []


def test_a_bar_shows_a_file_by_its_name(centre: Path, monkeypatch: pytest.MonkeyPatch, capfd: Any) -> None:
    """Under the bar of a long load too."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    with cadran.open(centre) as store, watched(store) as told:
        for name in NAMES:
            told(f"{name} → attempts")
