"""Text and tables for a terminal: no-break spaces that hold, numbers that are never folded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.markdown import Markdown
from rich.measure import Measurement
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from cadran.cli.harmless import harmless
from cadran.wording.display import NARROW, NO_BREAK

Heads = Sequence[tuple[str, str]]
"""The head of each column, and its side: "left" for words, which may be folded, or "right" for numbers."""
Cells = Sequence[Sequence[str]]

_HELD = str.maketrans({NO_BREAK: "\ue000", NARROW: "\ue001"})
_FREE = str.maketrans({"\ue000": NO_BREAK, "\ue001": NARROW})
_EDGE, _GAP = 2, 3


class Harmless(Console):
    """A console that shows what a terminal would obey in the texts that it is given; its own colours stay."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(harmless(segment.text), segment.style)


class Line:
    """A text broken only where it may be: Rich takes a no-break space for a space."""

    def __init__(self, text: str, style: str = "") -> None:
        self.held = Text(text.translate(_HELD), style)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement.get(console, options, self.held)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        lines = self.held.wrap(console, options.max_width, justify=options.justify, overflow=options.overflow)
        for line in lines:
            line.plain = line.plain.translate(_FREE)
        yield from lines


def show_document(markdown: str, to: Console) -> None:
    """A Markdown text, its no-break spaces held."""
    with to.capture() as captured:
        to.print(Markdown(markdown.translate(_HELD)))
    to.file.write(captured.get().translate(_FREE))


def tables(heads: Heads, rows: Cells, width: int, *, foot: Sequence[str] = (), keys: int = 1) -> list[Table]:
    """The rows as a table; where it is too wide as several, each with the first `keys` columns and some of the others."""
    least = [_least(heads, rows, foot, place) for place in range(len(heads))]
    found: list[list[int]] = [[*range(min(keys, len(heads)))]]
    for place in range(keys, len(heads)):
        if len(found[-1]) > keys and _wide([least[one] for one in (*found[-1], place)]) > width:
            found.append([*range(keys)])
        found[-1].append(place)
    return [_table(heads, rows, foot, places, _widths(heads, rows, foot, places, width)) for places in found]


def fits(heads: Heads, rows: Cells, width: int) -> bool:
    """Whether one table is enough, its numbers unfolded."""
    return _wide([_least(heads, rows, (), place) for place in range(len(heads))]) <= width


def _wide(widths: Sequence[int]) -> int:
    return sum(widths) + _GAP * (len(widths) - 1) + _EDGE


def _column(rows: Cells, foot: Sequence[str], place: int) -> list[str]:
    return [*(row[place] for row in rows), *((foot[place],) if foot else ())]


def _least(heads: Heads, rows: Cells, foot: Sequence[str], place: int) -> int:
    """The least width of a column: its longest number, or the longest word of what may be folded."""
    head, side = heads[place]
    texts = _column(rows, foot, place)
    whole = texts if side == "right" else [word for text in texts for word in text.split(" ")]
    return max(map(cell_len, (*whole, *head.split(" "))), default=0)


def _widths(heads: Heads, rows: Cells, foot: Sequence[str], places: Sequence[int], width: int) -> list[int]:
    """Each column's width: the least, and what is left of the room to those that would use it, words before numbers."""
    widths = [_least(heads, rows, foot, place) for place in places]
    wanted = [max(map(cell_len, (heads[place][0], *_column(rows, foot, place)))) for place in places]
    left = width - _wide(widths)
    for side in ("left", "right"):
        own = [n for n, place in enumerate(places) if heads[place][1] == side]
        while left > 0 and (short := [n for n in own if widths[n] < wanted[n]]):
            for n in short[:left]:
                widths[n] += 1
                left -= 1
    return widths


def _table(heads: Heads, rows: Cells, foot: Sequence[str], places: Sequence[int], widths: Sequence[int]) -> Table:
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_footer=bool(foot))
    for place, width in zip(places, widths, strict=True):
        head, side = heads[place]
        under = Line(foot[place]) if foot else ""
        made.add_column(Line(head), under, justify="right" if side == "right" else "left", overflow="fold", width=width)
    for row in rows:
        made.add_row(*(Line(row[place]) for place in places))
    return made
