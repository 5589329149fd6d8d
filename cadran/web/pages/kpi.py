"""The page of one KPI: what it means, how it reads, its variants, its series, its breakdowns, its rows, its SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadran.catalogue import DIMENSIONS, FAMILIES
from cadran.catalogue import KPIS as CATALOGUE
from cadran.catalogue.shape import KPI, Basis
from cadran.catalogue.sources import reference
from cadran.query.request import Request
from cadran.reports.sheet import Sheet
from cadran.web.access import may_note
from cadran.web.charts import Bar, Markup, bars
from cadran.web.parts import panels, sheets
from cadran.web.parts.answers import Answer
from cadran.web.parts.context import Desk
from cadran.web.parts.figures import Figure, campaign_to_date, figure, number, tip_of, why
from cadran.web.parts.page import is_internal, page
from cadran.web.parts.series import KINDS, chart
from cadran.web.parts.view_blocks import result_of, told, verdicts
from cadran.web.served import KPIS
from cadran.wording import display

BENCHMARKS = {
    "good": gettext_lazy("good from"), "average": gettext_lazy("average"), "best": gettext_lazy("best"),
    "floor": gettext_lazy("at least"), "target": gettext_lazy("aim"), "low": gettext_lazy("low"), "high": gettext_lazy("high"),
}  # fmt: skip
LINES = 20
"""Members that a breakdown shows before it is asked for all."""
USUAL, TABS = ("campaign", "list", "source", "team", "agent", "segment"), 8
"""Dimensions that stand open beside those that a KPI names; others are in a menu."""


@page("pages/kpi.html", gettext_lazy("KPI"))
def kpi(desk: Desk, id: str) -> dict[str, Any]:
    """One KPI under the filters."""
    declared = declared_for(desk, id)
    answer = desk.keep(id, desk.ask([id], compare=True))
    table = result_of(desk, declared.view.analysis) if declared.view else None
    return {
        "title": desk.say(declared.name),
        "kpi": declared,
        "figure": figure(desk, id, answer, whole=campaign_to_date(desk, [id]).get(id)),
        "parts": parts(desk, declared, answer),
        "words": words(desk, declared),
        "bases": bases(desk, declared),
        "variants": variants(desk, declared),
        "series": None if declared.view else chart(desk, declared),
        "told": told(desk, table) if table else None,
        "breakdown": breakdown(desk, declared, declared.view.by if declared.view and table and table.tables else ()),
        "rows": {part: desk.url("rows", id, part=part) for part in ("num", *(["den"] if declared.den else []))},
        "sql_href": desk.url("sql", id) if is_internal(desk.request) else "",
        "notes": [note_words(desk, note) for note in answer.result.notes] if answer.result else [],
        "as_of": local(desk, answer.result.as_of) if answer.result else "",
        "why": why(desk, id, answer.total(id), answer),
        "compare": desk.url("compare", kpi=id),
        "kinds": KINDS.items() if may_note(desk.request) else (),
        "campaigns": desk.members("campaign"),
    }


@page("pages/sql.html", gettext_lazy("SQL"), internal=True)
def sql(desk: Desk, id: str) -> dict[str, Any]:
    """The statement behind the figure, with its values."""
    declared = declared_for(desk, id)
    request = Request(
        (id,), period=desk.filters.period, where=desk.filters.where, basis=desk.filters.basis, scope=desk.scope
    )
    return {"title": desk.say(declared.name), "sql": desk.executor.explain(request), "back": desk.kpi_url(id)}


def declared_for(desk: Desk, id: str) -> KPI:
    """The KPI of that id; 404 alike when there is none and when it is not this person's to see."""
    if id not in KPIS or id not in desk.allowed:
        raise Http404
    return KPIS[id]


def note_words(desk: Desk, note: Mapping[str, Any]) -> str:
    """A note of the figures; the days of a whole period compared with are said as pages say days."""
    text = str(note[desk.language])
    if note.get("code") != "compared" or "UTC" in text:
        return text
    days = (date.fromisoformat(note["from"]), date.fromisoformat(note["to"]))
    return _("Compared with: %(days)s.") % {"days": desk.days(days)}


