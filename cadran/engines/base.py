"""What Cadran asks of a database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

Parameters = Sequence[Any] | Mapping[str, Any]


class Engine(Protocol):
    """One connection to a database that holds a store.

    `dialect` is sqlglot's name for its SQL. Instants are stored without a zone and are UTC.
    """

    dialect: str

    def execute(self, sql: str, parameters: Parameters | None = None) -> None:
        """Run a statement for its effect."""

    def rows(self, sql: str, parameters: Parameters | None = None) -> list[tuple[Any, ...]]:
        """Run a query whose result is small: Python rows."""

    def arrow(self, sql: str, parameters: Parameters | None = None) -> pa.Table:
        """Run a query: its result as an Arrow table."""

    def columns(self, sql: str, parameters: Parameters | None = None) -> dict[str, npt.NDArray[Any]]:
        """Run a query: its result as NumPy columns by name, masked where NULL; decimals and wide integers as floats."""

    def distinct(self, table: str, column: str) -> int | None:
        """About how many different values a stored column has, as the database knows without reading it; None where it does not."""

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing: commits at the end, rolls back on any error."""

    def close(self) -> None:
        """Release the database."""
