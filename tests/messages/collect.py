"""Every template of a message that the package holds, read from its source.

A template is the literal that is given to `Message`, to an error, or to a function that passes it on to one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cadran import errors
from cadran.ingest import reasons

ROOT = Path(errors.__file__).parent
ERRORS = {
    name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.CadranError)
}
MAKERS = {**dict.fromkeys(("Message", *ERRORS), 0), "fail": 1, "_refuse_unknown": 0, "tell": 1, "phrase": 0}
"""Which argument of a function is a template."""
PASS_ON = {"messages/message.py:from_data", "messages/terms.py:term", "errors.py:__init__", "config/reading.py:fail", "ingest/mapping.py:fail",
           "query/request.py:_refuse_unknown", "ingest/reasons.py:reason_of", "server/wire.py:raised",
           "cli/common.py:tell", "ingest/reading_process.py:_error"}  # fmt: skip
"""The functions that pass on a template that they were given."""


class Template(NamedTuple):
    """A template, and the file and line where it is written; none where it is no literal."""

    where: str
    text: str | None
    names: frozenset[str] | None
    """The names of the values that are given with it; None where they cannot be read."""


def templates() -> list[Template]:
    """All of them, by file."""
    found = [one for path in sorted(ROOT.rglob("*.py")) for one in _of(path)]
    stored = {text: name for name, text in vars(reasons).items() if name.isupper() and isinstance(text, str)}
    return [*found, *(Template(f"ingest/reasons.py:{name}", text, None) for text, name in stored.items())]


def _of(path: Path) -> Iterator[Template]:
    module = path.relative_to(ROOT).as_posix()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    inside = {id(inner): node.name for node in functions for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        place = None if _is_clicks(module, node) else MAKERS.get(name)
        if place is not None and len(node.args) > place:
            found = _template(f"{module}:{node.lineno}", node, node.args[place])
            is_passed_on = (
                f"{module}:{inside.get(id(node))}" in PASS_ON or ast.unparse(node.args[place]) == "error.message"
            )
            if found.text is not None or not is_passed_on:
                yield found


def _is_clicks(module: str, call: ast.Call) -> bool:
    """Whether it is an error of the command line's own library, or its `fail`: they are given messages."""
    of = getattr(call.func, "value", None)
    return getattr(of, "id", "") == "click" or (module.startswith("cli/") and getattr(call.func, "attr", "") == "fail")


def _template(where: str, call: ast.Call, first: ast.expr) -> Template:
    is_text = isinstance(first, ast.Constant) and isinstance(first.value, str)
    given = [keyword.arg for keyword in call.keywords]
    is_passed_on = getattr(call.func, "id", "") == "_refuse_unknown"
    names = None if None in given or is_passed_on else frozenset(name for name in given if name)
    return Template(where, first.value if is_text and isinstance(first, ast.Constant) else None, names)
