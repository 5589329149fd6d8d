"""What people read: rows set aside, the page before an import, wrong calls, problem documents, in both languages."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cadran
from cadran.cli.main import run
from cadran.errors import UsageError
from cadran.ingest.formats import FORMATS, Format
from cadran.ingest.mapping import Rule
from cadran.ingest.plan import ColumnPlan
from cadran.ingest.reasons import reason_of, values_json
from cadran.ingest.recognise import presets
from cadran.messages import Message, lines, quoted, translated
from cadran.messages.message import from_json, to_json
from cadran.model import TABLES, Column, Type
from cadran.server import wire

NB, NN = "\u00a0", "\u202f"
ENGLISH = re.compile(r"\b(the|of|and|with|from|fits|such|values|is|are|has|read|taken|rows|line|which|needs)\b")


@pytest.mark.parametrize(
    ("message", "english", "french"),
    [
        (Message("{count:,} {count|row has|rows have} a phone that is no number: kept as it is written, with phone_type invalid", count=12345),
         "12,345 rows have a phone that is no number: kept as it is written, with phone_type invalid",
         f"12{NN}345 lignes ont un téléphone qui n’est pas un numéro{NB}: il est gardé tel quel, avec phone_type invalid"),
        (Message("Import {id} ({file}) had found {rows:,} {rows|row|rows} unchanged; if some of them came with what was undone, import "
                 "that file again.", id=7, file='a: "b".csv', rows=1),
         'Import 7 (a: "b".csv) had found 1 row unchanged; if some of them came with what was undone, import that file again.',
         f'Le chargement 7 (a: "b".csv) avait trouvé 1 ligne inchangée{NB}; si certaines venaient de ce qui est annulé, '
         "réimportez ce fichier."),
        (Message("Import {id} was already undone on {day} UTC.", id=3, day=datetime(2026, 9, 22, 10, 5)),
         "Import 3 was already undone on 2026-09-22 10:05 UTC.",
         "Le chargement 3 a déjà été annulé le 22/09/2026 10:05 UTC."),
        (Message('Unknown KPI "{name}".{near}', name="contct_rate",
                 near=Message(" Did you mean {names:or}?", names=[quoted("contact_rate"), quoted("contacts")])),
         'Unknown KPI "contct_rate". Did you mean "contact_rate" or "contacts"?',
         f"Indicateur «{NB}contct_rate{NB}» inconnu. Vouliez-vous dire «{NB}contact_rate{NB}» ou «{NB}contacts{NB}»{NB}?"),
        (lines([Message("{file} is empty (0 bytes). Export it again.", file="a.csv"), Message("{file} holds no file.", file="b.csv")]),
         "a.csv is empty (0 bytes). Export it again.\nb.csv holds no file.",
         "a.csv est vide (0 octet). Refaites l’export.\nb.csv ne contient aucun fichier. Refaites l’archive."),
        (Message('"{value}" is negative', value="two\nlines"), '"two\nlines" is negative', f"«{NB}two\nlines{NB}» est négatif"),
        (Message("Nobody wrote this, nor is it known."), "Nobody wrote this, nor is it known.", "Nobody wrote this, nor is it known."),
        (Message(), "", ""),
    ],
)  # fmt: skip
def test_a_message_is_said_in_both_languages(message: Message, english: str, french: str) -> None:
    assert message.text("fr") == french
    assert message.text("en") == message == english


def _plans() -> Iterator[tuple[ColumnPlan, Format]]:
    """Every column with every format it may be in, and the rules that add a reason of their own."""
    for one in TABLES.values():
        for column in one.columns:
            for form in FORMATS[column.type]:
                yield _plan(column, Rule(column.name, ("h",))), form
    number = Column("n", Type.NUMBER, "")
    yield _plan(number, Rule("n", ("h",), below=65000)), FORMATS[Type.NUMBER][0]
    yield _plan(number, Rule("n", ("h",), other="reject", values={"a": "b"})), FORMATS[Type.NUMBER][0]


def _plan(column: Column, rule: Rule) -> ColumnPlan:
    return ColumnPlan(column, quoted("h"), "h", ("h",), rule, "Europe/Paris")


def test_every_reason_of_a_reject_is_french() -> None:
    reasons = set()
    for plan, form in _plans():
        plan.format = form
        for fault in plan.faults():
            reasons.add(reason_of(fault.reason, values_json(fault.values), "zzz"))
    assert len(reasons) > 40
    for reason in reasons:
        said = reason.text("fr")
        assert "zzz" in said or "zzz" not in reason
        assert not ENGLISH.findall(said.replace("is_", "")), said


def test_notes_of_presets_are_french() -> None:
    notes = [note for one in presets().values() for note in one.notes]
    notes += [rule.because for one in presets().values() for part in one.tables for rule in part.rules if rule.because]
    assert len(notes) > 3
    for note in notes:
        assert not ENGLISH.findall(translated(note, "fr")), note


BAD = """attempt_id;started_at;agent_id;campaign_id;disposition;talk_s;direction
1;22/09/2026 14:05;A1;C1;ARG;1:2x;outbound
2;32/09/2026 14:05;A1;C1;ARG;12;outbond
3;22/09/2026 15:05;A1;C1;ARG;12
4;22/09/2026 15:05;A1;C1;ZZ;-5;outbound
"""


def _without_data(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if not line.startswith("    | "))


@pytest.fixture
def bad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("CADRAN_LANG", "CADRAN_STORE", "CADRAN_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "appels.csv").write_text(BAD, encoding="utf-8")
    return tmp_path


def test_the_page_before_an_import(bad: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", "appels.csv", "--dry-run"]) == 3
    french = _without_data(capsys.readouterr().out)
    assert not ENGLISH.findall(french)
    assert f"séparateur{NB}: «{NB};{NB}» (point-virgule), donne 7 colonnes sur la plupart des lignes" in french
    assert f"ligne 4{NB}: a 6 colonnes là où l’en-tête en a 7{NB}; ajoutez ce qui manque" in french
    assert run(["import", "appels.csv", "--dry-run", "--lang", "en"]) == 3
    assert 'separator: ";" (semicolon), gives 7 columns on most lines' in capsys.readouterr().out


def test_a_mapping_to_edit_says_the_same_in_both_languages(bad: Path) -> None:
    for language in ("fr", "en"):
        call = ["import", "appels.csv", "--as", "attempts", "--write-mapping", f"{language}.toml", "--lang", language]
        assert run(call) == 0
    french, english = ((bad / f"{language}.toml").read_text(encoding="utf-8") for language in ("fr", "en"))
    assert tomllib.loads(french) == tomllib.loads(english)
    comments = [line.partition("# ")[2] for line in french.splitlines() if "# " in line]
    assert len(comments) > 5
    assert not ENGLISH.findall("\n".join(comments).replace("# cadran", ""))


def test_what_was_set_aside(bad: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", "appels.csv"]) == 3
    said = capsys.readouterr()
    assert not ENGLISH.findall(said.out)
    assert f"talk_s{NB}: «{NB}-5{NB}» est négatif" in said.err
    for language, words in (("fr", f"«{NB}-5{NB}» est négatif"), ("en", '""-5"" is negative')):
        assert run(["rejects", "--format", "csv", "--lang", language]) == 0
        assert words in capsys.readouterr().out
    assert run(["undo", "1"]) == 0
    assert "Chargement 1 annulé" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("call", "french", "english"),
    [
        ("kpo", "La commande «~kpo~» n’existe pas. Vouliez-vous dire «~kpi~»~?", 'There is no command "kpo".'),
        ("kpi --foo", "L’option --foo n’existe pas.", "No such option '--foo'"),
        ("kpi --grain", "L’option --grain demande une valeur.", "Option '--grain' requires an argument."),
        ("kpi --format pdf", "--format~: «~pdf~» n’est pas admis. Attendu, au choix~:", "'pdf' is not one of"),
        ("kpi --from 2026-13-01", "--from~: «~2026-13-01~» n’est pas une date.", '"2026-13-01" is not a day.'),
        ("undo trois", "IMPORT~: «~trois~» n’est pas un nombre entier.", "'trois' is not a valid int"),
        ("retention --months 0", "--months~: 0 n’est pas dans les limites", "0 is not in the range"),
        ("import", "Il manque un argument~: FILE...", "Missing argument 'FILE...'"),
        ("undo 1 2", "Argument en trop~: 2", "Got unexpected extra argument (2)"),
        ("backup .", "«~.~» est un dossier. Nommez un fichier.", "is a directory"),
        ("import nope.csv", "cadran~: «~nope.csv~» n’existe pas.", 'cadran: "nope.csv" does not exist.'),
    ],
)
def test_wrong_calls(
    bad: Path, call: str, french: str, english: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(call.split()) in (1, 2)
    assert french.replace("~", NB) in capsys.readouterr().err
    monkeypatch.setenv("CADRAN_LANG", "en")
    run(call.split())
    said = capsys.readouterr().err
    assert english in said
    assert "Erreur" not in said


def test_a_figure_does_not_wait_for_french_messages() -> None:
    code = (
        "import cadran.cli.main, cadran.cli.figures; from cadran.messages.translations import catalogue; "
        "print(catalogue.cache_info().currsize)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "0\n"


HARD = st.sampled_from(
    ["12", "attempts", "{id}", "{", "}", "{0}", '"', "« »", "\n", "%(x)s", "", " ", "fiches", "|", "{x|a|b}"]
)


@given(HARD, HARD, st.integers(0, 10**9), st.sampled_from(["fr", "en"]))
def test_no_value_changes_another_part_of_the_sentence(one: str, other: str, count: int, language: str) -> None:
    """Whatever a value holds, the sentence is that of harmless values with it in their place, and reads back as data."""
    template = "Import {id} ({file}) had found {rows:,} {rows|row|rows} unchanged; if some of them came with what was undone, import that file again."
    harmless = Message(template, id="ONE", file="OTHER", rows=count).text(language)
    hard = Message(template, id=one, file=other, rows=count)
    before, _, rest = harmless.partition("ONE")
    middle, _, after = rest.partition("OTHER")
    assert hard.text(language) == before + one + middle + other + after
    again = from_json(to_json(hard))
    assert again == hard and again.text(language) == hard.text(language) and again.values == hard.values


def test_an_error_crosses_to_the_caller_as_data() -> None:
    made = wire.raised(
        wire.fault(UsageError("Import {id} was already undone on {day} UTC.", id=3, day=datetime(2026, 9, 22, 10, 5)))
    )
    assert type(made) is UsageError
    assert made.message.text("fr") == "Le chargement 3 a déjà été annulé le 22/09/2026 10:05 UTC."
    assert str(made) == "Import 3 was already undone on 2026-09-22 10:05 UTC."


def test_notes_and_reasons_of_a_store_are_said_in_either_language(bad: Path) -> None:
    assert run(["import", "appels.csv"]) == 3
    with cadran.open("cadran.duckdb") as store:
        notes = store.imports()[0].notes or ""
        assert "times that carry no zone are read as local times of Europe/Paris" in notes
        assert "les heures sans fuseau sont lues comme heures locales de Europe/Paris" in translated(notes, "fr")
        reasons = {fault.column: fault.reason for fault in store.rejects()}
        assert reasons["talk_s"] == '"-5" is negative'
        assert translated(reasons["talk_s"], "fr") == f"«{NB}-5{NB}» est négatif"
        templates = {reason for (reason,) in store.engine.rows("SELECT DISTINCT reason FROM rejects")}
        assert '"{value}" is negative' in templates, "one text for all rows of a kind"
