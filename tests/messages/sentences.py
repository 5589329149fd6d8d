"""Every sentence that Cadran can say, in both languages, one a line: to read them all through.

    python -m tests.messages.sentences > sentences.tsv

Columns: where it is written, English, French. Holes stand between braces. The texts come from the .po file, from
what is declared and, read from the source, from every Text, phrase and pair of "fr" and "en" that code makes.
"""

from __future__ import annotations

import ast
import dataclasses
import importlib
import pkgutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import cadran.catalogue
from cadran.catalogue.shape import Text
from cadran.messages.po import entries

ROOT = Path(cadran.catalogue.__file__).parents[1]
PO = ("messages/fr.po",)
MAKERS = {"Text": ("fr", "en")}
"""Calls whose first two arguments are the French and the English."""
FRENCH = entries((ROOT / PO[0]).read_text(encoding="utf-8"))
"""English template → its French: findings are phrases with the English only."""


class Sentence(NamedTuple):
    """One sentence, and where it is written."""

    where: str
    en: str
    fr: str


def sentences() -> list[Sentence]:
    """All of them, each once, by file."""
    found: dict[tuple[str, str], Sentence] = {}
    for one in (*_of_code(), *_of_tables(), *_of_declarations()):
        found.setdefault((one.en, one.fr), one)
    return list(found.values())


def _of_tables() -> Iterator[Sentence]:
    for name in PO:
        for key, texts in entries((ROOT / name).read_text(encoding="utf-8")).items():
            english = key.rpartition("\x04")[2].split("\x00")
            for place, french in enumerate(texts):
                if english[0]:
                    yield Sentence(name, english[min(place, len(english) - 1)], french)


def _of_code() -> Iterator[Sentence]:
    for path in sorted(ROOT.rglob("*.py")):
        where = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for fr, en in _pairs(node):
                yield Sentence(f"{where}:{getattr(node, 'lineno', 0)}", en, fr)


def _pairs(node: ast.AST) -> Iterator[tuple[str, str]]:
    """(French, English) of a node that makes a sentence."""
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name == "phrase" and isinstance(node.args[0], ast.Constant):
            english = str(node.args[0].value)
            yield FRENCH.get(english, (english,))[0], english
        if name in MAKERS:
            named = {keyword.arg: keyword.value for keyword in node.keywords}
            both = [*node.args[:2], *(named[one] for one in MAKERS[name] if one in named)]
            yield from _both(*both) if len(both) == 2 else ()
    elif isinstance(node, ast.Dict):
        values = {key.value: value for key, value in zip(node.keys, node.values, strict=True)
                  if isinstance(key, ast.Constant)}  # fmt: skip
        if {"fr", "en"} <= set(values):
            yield from _both(values["fr"], values["en"])


def _both(fr: ast.expr, en: ast.expr) -> Iterator[tuple[str, str]]:
    """The texts of two expressions of one shape."""
    french, english = list(_texts(fr)), list(_texts(en))
    if len(french) == len(english):
        yield from zip(french, english, strict=True)


def _texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(
            str(part.value) if isinstance(part, ast.Constant) else f"{{{ast.unparse(part)[2:-1].strip('{}')}}}"
            for part in node.values
        )
    elif isinstance(node, ast.BinOp):
        yield "".join(text for side in (node.left, node.right) for text in _texts(side))
    elif isinstance(node, ast.Dict):
        for value in node.values:
            yield from _texts(value)
    elif isinstance(node, ast.Tuple | ast.List):
        for element in node.elts:
            yield from _texts(element)
    elif isinstance(node, ast.IfExp):
        yield from (*_texts(node.body), *_texts(node.orelse))


def _of_declarations() -> Iterator[Sentence]:
    """What modules hold as Text, however they make it."""
    for package in ("cadran.catalogue", "cadran.model", "cadran.ingest", "cadran.analysis", "cadran.query"):
        for info in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
            for value in vars(importlib.import_module(info.name)).values():
                for text in _held(value):
                    yield Sentence(info.name.replace(".", "/").removeprefix("cadran/"), text.en, text.fr)


def _held(value: Any) -> Iterator[Text]:
    if isinstance(value, Text):
        yield value
    elif isinstance(value, type | str | bytes):
        return
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _held(inner)
    elif isinstance(value, Iterable) and isinstance(value, tuple | list | frozenset | set):
        for inner in value:
            yield from _held(inner)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _held(getattr(value, field.name, None))


def main() -> None:
    """Print them, tab-separated."""
    for one in sentences():
        sys.stdout.write("\t".join(" ".join(text.split("\n")) for text in one) + "\n")


if __name__ == "__main__":
    main()
