"""Figures as tables one can read in a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table

from cadran.catalogue import DIMENSIONS, KPIS
from cadran.catalogue.columns import words_of
from cadran.catalogue.shape import KPI, Text, Unit
from cadran.cli.lines import Line, tables
from cadran.messages import Message
from cadran.query.request import Request
from cadran.query.result import Result
from cadran.reports.grid import Grid
from cadran.wording.display import (
    NO_BREAK,
    UNKNOWN,
    days,
    left_out,
    member,
    named,
    number,
    observations,
    period,
    say,
    stored,
    value,
)

_LABELS = {
    "period": Text("Période", "Period"),
    "total": Text("Total", "Total"),
    "of_all": Text("Total, tous appels", "Total, all calls"),
    "kpi": Text("Indicateur", "KPI"),
    "value": Text("Valeur", "Value"),
    "interval": Text("Intervalle à 95 %", "95% interval"),
    "num": Text("Numérateur", "Numerator"),
    "den": Text("Dénominateur", "Denominator"),
    "none": Text("(non renseigné)", "(unassigned)"),
    "no_data": Text("rien à compter", "nothing to count"),
    "not_loaded": Text("non chargé", "not loaded"),
    "before": Text("Avant", "Before"),
    "now": Text("Maintenant", "Now"),
    "change": Text("Écart", "Change"),
    "target": Text("Objectif", "Target"),
    "higher": Text("plus haut", "higher"),
    "lower": Text("plus bas", "lower"),
    "undecided": Text("indécis", "undecided"),
    "above": Text("au-dessus", "above"),
    "below": Text("au-dessous", "below"),
    "points": Text("pt", "pt"),
    "cumulated": Text("Cumulé", "Cumulated"),
    "estimated": Text("dont coûts estimés", "of it, estimated costs"),
}


def print_result(
    result: Result,
    request: Request,
    language: str,
    currency: str,
    console: Console,
    own: Mapping[str, KPI] | None = None,
) -> None:
    """One KPI a line where nothing is broken down; else one member a line and one KPI a column."""
    shown = _Shown(result, request, language, currency, {**KPIS, **(own or {})})
    for table in shown.broken_down(console.width) if request.by or request.grain else shown.summary(console.width):
        console.print(table)
    for note in shown.notes():
        console.print(Line(f"· {note}", style="dim"))


class _Shown:
    """A result in a language: its cells as texts, and the tables of them."""

    def __init__(self, result: Result, request: Request, language: str, currency: str, kpis: Mapping[str, KPI]) -> None:
        self.result, self.request, self.language, self.currency, self.kpis = result, request, language, currency, kpis
        self.words = {name: say(text, language) for name, text in _LABELS.items()}
        self.compared = result.compared is not None
        self.beside = "restated" if self.compared and (result.compared or {})["with"] == "now" else "previous"
        more = {kpi: result.columns.more(line) for line, kpi in enumerate(result.columns.kpis)}
        self.targeted, self.estimated, self.cumulated = (
            [kpi for kpi, names in more.items() if name in names] for name in ("target", "estimated", "cumulated")
        )
        self.has_targets = bool(self.targeted)

    def name(self, kpi: str) -> str:
        if kpi not in self.kpis:
            return kpi
        return named(self.kpis[kpi], self.language, is_of_agents=self.result.is_of_agents(kpi))

    def amount(self, kpi: str, amount: float | None) -> str:
        unit = self.kpis[kpi].unit if kpi in self.kpis else Unit.RATIO
        return value(amount, unit, self.language, self.currency)

    def value(self, kpi: str, cell: dict[str, Any]) -> str:
        """A value, or why there is none."""
        if cell["state"] != "ok":
            return f"{UNKNOWN} {self.words[cell['state']]}"
        return self.amount(kpi, cell["value"])

    def interval(self, kpi: str, cell: dict[str, Any]) -> str:
        if cell["low"] is None or cell["high"] is None:
            return ""
        return f"{self.amount(kpi, cell['low'])} – {self.amount(kpi, cell['high'])}"

    def part(self, amount: Any) -> str:
        if amount is None:
            return ""
        return number(float(amount), 0 if float(amount).is_integer() else 2, self.language)

    def other(self, kpi: str, cell: dict[str, Any]) -> str:
        beside = cell.get(self.beside)
        return self.value(kpi, beside) if beside else UNKNOWN

    def change(self, kpi: str, cell: dict[str, Any]) -> str:
        """The difference with its sign, in points for rates, and the verdict where an interval can give one."""
        change = (cell.get(self.beside) or {}).get("change") or {}
        gap = change.get("value")
        if gap is None:
            return UNKNOWN
        if kpi in self.kpis and self.kpis[kpi].unit is Unit.PERCENT:
            text = f"{number(gap * 100, 1, self.language)}{NO_BREAK}{self.words['points']}"
        else:
            text = self.amount(kpi, gap)
        verdict = self.words[change["verdict"]] if change.get("low") is not None else ""
        return ("+" if gap > 0 else "") + text + (f" ({verdict})" if verdict else "")

    def target(self, kpi: str, cell: dict[str, Any]) -> str:
        if "target" not in cell:
            return ""
        wanted, upto = cell["target"]["value"], cell["target"]["upto"]
        text = self.amount(kpi, wanted) + (f" – {self.amount(kpi, upto)}" if upto is not None else "")
        return f"{text} ({self.words[cell['decision']]})"

    def summary(self, width: int) -> list[Table]:
        more = ["now" if self.beside == "restated" else "before", "change"] if self.compared else []
        more += ["target"] if self.has_targets else []
        names = ("value", "interval", "num", "den", *more)
        heads = [(self.words["kpi"], "left"), *((self.words[name], "right") for name in names)]
        lines = []
        for kpi in self.request.kpis:
            cell = self.result.total[kpi]
            is_ratio = cell["den"] is not None
            line = [self.name(kpi), self.value(kpi, cell), self.interval(kpi, cell)]
            line += [self.part(cell["num"]) if is_ratio else "", self.part(cell["den"])]
            line += [self.other(kpi, cell), self.change(kpi, cell)] if self.compared else []
            line += [self.target(kpi, cell)] if self.has_targets else []
            lines.append(line)
        return tables(heads, lines, width)

    def broken_down(self, width: int) -> list[Table]:
        """Members and periods down, KPIs across; one KPI alone shows its interval too."""
        request = self.request
        keys = [say(DIMENSIONS[name].name, self.language) if name in DIMENSIONS else name for name in request.by]
        keys += [self.words["period"]] if request.grain else []
        order = self.order()
        found: list[list[str]] = [self.words_of_members(name, order) for name in request.by]
        if request.grain:
            labels = self.result.keys.labels()
            found.append([_period(labels[row], self.language) for row in order])
        apart = any("of_agents" not in self.result.total[kpi] and self.result.is_of_agents(kpi) for kpi in request.kpis)
        total_words = self.words["of_all" if apart else "total"]
        heads, foot = [(key, "left") for key in keys], [total_words, *("" for _ in keys[1:])]
        for line, kpi in enumerate(self.result.columns.kpis):
            *cells, total = self.result.columns.cells(line)
            for head, text in self.columns(kpi, total):
                heads.append((head, "right"))
                foot.append(text)
            lines = [[text for _, text in self.columns(kpi, cells[row])] for row in order]
            found += [list(column) for column in zip(*lines, strict=True)]
        return tables(heads, [list(line) for line in zip(*found, strict=True)], width, foot=foot, keys=len(keys))

    def words_of_members(self, dimension: str, order: Sequence[int]) -> list[str]:
        """The members of a dimension in words, row by row; each is put in words once."""
        members = self.result.keys.column(dimension)
        texts = {member: _member(dimension, member, self.language) for member in set(members)}
        return [texts[members[row]] for row in order]

    def order(self) -> Sequence[int]:
        """The rows, by place; where shares are added up, in the order in which they are."""
        count = len(self.result.keys)
        if not self.cumulated or self.request.grain or len(self.request.by) > len(self._own_dimensions()):
            return range(count)
        line = self.result.columns.kpis.index(self.cumulated[0])
        cells = self.result.columns.cells(line)

        def place(row: int) -> tuple[bool, float, float]:
            reached = cells[row].get("cumulated")
            return reached is None, reached or 0, -(cells[row]["num"] or 0)  # what adds nothing comes after what does

        return sorted(range(count), key=place)

    def _own_dimensions(self) -> tuple[str, ...]:
        table = self.kpis[self.cumulated[0]].view
        return table.by if table else ()

    def columns(self, kpi: str, cell: dict[str, Any]) -> list[tuple[str, str]]:
        """(head, text) of the columns that a KPI takes in a breakdown."""
        found = [(self.name(kpi), self.value(kpi, cell))]
        if kpi in self.cumulated:
            found.append((self.words["cumulated"], self.amount(kpi, cell["cumulated"]) if "cumulated" in cell else ""))
        if kpi in self.estimated and kpi == self.estimated[0]:
            amount = value(cell.get("estimated"), Unit.MONEY, self.language, self.currency)
            found.append((self.words["estimated"], amount if "estimated" in cell else ""))
        if len(self.request.kpis) == 1:
            found += [(self.words["interval"], self.interval(kpi, cell)), ("n", self.part(observations(cell)))]
        if self.compared:
            found.append((self.words["change"], self.change(kpi, cell)))
        if kpi in self.targeted:
            found.append((self.words["target"], self.target(kpi, cell)))
        return found

    def old_enough(self, kpi: str, part: Mapping[str, Any]) -> str:
        """The figure of the days that are old enough to be judged, and its change."""
        span = days(date.fromisoformat(part["from"]), date.fromisoformat(part["to"]), self.language)
        told = self.change(kpi, {self.beside: {"change": part["change"]}}) if part["change"] else ""
        colon = f"{NO_BREAK}: " if self.language == "fr" else ": "
        return f"{self.name(kpi)}, {span}{colon}{self.amount(kpi, part['value'])}" + (f", {told}" if told else "")

    def notes(self) -> list[str]:
        """The result's own notes, and what was left out of each figure."""
        notes = [str(note[self.language]) for note in self.result.notes]
        for kpi, cell in self.result.total.items():
            notes += [self.old_enough(kpi, cell["settled"])] if "settled" in cell else []
            left = [left_out(why, count, self.language) for why, count in cell["excluded"].items() if count]
            if left:
                notes.append(self.name(kpi) + (f"{NO_BREAK}: " if self.language == "fr" else ": ") + ", ".join(left))
        return notes


