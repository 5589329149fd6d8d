"""Every message of the package has its French, made of the same values; the one .po holds nothing else."""

from __future__ import annotations

import ast
import errno
import io
import os
import re
from collections.abc import Iterator
from gettext import GNUTranslations
from inspect import cleandoc
from pathlib import Path

import pytest

import cadran.web
from cadran.catalogue.facts import FACTS
from cadran.cli.main import COMMANDS, cli
from cadran.ingest.formats import FORMATS
from cadran.ingest.recognise import presets
from cadran.messages.compiled import SOURCE, compile_po
from cadran.messages.message import parsed
from cadran.messages.po import entries
from cadran.query.periods import GRAINS
from tests.messages.collect import Template, templates

TEMPLATES = templates()
WRITTEN = sorted({one.text for one in TEMPLATES if one.text})
PO = SOURCE.read_text(encoding="utf-8")
KEYS = entries(PO)
FRENCH = {english: french for english, (french, *_) in KEYS.items()}
WEB = Path(cadran.web.__file__).parent


def test_the_source_is_read() -> None:
    """As many templates as the package has at least: an empty collection would prove nothing."""
    assert len(WRITTEN) > 300
    assert {one.where.split(":")[0] for one in TEMPLATES} >= {
        "ingest/mapping.py", "config/reading.py", "sources/text.py", "query/request.py", "cli/main.py",
        "web/api/tokens.py", "engines/duckdb/connection.py", "ingest/reasons.py",
    }  # fmt: skip


def test_every_template_is_a_literal() -> None:
    assert [one.where for one in TEMPLATES if one.text is None] == []


def literals(template: str) -> str:
    return "".join(text for text, _, _ in parsed(template))


def names(template: str) -> set[str]:
    return {name.split("|")[0] for _, name, _ in parsed(template) if name}


@pytest.mark.parametrize("template", WRITTEN)
def test_every_template_is_in_french(template: str) -> None:
    if re.search(r"[A-Za-z:;?!\"“”]", literals(template)):
        assert template in FRENCH, "give it an entry in cadran/messages/fr.po"
        assert names(FRENCH[template]) <= names(template)


@pytest.mark.parametrize("one", TEMPLATES, ids=lambda one: f"{one.where} {one.text}"[:90])
def test_every_hole_has_its_value(one: Template) -> None:
    if one.names is not None and one.text:
        assert names(one.text) <= set(one.names)


HELD = re.compile(r"\{(\w+)(\|[^|}]*\|[^|}]*)?\}")


@pytest.mark.parametrize("template", sorted(set(WRITTEN) & set(FRENCH)))
def test_the_french_holds_names_and_what_agrees_with_them(template: str) -> None:
    for _, name, spec in parsed(FRENCH[template]):
        assert not spec, "how a value is written is said once, in English"
        assert not name or HELD.fullmatch(f"{{{name}}}")