def local(desk: Desk, instant: datetime) -> str:
    """An instant of the store in the centre's zone, in words."""
    return desk.day(desk.zoned(instant))


def parts(desk: Desk, declared: KPI, answer: Answer) -> list[tuple[str, str]]:
    """Numerator and denominator, counted."""
    cell = answer.total(declared.id)
    if cell["den"] is None:
        return []
    return [(_("Numerator"), number(desk, cell["num"])), (_("Denominator"), number(desk, cell["den"]))]


def words(desk: Desk, declared: KPI) -> dict[str, Any]:
    """The declaration in plain words."""
    family, is_own = FAMILIES[declared.family], declared.id not in CATALOGUE
    return {
        "is_own": is_own,
        "family": desk.say(family.name),
        "question": desk.say(declared.name if is_own and declared.question.en == declared.id else declared.question),
        "formula": desk.say(declared.formula),
        "reading": desk.say(declared.reading),
        "action": desk.say(declared.action),
        "maturity": f"{display.maturity(declared.matures_s, desk.language)}." if declared.matures_s else "",
        "caution": desk.say(declared.caution) if declared.caution else "",
        "differs": desk.say(declared.differs) if declared.differs else "",
        "example": desk.say(declared.example.working) if declared.example else "",
        "synonyms": ", ".join(desk.say(text) for text in declared.synonyms),
        "benchmarks": [_benchmark(desk, declared, one) for one in declared.benchmarks],
        "sources": [desk.say(reference(ref)) for ref in declared.refs],
    }


def _benchmark(desk: Desk, declared: KPI, one: Any) -> dict[str, str]:
    upto = f" – {desk.chosen(declared, one.upto)}" if one.upto is not None else ""
    return {
        "kind": str(BENCHMARKS.get(one.kind, one.kind)),
        "value": desk.chosen(declared, one.value) + upto,
        "applies": desk.say(one.applies_to) if one.applies_to else "",
        "source": desk.say(one.source),
        "weakness": desk.say(one.weakness),
    }


def bases(desk: Desk, declared: KPI) -> list[tuple[str, str, bool]]:
    """The two bases, where the KPI leaves the choice."""
    if declared.basis is not None:
        return []
    is_cohort = desk.filters.basis == "cohort"
    return [
        (_("Activity of the period"), desk.here(basis="activity"), not is_cohort),
        (_("Leads created in the period"), desk.here(basis="cohort"), is_cohort),
    ]


@dataclass(frozen=True, slots=True)
class Variant:
    """Another reading of the name, on the same data."""

    figure: Figure
    differs: str
    formula: str
    is_here: bool


def variants(desk: Desk, declared: KPI) -> list[Variant]:
    """The readings of one name, this one among them; then what is read beside it."""
    root = declared.variant_of or declared.beside or declared.same_as or declared.id
    kin = [
        one for one in KPIS.values()
        if root in (one.id, one.variant_of, one.beside, one.same_as) or one.id in declared.see_also
    ]  # fmt: skip
    ids = [one.id for one in kin if one.id in desk.allowed and not one.view]
    if len(ids) < 2:
        return []
    ids = [id for id in ids if (KPIS[id].basis is Basis.STOCK) == (declared.basis is Basis.STOCK)]
    answer = desk.ask(ids, compare=True)
    found = [
        Variant(
            figure(desk, id, answer), desk.say(KPIS[id].differs) if KPIS[id].differs else "",
            desk.say(KPIS[id].formula), id == declared.id,
        )
        for id in ids
    ]  # fmt: skip
    desk.keep("variants", answer, sheet=lambda: _variants_sheet(desk, found, answer))
    return found