def _member(dimension: str, of: Any, language: str) -> str:
    text = member(dimension, of)
    return say(text, language) if text else say(_LABELS["none"], language)


def _period(key: str | None, language: str) -> str:
    return period(key, language) if key else say(_LABELS["none"], language)


def print_grid(grid: Grid, language: str, zone: str, console: Console) -> None:
    """Rows in the reader's words, instants in that zone; what is the same on every row is said once, what holds nothing is
    left out.
    """
    if not grid.rows:
        console.print(Message("No row.").text(language))
        return
    values = {name: {row[place] for row in grid.rows} for place, name in enumerate(grid.columns)}
    same = [name for name in grid.columns if len(values[name]) == 1 and len(grid.rows) > 1]
    shown = [place for place, name in enumerate(grid.columns) if name not in same and values[name] != {None}]
    names = {name: say(words_of(name), language) for name in grid.columns}
    lines = [[cell_text(grid.columns[place], row[place], language, zone) for place in shown] for row in grid.rows]
    for table in tables([(names[grid.columns[place]], "left") for place in shown], lines, console.width):
        console.print(table)
    told = [
        f"{names[name]} = {cell_text(name, next(iter(values[name])), language, zone)}"
        for name in same
        if values[name] != {None}
    ]
    if told:
        console.print(Line(Message("Everywhere: {values}", values=told).text(language), style="dim"))


def cell_text(column: str, item: Any, language: str, zone: str) -> str:
    """A stored value as text, an instant (UTC) in the zone."""
    if isinstance(item, datetime):
        item = item.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    return stored(column, item, language)
