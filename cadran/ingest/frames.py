"""Rows that a program brings (Arrow, data frames), checked as those of a file are and handed on as Arrow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from cadran.config import Meaning
from cadran.engines.duckdb import batches, reading_database
from cadran.ingest.reading_process import DATABASE, Read
from cadran.ingest.staged import Staged
from cadran.ingest.staging import stage_arrow

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection


@contextmanager
def reading_rows(table: str, data: Any, *, zone: str, meanings: Mapping[str, Meaning]) -> Iterator[Read]:
    """Stage rows of one canonical table in a database of their own, which ends with the block: see stage_arrow."""
    with TemporaryDirectory(prefix="cadran-") as folder:
        connection = reading_database([], folder, DATABASE)
        try:
            staged = [stage_arrow(connection, table, data, zone=zone, meanings=meanings)]
            yield Read(_Here(connection, staged), staged)
        finally:
            connection.close()


class _Here:
    """Staged tables of this process."""

    is_over = False

    def __init__(self, connection: DuckDBPyConnection, staged: Sequence[Staged]) -> None:
        self.connection, self.staged = connection, staged

    def stream(self, place: int, *, rejects: bool) -> pa.RecordBatchReader:
        one = self.staged[place]
        return batches(self.connection, str(one.rejects if rejects else one.relation))

    def fallen(self) -> Exception:
        """None falls over without its process."""
        return AssertionError("a process that still runs")
