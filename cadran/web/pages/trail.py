"""Who changed what, and when: the store, accounts, rights and tokens; for administrators."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadran.reports.grid import Grid
from cadran.reports.sheet import Field, Kind, Sheet
from cadran.reports.trail import sentence, who
from cadran.store.trail import Entry
from cadran.web import trail as kept
from cadran.web.parts import download
from cadran.web.parts.context import Desk
from cadran.web.parts.page import page

AT_MOST, IN_A_FILE = 200, 100_000


@page("pages/trail.html", gettext_lazy("Trail of changes"))
def trail(desk: Desk) -> dict[str, Any] | HttpResponse:
    """The latest changes first; all of them in a file."""
    if not kept.may_read(desk.request):
        raise Http404
    if format := desk.request.GET.get("format"):
        return _file(desk, format)
    found = kept.entries(AT_MOST + 1)
    lines = [(desk.day(desk.zoned(one.at)), who(one.who, desk.language), _said(desk, one)) for one in found[:AT_MOST]]
    return {
        "has_no_filters": True,
        "lines": lines,
        "table": "trail",
        "has_more": len(found) > AT_MOST,
        "at_most": AT_MOST,
    }


def _said(desk: Desk, entry: Entry) -> str:
    return sentence(entry.what, entry.detail, desk.language)


def _file(desk: Desk, format: str) -> HttpResponse:
    download.check(format)
    found = kept.entries(IN_A_FILE)
    if format in download.MACHINE:
        rows = [[one.at, one.who, one.what, sentence(one.what, one.detail, "en")] for one in found]
        return download.file(Grid(("at", "who", "what", "sentence"), rows), format, "trail")
    heads = (Field(_("When"), Kind.INSTANT), Field(_("Who")), Field(_("What")))
    shown = [[desk.zoned(one.at), who(one.who, desk.language), _said(desk, one)] for one in found]
    return download.as_shown(desk, format, Sheet(_("Trail of changes"), heads, shown))
