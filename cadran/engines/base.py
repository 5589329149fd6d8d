"""What Cadran asks of a database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self

from cadran.messages import Message

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

Parameters = Sequence[Any] | Mapping[str, Any]
ADVICE = Message("Ask for fewer dimensions, a shorter period or fewer KPIs.")
"""How to ask for less, where nothing is known of what was asked."""


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

    def tables(self) -> list[str]:
        """The names of the stored tables, in the order in which they were made."""

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing: commits at the end, rolls back on any error."""

    def close(self) -> None:
        """Release the database."""


class Storage(Engine, Protocol):
    """An engine whose store is a file of this machine: what opening, sharing and keeping one asks of it."""

    path: str
    is_read_only: bool

    @property
    def is_lost(self) -> bool:
        """Whether the database refuses every statement since one could not be written: open it again."""

    @property
    def progress(self) -> float:
        """How far the statement under way is, in percent; negative when the database cannot tell."""

    def cursor(self) -> Self:
        """Another connection to the same database, for another thread."""

    def reopened(self, *, read_only: bool = False) -> Self:
        """The file of this name, opened again within the same bounds; this engine is closed."""

    def release(self) -> None:
        """Close it, whatever cannot be written any more."""

    def within(self, seconds: float | None, advice: Message = ADVICE) -> AbstractContextManager[None]:
        """LimitError, with that advice, in place of statements that would run on after so many seconds."""

    def offered(self, rows: pa.RecordBatchReader) -> AbstractContextManager[str]:
        """The name by which statements may read a stream, once."""

    def copy_to(self, target: Path) -> None:
        """Write the database anew to `target`, which does not exist: nothing deleted is in any of its pages."""

    def read_through(self, table: str) -> int:
        """Read every value of a table; how many rows it has."""
