"""`--help` in both languages: every command, option and word of click itself."""

from __future__ import annotations

import inspect

import click
import pytest

from cadran.cli.help import AS_IS
from cadran.cli.main import COMMANDS, cli, run
from cadran.messages import translated

ROOT = click.Context(cli, info_name="cadran")
CALLS = [(), *((name,) for name in COMMANDS)]


def shown(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, language: str, *call: str) -> str:
    monkeypatch.setenv("CADRAN_LANG", language)
    capsys.readouterr()
    assert run([*call, "--help"]) == 0
    return capsys.readouterr().out


def declared(*call: str) -> list[str]:
    """What a command says of itself in English, unwrapped: its paragraphs, examples aside, and its options."""
    command = cli.get_command(ROOT, call[0]) if call else cli
    assert command is not None
    assert command.help
    here = click.Context(command, info_name=command.name, parent=ROOT)
    records = [param.get_help_record(here) for param in command.get_params(here)]
    paragraphs = [one for one in inspect.cleandoc(command.help).split("\n\n") if not one.startswith("\\b")]
    listed = [] if call else [text for _, _, text in COMMANDS.values()]
    found = [
        " ".join(one.split()) for one in (*paragraphs, *(one[1].partition("  [")[0] for one in records if one), *listed)
    ]
    return [text for text in found if text]


@pytest.mark.parametrize("call", CALLS)
def test_every_command_explains_itself_in_english(
    call: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = shown(capsys, monkeypatch, "en", *call)
    assert text.startswith(" ".join(("Usage: cadran", *call)))
    assert "\nOptions:\n" in text
    unwrapped = " ".join(text.split())
    assert [one for one in declared(*call) if one not in unwrapped and len(one) < 45] == []
    assert AS_IS not in text
    assert "\\b" not in text


@pytest.mark.parametrize("call", CALLS)
def test_every_command_explains_itself_in_french(
    call: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = shown(capsys, monkeypatch, "fr", *call)
    assert text.startswith(" ".join(("Usage\u00a0: cadran", *call)))
    assert "\nOptions\u00a0:\n" in text
    untold = [one for one in declared(*call) if translated(one, "fr") == one]
    assert untold == []
    unwrapped = " ".join(text.replace("\u00a0", " ").split())
    assert [one for one in declared(*call) if one in unwrapped] == []
    assert "[default" not in text
    assert not {"FILE", "DAY", "NAME", "DIM", "VALUE"} & set(text.replace("[", " ").replace("=", " ").split())


def test_the_language_asked_for_in_the_call_comes_before_that_of_the_environment(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Usage: cadran check" in shown(capsys, monkeypatch, "fr", "check", "--lang", "en")


def test_examples_keep_a_line_each(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [line.strip() for line in shown(capsys, monkeypatch, "fr").splitlines()]
    assert "cadran kpi contact_rate --by campaign    un chiffre" in lines
