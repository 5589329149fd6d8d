"""The embedded engine: one DuckDB file, held by one process."""

from cadran.engines.duckdb.connection import batches, reading_database
from cadran.engines.duckdb.storage import DuckDBEngine

__all__ = ["DuckDBEngine", "batches", "reading_database"]
