"""What was loaded, when and from which file; what was set aside and why."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadran.messages import translated
from cadran.reports.grid import Grid
from cadran.reports.sheet import Field, Kind, Sheet
from cadran.store.ledger import Import, Reject
from cadran.web import trail
from cadran.web.access import role
from cadran.web.pages.kpi import local
from cadran.web.parts import download
from cadran.web.parts.context import Desk
from cadran.web.parts.figures import count
from cadran.web.parts.page import page
from cadran.web.parts.tables import table_words

AT_MOST = 200
COLUMNS = ("import_id", "table", "file_name", "source_system", "covers_from", "covers_to", "rows_read", "rows_new", "rows_updated",
           "rows_unchanged", "rows_duplicate", "rows_contradictory", "rows_rejected", "finished_at", "undone_at")  # fmt: skip


@page("pages/imports.html", gettext_lazy("Imports and rejects"), internal=True)
def imports(desk: Desk) -> dict[str, Any] | HttpResponse:
    """The ledger, newest first."""
    lines = desk.executor.imports()[::-1]
    if format := desk.request.GET.get("format"):
        return _file(desk, format, lines)
    return {"has_no_filters": True, "lines": [_line(desk, line) for line in lines], "table": "imports"}


def _file(desk: Desk, format: str, lines: list[Import]) -> HttpResponse:
    """The whole ledger as the page shows it, or with the model's columns."""
    download.check(format)
    if format in download.MACHINE:
        return download.file(
            Grid(COLUMNS, [[getattr(line, name) for name in COLUMNS] for line in lines]), format, "imports"
        )
    heads = (
        Field(_("Number"), Kind.NUMBER), Field(_("File")), Field(_("Table")), Field(_("Source")), Field(_("From"), Kind.DAY),
        Field(_("To"), Kind.DAY), Field(_("Read"), Kind.NUMBER), Field(_("New"), Kind.NUMBER), Field(_("Updated"), Kind.NUMBER),
        Field(_("Unchanged"), Kind.NUMBER), Field(_("Duplicates"), Kind.NUMBER), Field(_("Contradictory"), Kind.NUMBER),
        Field(_("Set aside"), Kind.NUMBER), Field(_("Loaded on"), Kind.INSTANT), Field(_("taken back"), Kind.INSTANT),
    )  # fmt: skip
    rows = [
        [line.import_id, line.file_name, table_words(line.table), line.source_system, line.covers_from, line.covers_to,
         line.rows_read, line.rows_new, line.rows_updated, line.rows_unchanged, line.rows_duplicate, line.rows_contradictory,
         line.rows_rejected, desk.zoned(line.finished_at), desk.zoned(line.undone_at) if line.undone_at else None]
        for line in lines
    ]  # fmt: skip
    return download.as_shown(desk, format, Sheet(_("Loads"), heads, rows))


@page("pages/rejects.html", gettext_lazy("Rejects"), internal=True)
def rejects(desk: Desk, id: int) -> dict[str, Any] | HttpResponse:
    """What one import set aside, with the reason of each; for managers, the raw lines to mend."""
    line = next((line for line in desk.executor.imports() if line.import_id == id), None)
    if line is None:
        raise Http404
    format, may_mend = desk.request.GET.get("format", ""), role(desk.request.user) == "manager"
    if format == "raw" and not may_mend:
        raise Http404
    found = desk.executor.rejects(id, None if format else AT_MOST)
    if format == "raw":
        return _raw(desk, line, found)
    found = [replace(fault, reason=translated(fault.reason, desk.language)) for fault in found]
    columns = ("line", "column", "reason")
    if format:
        download.check(format)
        lines = [[getattr(reject, name) for name in columns] for reject in found]
        if format in download.MACHINE:
            return download.file(Grid(columns, lines), format, f"rejects-{id}")
        heads = (Field(_("Line"), Kind.NUMBER), Field(_("Column")), Field(_("Reason")))
        sheet = Sheet(_("Rejects of import %(id)s") % {"id": id}, heads, lines)
        return download.as_shown(desk, format, sheet)
    return {
        "has_no_filters": True,
        "title": _("Rejects of import %(id)s") % {"id": id},
        "line": _line(desk, line),
        "rejects": found,
        "has_more": line.rows_rejected > len({reject.line for reject in found}),
        "at_most": AT_MOST,
        "table": "rejects",
        "back": desk.url("imports"),
        "raw": desk.here(format="raw") if may_mend and found else "",
    }


def _raw(desk: Desk, line: Import, found: list[Reject]) -> HttpResponse:
    """The lines set aside as they stood in the file, under its own header: to mend and to import again.

    They may hold personal data: only who runs the whole centre has them, and the trail says who took them.
    """
    lines = dict.fromkeys((fault.line, fault.raw or "") for fault in found)
    text = desk.executor.header(line.import_id) + "".join(raw.rstrip("\r\n") + "\n" for _line, raw in lines)
    trail.note("rejects_taken", imports=line.import_id)
    response = HttpResponse(text.encode(), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="cadran-rejects-{line.import_id}.csv"'
    return response


def _line(desk: Desk, line: Import) -> dict[str, Any]:
    covers = ""
    if line.covers_from and line.covers_to:
        covers = _("%(first)s to %(last)s") % {"first": desk.day(line.covers_from), "last": desk.day(line.covers_to)}
    numbers = {
        name: count(desk, getattr(line, f"rows_{name}"))
        for name in ("read", "new", "updated", "unchanged", "duplicate", "rejected")
    }
    return {
        **numbers,
        "id": line.import_id,
        "file": line.file_name,
        "table": table_words(line.table),
        "source": line.source_system,
        "covers": covers,
        "at": local(desk, line.finished_at),
        "undone": local(desk, line.undone_at) if line.undone_at else "",
        "has_rejects": line.rows_rejected > 0,
        "notes": translated(line.notes or "", desk.language).splitlines(),
    }
