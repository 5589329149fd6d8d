"""Tables that are typed already: Parquet files and Arrow data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from cadran.errors import InputError
from cadran.messages import Message
from cadran.messages.terms import term
from cadran.sources.base import FileOptions, Source, csv_line, identifier, literal, temporary_name

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass
class Relation(Source):
    """Any relation that DuckDB reads by itself; `sql` is what stands after FROM, `height` its rows by another count."""

    sql: str = ""
    height: int = 0

    def outside_count(self, connection: DuckDBPyConnection) -> int:
        return self.height

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
        height = pq.read_metadata(path).num_rows
    except (duckdb.Error, pa.ArrowException, OSError):
        raise InputError("{file} is a damaged or truncated Parquet file. Export it again.", file=path.name) from None
    facts = (("kind", term("Parquet")), ("columns", Message("typed by the file")))
    return Relation(path.name, headers, types, options, path, facts, header=csv_line(headers), sql=sql, height=height)


def open_arrow(data: Any, options: FileOptions, connection: DuckDBPyConnection, name: str) -> Relation:
    """Arrow data or a data frame (pandas, polars), copied into a temporary table so that it can be read twice.

    InputError when DuckDB cannot read it.
    """
    if hasattr(data, "to_arrow"):
        data = data.to_arrow()
    view, table = temporary_name("arrow"), temporary_name("offered")
    heights: list[int] = []
    try:
        if isinstance(data, pa.RecordBatchReader):
            data = pa.RecordBatchReader.from_batches(data.schema, _counted(data, heights))
        else:
            data = data if hasattr(data, "columns") else pa.table(data)
            heights.append(len(data))
        connection.register(view, data)
        connection.execute(f"CREATE TEMP TABLE {table} AS SELECT * FROM {view}")
    except (duckdb.Error, pa.ArrowInvalid, TypeError, ValueError) as error:
        raise _no_table(data, name, error) from None
    finally:
        connection.unregister(view)
    headers, types = _described(connection, table)
    return Relation(name, headers, types, options, None, (("kind", Message("table in memory")),), sql=table,
                    header=csv_line(headers), height=sum(heights))  # fmt: skip


def as_table(data: Any, name: str) -> pa.Table:
    """Arrow data or a data frame (pandas, polars) as an Arrow table, to be handed to another process; InputError for anything else."""
    try:
        if isinstance(data, pa.Table):
            return data
        if isinstance(data, pa.RecordBatchReader):
            return data.read_all()
        if hasattr(data, "to_arrow"):
            return data.to_arrow()
        if hasattr(data, "iloc"):
            return pa.Table.from_pandas(data, preserve_index=False)
        return pa.table(data)
    except (pa.ArrowInvalid, TypeError, ValueError) as error:
        raise _no_table(data, name, error) from None


def _no_table(data: Any, name: str, error: Exception) -> InputError:
    return InputError(
        "{name}: this is not a table ({type}: {reason}). Expected an Arrow table or reader, a "
        "pandas or a polars data frame.",
        name=name,
        type=type(data).__name__,
        reason=str(error).splitlines()[0],
    )


def _counted(batches: Iterable[pa.RecordBatch], heights: list[int]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        heights.append(batch.num_rows)
        yield batch
