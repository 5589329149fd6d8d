"""What every test may use: an empty store whose clock the test sets, and rows as Arrow tables."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa
import pytest

import cadran
from cadran.executor.local import Store

# What the tests say does not depend on the terminal they run in; pytest's workers say that theirs has 80 columns.
for _name in ("COLUMNS", "LINES"):
    os.environ.pop(_name, None)


MANY = int(os.environ.get("MANY", "1"))


def few(cases: int) -> int:
    """So many cases drawn at random; MANY times as many where asked, as `make test-long` does of tests marked `random`."""
    return cases * MANY


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The hour of use comes first: all others run beside it."""
    items.sort(key=lambda item: item.path.name != "test_soak.py")


class Clock:
    """A clock that says what it is told."""

    def __init__(self, now: str) -> None:
        self.set(now)

    def set(self, now: str) -> None:
        self.now = datetime.fromisoformat(now)

    def __call__(self) -> datetime:
        return self.now


def table(rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Rows given as dicts, with a column for every name any of them uses."""
    names = dict.fromkeys(name for row in rows for name in row)
    return pa.table({name: [row.get(name) for row in rows] for name in names})


@pytest.fixture
def clock() -> Clock:
    return Clock("2026-09-30T12:00:00")


@pytest.fixture
def store(clock: Clock) -> Iterator[Store]:
    with cadran.open(":memory:", clock=clock) as opened:
        yield opened
