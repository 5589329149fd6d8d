"""One small centre, generated once, read back as DuckDB tables typed by SQL alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from cadran.demo import generate

UNTIL = date(2026, 11, 20)


@dataclass(frozen=True)
class World:
    directory: Path
    files: list[Path]
    rows: Callable[[str], list[tuple[Any, ...]]]

    def one(self, sql: str) -> Any:
        return self.rows(sql)[0][0]


def read(directory: Path, files: list[Path]) -> World:
    """Every file as a view of text columns; calls (`a`) and states (`s`) also with Paris local times."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'Europe/Paris'")
    for file in files:
        connection.execute(
            f"CREATE TABLE {file.stem} AS FROM read_csv('{file}', header = true, all_varchar = true, nullstr = '')"
        )
    connection.execute(
        """CREATE TABLE a AS SELECT *, started_at::TIMESTAMPTZ::TIMESTAMP AS local,
             epoch(started_at::TIMESTAMPTZ) AS t0, epoch(ended_at::TIMESTAMPTZ) AS t1,
             epoch(answered_at::TIMESTAMPTZ) AS ta, epoch(connected_at::TIMESTAMPTZ) AS tc,
             outcome IN ('off_target','not_interested','callback','qualified','refused','appointment','sale','opt_out',
                         'replied') AS contacted,
             outcome IN ('refused','appointment','sale') OR coalesce(is_argued, '') = 'true' AS argued
           FROM attempts"""
    )
    connection.execute(
        """CREATE TABLE s AS SELECT *, started_at::TIMESTAMPTZ::TIMESTAMP AS local,
             epoch(started_at::TIMESTAMPTZ) AS t0, epoch(ended_at::TIMESTAMPTZ) AS t1 FROM agent_states"""
    )
    return World(directory, files, lambda sql: connection.execute(sql).fetchall())


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    directory = tmp_path_factory.mktemp("demo")
    return read(directory, generate(directory, scale=0.03, seed=7, until=UNTIL))


@pytest.fixture(scope="session")
def spring(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A smaller one, from 11 February to 10 June 2026: Easter, May's holidays and a change of the clocks."""
    directory = tmp_path_factory.mktemp("spring")
    return read(directory, generate(directory, scale=0.01, seed=3, until=date(2026, 6, 10)))
