"""What a page offers for download."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from cadran.query.result import Result


class Tabular(Protocol):
    """What a page offers for download."""

    def to_arrow(self) -> Any: ...


Rows = Sequence[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as its page shows it: its title, its rows in their order; `sheet` makes it where columns are no KPIs."""

    result: Result
    title: str = ""
    rows: Rows | None = None
    sheet: Callable[[], Any] | None = None

    def to_arrow(self) -> Any:
        return self.result.to_arrow()
