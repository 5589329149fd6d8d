"""A desk to lay small files on: write one, have it understood and staged, look at what came out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from cadran.ingest.reasons import reason_of
from cadran.ingest.understand import Preview, Staged, Understanding, preview, stage, understand


class Desk:
    """Files in a folder and an in-memory database beside it."""

    def __init__(self, folder: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self.folder = folder
        self.connection = connection

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def understand(
        self, content: str | bytes, name: str = "calls.csv", mapping: str = "", **options: Any
    ) -> Understanding:
        path = self.write(name, content)
        if mapping:
            options["mapping"] = self.write("map.toml", mapping)
        return understand([path], connection=self.connection, **options)[0]

    def stage(self, content: str | bytes, name: str = "calls.csv", mapping: str = "", **options: Any) -> Read:
        return Read(self.understand(content, name, mapping, **options))


class Read:
    """One file, staged; every table reconciles."""

    def __init__(self, understanding: Understanding) -> None:
        self.understanding = understanding
        self.connection = understanding.connection
        self.tables = {one.table: one for one in stage(understanding)}
        for one in self.tables.values():
            count = self.connection.execute(f"SELECT count(*) FROM {one.relation}").fetchone()
            assert count is not None
            assert one.read == count[0] + one.rejected

    @property
    def only(self) -> Staged:
        (one,) = self.tables.values()
        return one

    def rows(self, columns: str, table: str = "") -> list[tuple[Any, ...]]:
        """Values of the staged rows in file order, instants and days as text."""
        staged = self.tables[table] if table else self.only
        shown = self.connection.execute(f"SELECT {columns} FROM {staged.relation} ORDER BY rowid").fetchall()
        return [tuple(str(v) if hasattr(v, "isoformat") else v for v in row) for row in shown]

    def aggregate(self, columns: str, table: str = "") -> list[tuple[Any, ...]]:
        staged = self.tables[table] if table else self.only
        return self.connection.execute(f"SELECT {columns} FROM {staged.relation}").fetchall()

    def values(self, column: str, table: str = "") -> list[Any]:
        return [value for (value,) in self.rows(column, table)]

    def rejects(self, table: str = "") -> list[tuple[Any, ...]]:
        """(line, column, reason) of every fault."""
        staged = self.tables[table] if table else self.only
        if staged.rejects is None:
            return []
        found = self.connection.execute(
            f'SELECT line, "column", reason, details, value FROM {staged.rejects}'
        ).fetchall()
        said = [(line, column, str(reason_of(reason, *rest))) for line, column, reason, *rest in found]
        return sorted(said, key=lambda one: (one[0], one[1] is None, one[1] or "", one[2]))

    def raws(self, table: str = "") -> list[str]:
        staged = self.tables[table] if table else self.only
        found = self.connection.execute(f"SELECT DISTINCT line, raw FROM {staged.rejects} ORDER BY line").fetchall()
        return [raw for _, raw in found]

    def preview(self) -> Preview:
        return preview(self.understanding, list(self.tables.values()))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    connection = duckdb.connect(config={"autoinstall_known_extensions": False, "threads": 2})
    yield Desk(tmp_path, connection)
    connection.close()
