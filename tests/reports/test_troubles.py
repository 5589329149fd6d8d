"""The page of what can go wrong: its messages are the product's, in both languages, and none about the store is missing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import cadran
from cadran import errors
from cadran.catalogue.troubles import ANSWERS, THEMES, Trouble
from cadran.web.errors import answer, status_of
from reference.troubles import troubles_page

KINDS = {
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.StoreError | errors.LimitError)
}
TROUBLES = [trouble for theme in THEMES for trouble in theme.troubles]


def raised() -> Iterator[tuple[str, str]]:
    """Every error about a store, or a question too large, that the package makes: where, and its template."""
    root = Path(cadran.__file__).parent
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in KINDS and node.args:
                said = node.args[0]
                assert isinstance(said, ast.Constant), f"{path}:{node.lineno}"
                yield f"{path.relative_to(root)}:{node.lineno}", str(said.value)


RAISED = dict(raised())


def test_the_source_is_read() -> None:
    assert len(RAISED) > 25


@pytest.mark.parametrize("where", RAISED)
def test_every_error_about_a_store_is_on_the_page(where: str) -> None:
    told_of = [trouble for trouble in TROUBLES if trouble.says.template == RAISED[where]]
    assert told_of, f"{RAISED[where]}: declare it in cadran/catalogue/troubles.py"


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda one: one.says[:60])
def test_every_message_on_the_page_is_one_of_the_product(trouble: Trouble) -> None:
    assert trouble.says.template in RAISED.values()
    french = trouble.says.text("fr")
    assert french != trouble.says
    assert f"> {french}\n" in troubles_page("fr")
    assert f"> {trouble.says}\n" in troubles_page("en")


def test_every_status_of_the_server_is_on_the_page() -> None:
    """Those of Cadran's own errors, and those for which its pages have a title."""
    told_of = {status for status, _ in ANSWERS}
    source = Path(answer.__code__.co_filename).read_text(encoding="utf-8")
    titled = {int(status) for status in re.findall(r"^        (\d{3}): _\(", source, re.MULTILINE)}
    assert len(titled) > 5
    assert titled | {status_of(kind("")) for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.CadranError)} <= told_of  # fmt: skip
