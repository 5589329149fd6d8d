"""Text and tables for a terminal: no-break spaces that hold, cells that are folded rather than cut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich import box
from rich.console import Console, ConsoleOptions
from rich.containers import Lines
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from cadran.display import NARROW, NO_BREAK

_HELD = str.maketrans({NO_BREAK: "\ue000", NARROW: "\ue001"})
_FREE = str.maketrans({"\ue000": NO_BREAK, "\ue001": NARROW})


class Line(Text):
    """A text broken only where it may be: Rich takes a no-break space for a space."""

    def _held(self) -> Text:
        held = self.copy()
        held.plain = self.plain.translate(_HELD)
        return held

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return self._held().__rich_measure__(console, options)

    def wrap(self, console: Console, width: int, **how: Any) -> Lines:
        lines = self._held().wrap(console, width, **how)
        for line in lines:
            line.plain = line.plain.translate(_FREE)
        return lines


def table(heads: Sequence[tuple[str, str]], rows: Sequence[Sequence[str]], foot: Sequence[str] = ()) -> Table:
    """A table of texts: (head, "left" or "right") of each column, the rows, and the foot where there is one."""
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_footer=bool(foot))
    for place, (head, side) in enumerate(heads):
        made.add_column(
            Line(head),
            Line(foot[place]) if foot else "",
            justify="right" if side == "right" else "left",
            overflow="fold",
        )
    for row in rows:
        made.add_row(*(Line(cell) for cell in row))
    return made


def fits(made: Table, console: Console) -> bool:
    """Whether a table needs no folding."""
    wide = console.options.update(width=10_000)
    return Measurement.get(console, wide, made).maximum <= console.width