def said_by_code() -> Iterator[str]:
    """Every literal that a module of the web hands to gettext."""
    takers = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext", "pgettext_lazy"}
    for module in WEB.glob("**/*.py"):
        for call in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in takers:
                texts = [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
                yield from texts[1:] if call.func.id.startswith("pgettext") else texts


def said_by_templates() -> Iterator[str]:
    for page in WEB.glob("templates/**/*.html"):
        text = page.read_text("utf-8")
        yield from re.findall(r'{% translate "([^"]+)"', text)
        for found in re.findall(r"{% blocktranslate[^%]*%}(.*?){% endblocktranslate %}", text, re.S):
            yield re.sub(r"{{ (\w+) }}", r"%(\1)s", found)


def said_by_the_command_line() -> Iterator[str]:
    """What its declarations say, and its own library: click's words are those of gettext in its source."""
    import click  # noqa: PLC0415

    for module in Path(click.__file__).parent.glob("*.py"):
        for call in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("_", "ngettext"):
                yield from (one.value for one in call.args if isinstance(one, ast.Constant))
    context = click.Context(cli)
    for help in (cli.help, *(command.help for name in COMMANDS if (command := cli.get_command(context, name)))):
        for paragraph in cleandoc(help or "").replace("\\b\n", "\b\n").split("\n\n"):
            yield " ".join(paragraph.split("\n"))
            yield from re.findall(r"\S\s{2,}(\S.*)", paragraph)
    for name, (_, _, short) in COMMANDS.items():
        yield short
        command = cli.get_command(context, name)
        for param in [*command.params, command.get_help_option(context)] if command else []:
            record = param.get_help_record(context) if param else None
            yield getattr(param, "help", None) or ""
            yield from re.findall(r"\b[A-Z]{2,}\b", record[0] if record else "")
            yield from re.findall(r"\b[A-Z]{2,}\b", param.make_metavar(context) if param else "")
    yield from ("COMMAND", "ARGS", "Show the version and exit.", "Show this message and exit.")


def said_by_declarations() -> Iterator[str]:
    """Words of the model, and texts that others write: `cadran.messages.terms`."""
    yield from (str(one.words) for forms in FORMATS.values() for one in forms)
    yield from FACTS
    yield from GRAINS
    for preset in presets().values():
        yield from preset.notes
        yield from (rule.because for part in preset.tables for rule in part.rules)
    yield from ("encoding", "line ends", "separator", "header", "kind", "sheet", "columns")
    yield from ("milliseconds", "minutes", "hours", "compact", "epoch", "epoch-ms", "condition", "column", "formula")
    yield from (os.strerror(code) for code in errno.errorcode)
    yield from ("Name or service not known", "canonical column names", "a proposal from headers and values")
    yield from TOML


TOML = (
    "Invalid statement", "Expected newline or end of document after a statement", "Cannot overwrite a value",
    "Expected '=' after a key in a key/value pair", "Invalid initial character for a key part", "Unclosed array",
    "Unclosed inline table", "Invalid hex value", "Escaped character is not a Unicode scalar value",
    "Unterminated string", "Invalid date or datetime", "Invalid value",
)  # fmt: skip
"""What tomllib says without naming anything of the text."""


def test_the_po_holds_what_is_said_and_nothing_else() -> None:
    pages = {words.replace("%%", "%") for words in (*said_by_code(), *said_by_templates())}
    assert len(pages) > 250
    said = {*WRITTEN, *said_by_the_command_line(), *said_by_declarations()}
    known = {one for key in KEYS for one in (key.partition("\x04")[2] or key).split("\x00")} - {""}
    assert {words for words in pages if words not in {one.replace("%%", "%") for one in known}} == set()
    assert sorted(one for one in known if one not in said and one.replace("%%", "%") not in pages) == []


def test_every_entry_is_there_once_and_translated() -> None:
    assert PO.count('\nmsgid "') == len(KEYS)
    assert "fuzzy" not in PO


def test_words_compiled_here_are_read_by_gettext() -> None:
    made = compile_po(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgctxt "x"\nmsgid "A"\nmsgstr "é"\n'
    )
    assert GNUTranslations(io.BytesIO(made)).pgettext("x", "A") == "é"


CODE = re.compile(
    r"\{\{.*?\}\}|[\w}]+ = (\"[^\"]*\"|\[[^\]]*\])|\[\"déjeuner\"\]|--store \"[^\"]*\"|\w+=\"[^\"]*\"|https?:\S+|\{[^}]*\}:\{[^}]*\}"
    r"|[DÉBUT]+:FIN|\w*:?//\S*|Authorization:|\d+:\d+|h?:?m+:s+|heures:minutes|%\(\w+\)s"
)


@pytest.mark.parametrize("template", sorted(set(WRITTEN) & set(FRENCH)))
def test_is_good_typography(template: str) -> None:
    """Quotation marks of French, a curly apostrophe, a space before what takes one: code and options aside."""
    text = CODE.sub("", FRENCH[template]).replace("\u00a0", " ")
    assert "'" not in text
    assert '"' not in text
    assert not re.search(r"\w[:;?!»](\s|$)", text), "a space goes before : ; ? ! »"
    assert not re.search(r"«\S", text)
    assert text.count("«") == text.count("»")


def test_the_po_is_typed_with_plain_spaces() -> None:
    assert "\u00a0" not in PO


_COUNTED = re.compile(r"(?:\{(\w+)(?:[:!][^}|]*)?\}|%\((\w+)\)s) (?:(?:[a-z]+ed|empty|more|other) )?([a-z]+s)\b")
"""A number's hole and the plural behind it, which "1 rows" would be wrong of."""
NO_NOUNS = {"is", "was", "has", "does", "as", "its", "this", "holds", "takes", "gives", "fills", "moves", "goes", "needs", "carries",
            "looks", "unpacks", "says", "varies", "stays", "makes"}  # fmt: skip
"""What follows the name of something: verbs and small words, which do not count it."""
NEVER_ONE = {
    "count colleagues": "five at least are put together", "at_most faults": "a page's constant", "most periods": "a limit",
    "most rows": "a limit", "most characters": "a limit", "count files": "more than a limit", "count tokens": "a limit", "minutes minutes": "a limit",
    "columns columns": "more than fit a sheet", "nargs values": "click's own: more than one", "nargs arguments": "click's own: more than one",
    "width columns": "what most lines have: two at least", "files files": "the demonstration's", "before records": "more than come of it", "times times": "said from two on", "days days": "more than a limit",
    "more refusals": "more or fewer", "power chances": "a constant", "needed observations": "hundreds", "left days": "see action",
    "cells cells": "more than a limit", "cells figures": "more than a limit", "memory GB": "a unit",
}  # fmt: skip
"""Numbers that cannot be one, and why."""
MANY = {
    "{rows} rows do not fit a worksheet ({most} at most). Use csv or parquet, or --limit.",
    "{rows:,} rows loaded into {store} in {seconds:.0f} s",
    "{file}: a sheet spreads over {rows:,} rows × {columns:,} columns, more than {cells:,} cells. Delete what stands far from the data, or save "
    "the sheet as CSV and import that.",
}
"""Of a million rows, or of a demonstration."""


def uncounted(text: str) -> list[str]:
    """The nouns of an English text that stay plural where their number is one."""
    found = [(f"{one or other} {noun}", noun) for one, other, noun in _COUNTED.findall(text)]
    return [said for said, noun in found if noun not in NO_NOUNS and said not in NEVER_ONE and text not in MANY]


def test_a_noun_agrees_with_its_number() -> None:
    """English has "1 row": a template says {rows|row|rows}, a page ngettext's two forms."""
    assert uncounted("{count:,} leads without any date") == ["count leads"]
    assert uncounted("{count:,} {count|lead|leads} without any date") == []
    single = [key.partition("\x04")[2] or key for key in KEYS if "\x00" not in key]
    assert {text: found for text in single if (found := uncounted(text))} == {}
