"""What a command waits for before it begins: imports inside functions spare something, and small answers load little."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest

import cadran

ROOT = Path(cadran.__file__).parents[1]
FEWEST = 5
"""Modules of Cadran's own that an import inside a function spares at least, where it spares no package of others."""


def file_of(module: str) -> Path | None:
    base = ROOT / module.replace(".", "/")
    return next((path for path in (base / "__init__.py", base.with_suffix(".py")) if path.exists()), None)


def statements(body: Sequence[ast.stmt], late: bool = False) -> Iterator[tuple[bool, ast.Import | ast.ImportFrom]]:
    """Every import of a module that is run, and whether it is run late: inside a function."""
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield late, node
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            yield from statements(node.orelse, late)
        else:
            inside = late or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            for part in ("body", "orelse", "handlers", "finalbody"):
                yield from statements(getattr(node, part, []), inside)


def named(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        return [name.name for name in node.names]
    module = node.module or ""
    inner = [f"{module}.{name.name}" for name in node.names]
    return [one if module.startswith("cadran") and file_of(one) else module for one in inner]


def imports(module: str, late: bool) -> list[str]:
    path = file_of(module)
    tree = ast.parse(path.read_text(encoding="utf-8")) if path else ast.Module([], [])
    return [name for is_late, node in statements(tree.body) if is_late is late for name in named(node)]


def loaded(modules: Iterable[str]) -> set[str]:
    """The modules, and all that importing them imports: our own followed, those of others by the package's name."""
    found: set[str] = set()
    waiting = list(modules)
    while waiting:
        module = waiting.pop()
        parents = [module.rsplit(".", place)[0] for place in range(1, module.count(".") + 1)]
        if not module.startswith("cadran"):
            found.add(module.split(".")[0])
        elif module not in found:
            found.add(module)
            waiting += [*parents, *imports(module, late=False)]
    return found


MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in (ROOT / "cadran").rglob("*.py")
)
ONCE_READY = ("cadran.web.apps", "cadran.web.serving")
"""Here Django is set up first: what it needs for its models can only be imported then."""
LATE = [
    (module, name)
    for module in MODULES
    if module not in ONCE_READY
    for name in dict.fromkeys(imports(module, late=True))
]


def spared(module: str, name: str) -> tuple[set[str], set[str]]:
    """The packages of others and our own modules that a module does not load before it needs the name."""
    entry = ["cadran.cli.main"] if module.startswith("cadran.cli") else []
    new = loaded([name]) - loaded([module, *entry])
    others = {one for one in new if not one.startswith("cadran") and one not in sys.stdlib_module_names}
    return others, {one for one in new if one.startswith("cadran")}


@pytest.mark.parametrize(("module", "name"), LATE)
def test_an_import_inside_a_function_spares_something(module: str, name: str) -> None:
    others, own = spared(module, name)
    assert others or len(own) >= FEWEST, f"{module} may as well import {name} at its top"


def test_an_import_that_spares_nothing_is_found() -> None:
    assert spared("cadran.cli.main", "cadran.errors") == (set(), set())
    assert spared("cadran.cli.figures", "rich.table")[0] == {"rich"}


HEAVY = ("django", "holidays", "ninja", "phonenumbers", "pyarrow", "python_calamine", "rich", "uvicorn", "xlsxwriter")


@pytest.mark.parametrize(
    ("command", "allowed"),
    [
        (["--help"], set()),
        (["kpi", "--help"], set()),
        (["kpi", "attempts", "--format", "json"], set()),
        (["kpi", "attempts", "--format", "csv"], {"pyarrow"}),
        (["kpi", "attempts"], {"rich"}),
        (["catalogue"], {"rich"}),
        (["import", "--help"], {"pyarrow", "python_calamine"}),
        (["serve", "--help"], set()),
    ],
)
def test_a_command_loads_what_its_answer_needs(command: list[str], allowed: set[str], tmp_path: Path) -> None:
    (tmp_path / "leads.csv").write_text("lead_id,received_at\n1,2026-09-01 08:00\n")
    with cadran.open(tmp_path / "cadran.duckdb") as store:
        store.import_files([tmp_path / "leads.csv"])
    program = [sys.executable, "-X", "importtime", "-m", "cadran", *command]
    answer = subprocess.run(program, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr[-2000:]
    imported = {line.rpartition("|")[2].strip().split(".")[0] for line in answer.stderr.splitlines()}
    assert "cadran" in imported
    assert imported & set(HEAVY) <= allowed
