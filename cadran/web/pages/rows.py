"""The rows behind a figure: as many as it counts, under the same filters; paged, and to be taken away as a file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadran.catalogue.columns import DIMENSION_OF, INTERNAL, words_of
from cadran.catalogue.shape import KPI
from cadran.query.request import Request
from cadran.reports.grid import Grid
from cadran.web.pages.kpi import declared_for, local
from cadran.web.parts import download
from cadran.web.parts.context import Desk
from cadran.web.parts.figures import count
from cadran.web.parts.page import page
from cadran.web.parts.sheets import file_name, of_rows
from cadran.wording import display

SIZE, AT_MOST = 50, 200_000
NAMED = ("campaign", "list", "agent", "product")
_FIRST = (
    "started_at",
    "created_at",
    "ordered_at",
    "booked_at",
    "lead_id",
    "campaign_id",
    "list_id",
    "agent_id",
    "outcome",
    "last_outcome",
    "reason",
)


@page("pages/rows.html", gettext_lazy("Rows"))
def rows(desk: Desk, id: str) -> dict[str, Any] | HttpResponse:
    """One page of rows, or all of them as a file."""
    declared = declared_for(desk, id)
    part = desk.choice("part", ["num", "den"] if declared.den else ["num"], "num")
    number = max(1, min(_whole(desk.own("page", "1")), AT_MOST // SIZE))
    format = desk.request.GET.get("format", "")
    request = Request(
        (id,), period=desk.filters.period, where=desk.filters.where, basis=desk.filters.basis, scope=desk.scope
    )
    limit = AT_MOST if format else number * SIZE + 1
    found = desk.executor.rows(request, id, part=part, limit=limit)
    if format:
        return _file(desk, format, declared, part, found)
    first, has_more = (number - 1) * SIZE, found.num_rows > number * SIZE
    shown = found.slice(first, SIZE)
    names = _columns(shown)
    lines = [[_text(desk, name, value) for name, value in zip(names, line, strict=True)]
             for line in zip(*(shown.column(name).to_pylist() for name in names), strict=True)] if names else []  # fmt: skip
    cell = desk.ask([id]).total(id)
    return {
        "title": desk.say(declared.name),
        "formula": desk.say(declared.formula),
        "value": desk.value(declared, cell["value"]),
        "back": desk.kpi_url(id),
        "names": [desk.say(words_of(name)) for name in names],
        "lines": lines,
        "first": count(desk, first + 1),
        "last": count(desk, first + len(lines)),
        "parts": [
            (words, desk.here(part=key, page=None), key == part)
            for key, words in (("num", _("Rows of the numerator") if declared.den else _("Rows counted")), ("den", _("Rows of the denominator")))
            if key == "num" or declared.den
        ],
        "previous": desk.here(page=number - 1) if number > 1 else "",
        "next": desk.here(page=number + 1) if has_more else "",
    }  # fmt: skip


def _file(desk: Desk, format: str, declared: KPI, part: str, found: Any) -> HttpResponse:
    """All the rows: for a reader with the columns of the screen, for a machine with every column."""
    download.check(format)
    if format in download.MACHINE:
        return download.file(Grid.from_arrow(found), format, file_name(desk, f"{declared.id}-{part}"))
    words = (
        _("Rows of the denominator")
        if part == "den"
        else _("Rows of the numerator")
        if declared.den
        else _("Rows counted")
    )
    sheet = of_rows(desk, f"{desk.say(declared.name)} – {words}", found, _columns(found))
    return download.as_shown(desk, format, sheet)


def _whole(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 8 else 1


def _columns(table: Any) -> list[str]:
    """What tells the rows apart first; columns that hold nothing are left out."""
    told = [name for name in table.column_names if name not in INTERNAL]
    held = [name for name in told if table.column(name).null_count < table.num_rows]
    return [*(name for name in _FIRST if name in held), *(name for name in held if name not in _FIRST)]


def _text(desk: Desk, column: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return local(desk, value)
    dimension = DIMENSION_OF.get(column, column)
    if dimension in NAMED:
        return desk.label(dimension, value)
    return display.stored(column, value, desk.language)
