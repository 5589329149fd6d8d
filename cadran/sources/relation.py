"""Tables that are typed already: Parquet files and Arrow data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from cadran.errors import InputError
from cadran.sources.base import FileOptions, Source, csv_line, identifier, literal, temporary_name

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass
class Relation(Source):
    """Any relation that DuckDB reads by itself; `sql` is what stands after FROM."""

    sql: str = ""

    def scan(self, tag: str) -> str:
        fields = ", ".join(f"{identifier(h)} AS {c}" for h, c in zip(self.headers, self.columns, strict=True))
        return f"(SELECT {fields} FROM {self.sql})"


def _described(connection: DuckDBPyConnection, sql: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    rows = connection.execute(f"DESCRIBE SELECT * FROM {sql}").fetchall()
    return tuple(str(row[0]) for row in rows), tuple(str(row[1]) for row in rows)


def open_parquet(path: Path, options: FileOptions, connection: DuckDBPyConnection) -> Relation:
    """A Parquet file, read in place; InputError when it is damaged."""
    sql = f"read_parquet({literal(str(path))})"
    try:
        headers, types = _described(connection, sql)
    except duckdb.Error:
        raise InputError(f"{path.name} is a damaged or truncated Parquet file. Export it again.") from None
    facts = (("kind", "Parquet"), ("columns", "typed by the file"))
    return Relation(path.name, headers, types, options, path, facts, header=csv_line(headers), sql=sql)


def open_arrow(data: Any, options: FileOptions, connection: DuckDBPyConnection, name: str) -> Relation:
    """Arrow data or a data frame (pandas, polars), copied into a temporary table so that it can be read twice.

    InputError when DuckDB cannot read it.
    """
    if hasattr(data, "to_arrow"):
        data = data.to_arrow()
    view, table = temporary_name("arrow"), temporary_name("offered")
    try:
        connection.register(
            view, data if hasattr(data, "columns") or isinstance(data, pa.RecordBatchReader) else pa.table(data)
        )
        connection.execute(f"CREATE TEMP TABLE {table} AS SELECT * FROM {view}")
    except (duckdb.Error, pa.ArrowInvalid, TypeError, ValueError) as error:
        raise InputError(
            f"{name}: this is not a table ({type(data).__name__}: {str(error).splitlines()[0]}). "
            "Expected an Arrow table or reader, a pandas or a polars data frame."
        ) from None
    finally:
        connection.unregister(view)
    headers, types = _described(connection, table)
    return Relation(name, headers, types, options, None, (("kind", "table in memory"),), sql=table,
                    header=csv_line(headers))  # fmt: skip
