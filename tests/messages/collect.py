"""Every message of the package, read from its source: what can be raised, noted or printed, with its holes.

A text reaches a person through a sink: the constructor of an error, `click.echo`, a variable called `notes` or `why`.
From a sink the text is followed back through local variables, both sides of a condition, the functions that return it
and the callers that pass it. What cannot be followed further is data: a name, a number, a path.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from cadran import errors

ROOT = Path(__file__).parents[2] / "cadran"

ERRORS = {
    name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.CadranError)
}
CALLS = {**dict.fromkeys((*ERRORS, "Http404", "echo"), 0), "BadParameter": 0, "warn": 0, "HttpError": 1, "problem": 2}
"""Functions that show their argument of that place."""
NAMED = {"why", "note", "notes", "reason", "problems", "warnings"}
"""Variables, attributes and keywords that hold texts for a person…"""
NAMED_IN = ("ingest/", "sources/")
"""… in these folders."""
DATA = {"migrations", "kpis", "terms"}
"""Folders without messages."""
PIECES = {"why"}
"""Of these, the ones that only stand in others."""
ALSO = {"ingest/preview.py": {"lines"}}
RETURNS = {"ingest/plan.py": {"decision"}, "ingest/undo.py": {"_warnings"}, "sources/delimited.py": {"_notes", "_ragged_reason"}}  # fmt: skip
"""Functions whose result is shown."""
CODE = {"place", "here", "origin"}
"""Variables that say where in a file something stands: the same in every language."""
BILINGUAL = {"_", "number", "day", "cell_text", "gettext", "say", "gettext_lazy", "_WORDS", "words", "told"}
"""What comes from these is in both languages already."""


@dataclass(frozen=True, slots=True)
class Hole:
    """A place in a message: the pieces of text that may stand there, none where it holds data."""

    pieces: tuple[Message, ...] = ()
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """A message as written: texts and holes in turn; `where` is its file and line."""

    parts: tuple[str | Hole, ...]
    where: str
    is_piece: bool = False

    @property
    def english(self) -> str:
        return "".join(part if isinstance(part, str) else "{…}" for part in self.parts)

    @property
    def is_text(self) -> bool:
        """Whether it says anything in words: not a lone name, mark or option."""
        words = " ".join(part for part in self.parts if isinstance(part, str)).strip()
        is_sql = re.search(r"\bIS (NOT )?NULL\b", words) is not None
        return bool(re.search(r"[A-Za-z]{2,}", words)) and (" " in words or words[-1:] in ".:") and not is_sql

    @property
    def says(self) -> bool:
        """Whether it, or a piece that stands in it, says anything."""
        return self.is_text or any(piece.says for part in self.parts if isinstance(part, Hole) for piece in part.pieces)


Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Module:
    """One file: its functions, and which function each node is in."""

    path: Path
    tree: ast.Module
    functions: dict[str, list[Function]] = field(default_factory=dict)
    inside: dict[int, Function] = field(default_factory=dict)
    globals: dict[str, ast.expr] = field(default_factory=dict)
    nodes: list[ast.AST] = field(default_factory=list)
    imported: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, path: Path) -> Module:
        module = cls(path, ast.parse(path.read_text(encoding="utf-8")))
        module.nodes = list(ast.walk(module.tree))
        for node in module.nodes:
            if isinstance(node, ast.ImportFrom):
                module.imported |= {one.name for one in node.names}
            elif isinstance(node, Function):
                module.functions.setdefault(node.name, []).append(node)
                for inner in ast.walk(node):
                    module.inside[id(inner)] = node  # the innermost function is walked last
        for node in module.tree.body:
            if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
                continue
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                if isinstance(target, ast.Name):
                    module.globals[target.id] = node.value
        return module

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


class Collector:
    """Follows texts from sinks to where they are written."""

    def __init__(self) -> None:
        self.modules = [Module.read(path) for path in sorted(ROOT.rglob("*.py")) if not DATA & set(path.parts)]
        self.functions: dict[str, list[tuple[Module, Function]]] = {}
        for module in self.modules:
            for name, found in module.functions.items():
                self.functions.setdefault(name, []).extend((module, one) for one in found)
        self.calls: dict[str, list[tuple[Module, ast.Call]]] = {}
        for module in self.modules:
            for node in module.nodes:
                if isinstance(node, ast.Call):
                    self.calls.setdefault(_called(node), []).append((module, node))
        self.following: set[tuple[int, str]] = set()

    def messages(self) -> list[Message]:
        found = {message.where + message.english: message for module in self.modules for message in self._of(module)}
        return [message for message in found.values() if message.says]

    # sinks

    def _of(self, module: Module) -> Iterator[Message]:
        named = (NAMED if module.name.startswith(NAMED_IN) else set()) | ALSO.get(module.name, set())
        for node in module.nodes:
            if isinstance(node, ast.Call):
                yield from self._call(module, node, named)
            elif isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign) and node.value is not None:
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                for name in (getattr(target, "attr", getattr(target, "id", "")) for target in targets):
                    if name in named:
                        more = (Hole(),) if isinstance(node, ast.AugAssign) and name in PIECES else ()
                        for text in self.texts(module, node.value):
                            yield replace(text, parts=(*more, *text.parts), is_piece=name in PIECES)
            elif isinstance(node, Function) and node.name in RETURNS.get(module.name, ()):
                yield from self._returned(module, node)

    def _call(self, module: Module, call: ast.Call, named: set[str]) -> Iterator[Message]:
        name = _called(call)
        place = CALLS.get(name)
        if place is not None and len(call.args) > place and not (name == "UsageError" and module.name == "errors.py"):
            yield from self.texts(module, call.args[place])
        if name == "fail" and isinstance(call.func, ast.Attribute) and module.name == "cli/common.py":
            yield from self.texts(module, call.args[0])
        if name in ("append", "extend") and isinstance(call.func, ast.Attribute) and call.args:
            holder = call.func.value
            if getattr(holder, "attr", getattr(holder, "id", "")) in named:
                yield from self.texts(module, call.args[0])
        for keyword in call.keywords:
            if keyword.arg in named:
                yield from self.texts(module, keyword.value)

    # texts

    def texts(self, module: Module, node: ast.expr) -> list[Message]:
        """The messages that an expression can be; none where it is data."""
        where = f"cadran/{module.name}:{node.lineno}"
        if isinstance(node, ast.Constant):
            return [Message((node.value,), where)] if isinstance(node.value, str) else []
        if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)):
            parts = tuple(self._parts(module, node))
            return [Message(parts, where)]
        if isinstance(node, ast.IfExp):
            return [*self.texts(module, node.body), *self.texts(module, node.orelse)]
        if isinstance(node, ast.BoolOp):
            return [text for value in node.values for text in self.texts(module, value)]
        if isinstance(node, ast.List | ast.Tuple):
            return [text for value in node.elts for text in self.texts(module, value)]
        if isinstance(node, ast.Dict):
            return [text for value in node.values for text in self.texts(module, value)]
        if isinstance(node, ast.Starred | ast.Subscript):
            return self.texts(module, node.value)
        if isinstance(node, ast.ListComp | ast.GeneratorExp | ast.SetComp):
            return self.texts(module, node.elt)
        if isinstance(node, ast.NamedExpr):
            return self.texts(module, node.value)
        if isinstance(node, ast.Name):
            return self._name(module, node)
        if isinstance(node, ast.Call):
            return self._result(module, node)
        return []

    def _parts(self, module: Module, node: ast.expr) -> Iterator[str | Hole]:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            yield from self._parts(module, node.left)
            yield from self._parts(module, node.right)
        elif isinstance(node, ast.Constant):
            yield str(node.value)
        elif isinstance(node, ast.JoinedStr):
            for value in node.values:
                yield from self._parts(module, value)
        elif isinstance(node, ast.FormattedValue):
            spec = ast.unparse(node.format_spec) if node.format_spec else ""
            yield Hole(self._pieces(module, node.value), "," in spec or _is_number(node.value))
        else:
            yield Hole(self._pieces(module, node))

    def _pieces(self, module: Module, node: ast.expr) -> tuple[Message, ...]:
        if isinstance(node, ast.Name) and node.id in CODE:
            return ()
        return tuple(text for text in self.texts(module, node) if text.says)

    def _name(self, module: Module, node: ast.Name) -> list[Message]:
        function = module.inside.get(id(node))
        key = (id(function), node.id)
        if node.id in BILINGUAL or key in self.following:
            return []
        self.following.add(key)
        try:
            if function is None:
                return self._global(module, node.id)
            found = [text for value in _assigned(function, node.id) for text in self.texts(module, value)]
            names = [arg.arg for arg in (*function.args.posonlyargs, *function.args.args)]
            only = [arg.arg for arg in function.args.kwonlyargs]
            if node.id in (*names, *only):
                found += self._passed(function, names, node.id)
            elif not found:
                found = self._global(module, node.id)
            return found
        finally:
            self.following.discard(key)

    def _global(self, module: Module, name: str) -> list[Message]:
        if name in module.globals:
            return self.texts(module, module.globals[name])
        for node in module.tree.body:
            if isinstance(node, ast.ImportFrom) and node.module and name in {one.name for one in node.names}:
                path = ROOT.parent / (node.module.replace(".", "/") + ".py")
                found = next((one for one in self.modules if one.path == path), None)
                return self.texts(found, found.globals[name]) if found and name in found.globals else []
        return []

    def _passed(self, function: Function, names: list[str], name: str) -> list[Message]:
        """What callers pass for a parameter."""
        place = names.index(name) - (names[:1] in (["self"], ["cls"])) if name in names else None
        found = []
        for module, call in self.calls.get(function.name, []):
            if any(one is function for _, one in self._meant(module, call)):
                given = next((one.value for one in call.keywords if one.arg == name), None)
                if given is None and place is not None and place < len(call.args):
                    given = call.args[place]
                if given is not None:
                    found += self.texts(module, given)
        return found

    def _meant(self, module: Module, call: ast.Call) -> list[tuple[Module, Function]]:
        """The functions that a call may mean: of its module, else of the one it is imported from."""
        name = _called(call)
        own = [(module, one) for one in module.functions.get(name, [])]
        if own:
            return own
        return self.functions.get(name, []) if name in module.imported else []

    def _result(self, module: Module, call: ast.Call) -> list[Message]:
        name = _called(call)
        if name in BILINGUAL:
            return []
        if name == "literal":
            return self.texts(module, call.args[0])
        if name in ("list", "tuple", "str", "replace", "rstrip", "strip") and call.args:
            inner = call.func.value if isinstance(call.func, ast.Attribute) else call.args[0]
            return self.texts(module, inner)
        if name in ("join", "get") and isinstance(call.func, ast.Attribute):
            inner = call.args if name == "join" else [call.func.value, *call.args[1:]]
            return [text for one in inner for text in self.texts(module, one)]
        return [text for where, one in self._meant(module, call) for text in self._returned(where, one)]

    def _returned(self, module: Module, function: Function) -> list[Message]:
        key = (id(function), "return")
        if key in self.following or not _gives_text(function):
            return []
        self.following.add(key)
        try:
            return [
                text
                for node in ast.walk(function)
                if isinstance(node, ast.Return) and node.value is not None and module.inside.get(id(node)) is function
                for text in self.texts(module, node.value)
            ]
        finally:
            self.following.discard(key)


def _gives_text(function: Function) -> bool:
    return function.returns is None or "str" in ast.unparse(function.returns)


def _is_number(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        return _called(node) in ("len", "int", "sum", "round")
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub)


def _assigned(function: Function, name: str) -> Iterator[ast.expr]:
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name) and target.id == name:
                    yield node.value
                elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    for one, value in zip(target.elts, node.value.elts, strict=False):
                        if isinstance(one, ast.Name) and one.id == name:
                            yield value
        elif isinstance(node, ast.AnnAssign | ast.AugAssign) and node.value is not None:
            if isinstance(node.target, ast.Name) and node.target.id == name:
                yield node.value
        elif isinstance(node, ast.NamedExpr) and node.target.id == name:
            yield node.value