def _variants_sheet(desk: Desk, found: Sequence[Variant], answer: Answer) -> Sheet:
    heads = (_("KPI"), _("Value"), _("95%% interval") % {}, "n", _("How it is counted"), _("How this variant differs"))
    lines = [
        (one.figure.name, one.figure.value, one.figure.interval, one.figure.n, one.formula, one.differs)
        for one in found
    ]
    assert answer.result is not None
    return sheets.of_lines(desk, _("Variants of this KPI, on the same data"), heads, lines, answer.result)


@dataclass(frozen=True, slots=True)
class Breakdown:
    """`tabs` are the dimensions that the KPI is best read by, `others` all that it can be."""

    tabs: list[tuple[str, str, bool]]
    others: list[tuple[str, str, bool]]
    by: str
    words: str
    lines: list[panels.Member]
    bars: Markup | str
    hidden: int
    name: str
    all_href: str
    of: str = ""


def breakdown(desk: Desk, declared: KPI, told_by: Sequence[str] = ()) -> Breakdown | None:
    """The KPI by one of the dimensions it has: a ranking on intervals, or bars for volumes.

    What a view on the page has told by, all else equal, is not ranked a second time as it stands; a share is one among
    the members that its view tells apart, and 100 % by anything else.
    """
    if told_by and declared.view and declared.view.share:
        return None
    fit = [name for name in DIMENSIONS if desk.fits(declared.id, name) and name not in told_by]
    if not fit:
        return None
    usual = next((name for name in declared.breakdowns if name in fit), fit[0])
    by = desk.choice("by", fit, usual)
    answer = desk.ask([declared.id], by=(by,))
    first = [name for name in dict.fromkeys((*declared.breakdowns, *USUAL)) if name in fit][:TABS]
    first = first if by in first else [*first, by]
    tabs, others = (
        [(desk.say(DIMENSIONS[name].name), desk.here(by=name, all=None), name == by) for name in names]
        for names in (first, [name for name in fit if name not in first])
    )
    at_most = len(answer.rows) if desk.own("all") else LINES
    is_ranked = declared.den is not None and not (declared.view and declared.view.share)
    rows = panels.ranked(desk, declared.id, answer, by) if is_ranked else largest_first(desk, declared, answer, by)
    words = desk.say(DIMENSIONS[by].name)
    title = _("By %(by)s") % {"by": words.lower()}
    desk.keep(f"{declared.id}-{by}", answer, title=f"{desk.say(declared.name)} – {title}", rows=rows)
    lines = panels.ranking(desk, declared.id, answer, by, verdicts(desk, declared.id, by)) if is_ranked else []
    drawn = bars(_bars(desk, declared, rows[:at_most], by)) if not is_ranked and answer.rows else ""
    hidden = max(0, len(answer.rows) - at_most)
    of = (
        desk.say(declared.by_agent)
        if declared.by_agent and answer.result and answer.result.is_of_agents(declared.id)
        else ""
    )
    return Breakdown(
        tabs, others, by, words, lines[:at_most], drawn, hidden, f"{declared.id}-{by}", desk.here(all=1), of
    )


def largest_first(desk: Desk, declared: KPI, answer: Answer, by: str) -> list[dict[str, Any]]:
    """Rows of a volume, the largest first; an ordered dimension keeps its own order."""
    rows = sorted(answer.rows, key=lambda row: -(row["values"][declared.id]["value"] or 0))
    if DIMENSIONS[by].is_ordered:
        rows.sort(key=lambda row: desk.place(by, row["key"][by]))
    return rows


def _bars(desk: Desk, declared: KPI, rows: Sequence[dict[str, Any]], by: str) -> list[Bar]:
    return [
        Bar(
            desk.label(by, row["key"][by]),
            row["values"][declared.id]["value"],
            desk.value(declared, row["values"][declared.id]["value"]),
            tip=tip_of(desk, declared, row["values"][declared.id]),
            href=desk.kpi_url(
                declared.id, where=desk.filters.at(by, None if row["key"][by] is None else str(row["key"][by]))
            ),
            is_young=bool(row["values"][declared.id].get("young")),
        )
        for row in rows
    ]
