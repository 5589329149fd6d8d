"""A store as a DuckDB file: its tables, and the file opened again, written anew, read through."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import duckdb

from cadran.engines.duckdb.connection import Connection

_COPY_MEMORY = "512MB"


class DuckDBEngine(Connection):
    """A DuckDB database that holds a store."""

    def reopened(self, *, read_only: bool = False) -> DuckDBEngine:
        """The file of this name, opened again within the same bounds; this engine is closed."""
        self.release()
        memory, threads = self._bounds
        return DuckDBEngine(self.path, read_only=read_only, memory=memory, threads=threads)

    def release(self) -> None:
        """Close it, whatever cannot be written any more: that is found again in the file's log."""
        with suppress(duckdb.Error):
            self.close()

    def tables(self) -> list[str]:
        """The names of the stored tables, in the order in which they were made."""
        found = self.rows("SELECT table_name FROM duckdb_tables() WHERE NOT temporary ORDER BY table_oid")
        return [str(name) for (name,) in found]

    def copy_to(self, target: Path) -> None:
        """Write the database anew to `target`, which does not exist: nothing deleted is in any of its pages.

        The store's instance cannot open another file: one that has no other writes this one, from the rows that it is handed.
        """
        fresh, source = DuckDBEngine(target, memory=_COPY_MEMORY), self.cursor()
        try:
            with source.transaction(), fresh.transaction():
                made = source.rows("SELECT table_name, sql FROM duckdb_tables() WHERE NOT temporary ORDER BY table_oid")
                for name, sql in made:
                    fresh.execute(sql)
                    source._hand_over(f'"{name}"', fresh)
                for (sql,) in source.rows(
                    "SELECT sql FROM duckdb_views() WHERE NOT internal AND NOT temporary UNION ALL SELECT sql FROM duckdb_indexes()"
                ):
                    fresh.execute(sql)
            fresh.execute("CHECKPOINT")
        finally:
            source.close()
            fresh.close()

    def _hand_over(self, table: str, other: DuckDBEngine) -> None:
        """Append the rows of a table to that of the same name and columns in another database."""
        with self._told(), other.offered(self.batches(f"SELECT * FROM {table}")) as rows:
            other.connection.execute(f"INSERT INTO {table} SELECT * FROM {rows}")

    def read_through(self, table: str) -> int:
        """Read every value of a table; how many rows it has."""
        columns = self.rows("SELECT column_name FROM duckdb_columns() WHERE table_name = ?", [table])
        hashes = ", ".join(f'bit_xor(hash("{name}"))' for (name,) in columns)
        return int(self.rows(f'SELECT count(*), {hashes} FROM "{table}"')[0][0])
