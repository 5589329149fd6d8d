"""A figure as a page shows it: value, interval, n, change, status, sparkline, each in words already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cadran.catalogue import DIMENSIONS
from cadran.catalogue.shape import KPI, Benchmark, Better, Unit
from cadran.query.shares import beside_published
from cadran.query.verdict import Verdict
from cadran.web.charts import Markup
from cadran.web.parts.answers import Answer
from cadran.web.parts.context import Desk
from cadran.web.parts.tables import missing
from cadran.web.parts.trends import Trend
from cadran.web.served import KPIS
from cadran.wording import display

Gap = Mapping[str, Any]
"""A difference, as compare.difference has it."""

OK, BAD, NEUTRAL, FLAT = "ok", "bad", "neutral", "flat"
SHAPES = {OK: "●", BAD: "▼", NEUTRAL: "◆", FLAT: ""}


@dataclass(frozen=True, slots=True)
class Status:
    """A reading: its kind gives the colour, its shape and its words say the same without it."""

    kind: str
    words: str
    tip: str = ""
    shape: str = ""

    @property
    def mark(self) -> str:
        return self.shape or SHAPES[self.kind]


@dataclass(frozen=True, slots=True)
class Against:
    """What a figure is read against, and how it stands: "vs objectif 25 %", "▼ sous"."""

    label: str
    words: str
    status: Status | None = None
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure in words.

    `status` reads it against its target, `moved` against the period before; `against` is the foot of its card, a
    line each. `why` says why there is no value; `note` what was left out of it; `young` that it is not judged yet; `span` over what days it was counted,
    where that bears on how it is read.
    """

    kpi: KPI
    name: str
    value: str
    interval: str
    n: str
    href: str
    change: str = ""
    status: Status | None = None
    moved: Status | None = None
    target: str = ""
    target_value: str = ""
    before: str = ""
    spark: Markup | None = None
    against: tuple[Against, ...] = ()
    span: str = ""
    why: str = ""
    note: str = ""
    young: str = ""
    team: str = ""
    team_tip: str = ""
    tip: str = ""

    @property
    def small(self) -> list[str]:
        """What stands under the value of a card: its days, its interval and base (or why there is none), what was left out."""
        base = "n\u00a0" + self.n if self.n else ""
        interval = _("CI") + "\u00a0" + self.interval if self.interval else ""
        said = (self.why,) if self.why else (interval, base)
        return [words for words in (self.span, *said, self.note) if words]


def name_of(desk: Desk, kpi: str) -> str:
    return desk.say(KPIS[kpi].name)


def short_of(desk: Desk, kpi: str) -> str:
    """The name of a KPI at the head of a column."""
    return desk.say(KPIS[kpi].short or KPIS[kpi].name)


def interval_text(desk: Desk, kpi: KPI, cell: Mapping[str, Any]) -> str:
    """The interval without a second unit sign: 42,7 – 44,5 %."""
    if cell["low"] is None or cell["high"] is None:
        return ""
    return between(desk.value(kpi, cell["low"]), desk.value(kpi, cell["high"]))


def between(low: str, high: str) -> str:
    """Two ends, the percent sign said once.

    >>> between("42,7 %", "44,5 %"), between("3 €", "4 €")
    ('42,7 – 44,5 %', '3 € – 4 €')
    """
    return f"{low.rstrip('%').rstrip()} – {high}"


def count(desk: Desk, amount: Any) -> str:
    return display.UNKNOWN if amount is None else display.number(float(amount), 0, desk.language)


def why(desk: Desk, kpi: str, cell: Mapping[str, Any], answer: Answer | None = None) -> str:
    """Why there is no value, and what would give one."""
    lacks = (answer.unfit.get(kpi) if answer else None) or ()
    if answer and kpi in answer.unfit:
        names = ", ".join(desk.say(DIMENSIONS[name].name) for name in lacks)
        if not names:
            return _("cannot be given with these filters")
        return _("has no “%(names)s”: take that filter away to see it") % {"names": names}
    if cell["state"] == "not_loaded":
        lacking = missing(desk, kpi)
        return (
            _("not loaded: import %(tables)s") % {"tables": ", ".join(lacking)}
            if lacking
            else _("not loaded for this period")
        )
    if cell["state"] == "no_data":
        young = (cell.get("excluded") or {}).get("immature")
        return _("leads still too recent to tell") if young else _("nothing to count in this period")
    return ""


def note(desk: Desk, cell: Mapping[str, Any]) -> str:
    """What was left out of the figure, counted."""
    left = cell.get("excluded") or {}
    found = [display.left_out(why, number, desk.language) for why, number in left.items() if number]
    if part := cell.get("settled"):
        days = desk.days((date.fromisoformat(part["from"]), date.fromisoformat(part["to"])))
        found.append(_("judged on what is old enough, %(days)s") % {"days": days})
    return ", ".join(found)


def young_words(cell: Mapping[str, Any]) -> str:
    """That a figure is not judged yet, where it is so."""
    is_young = cell.get("young") and not cell.get("settled")
    return _("too recent to be judged: results may still come") if is_young else ""


def signed(text: str, value: float) -> str:
    """A difference with its sign; one that rounds to nothing has none.

    >>> signed("1,2 pt", 0.012), signed("0,0 pt", 0.0001), signed("−0,0 pt", -0.0001), signed("−3 s", -3)
    ('+1,2 pt', '0,0 pt', '0,0 pt', '−3 s')
    """
    if not any(digit in text for digit in "123456789"):
        return text.lstrip("−")
    return f"+{text}" if value > 0 else text


def gap_text(desk: Desk, kpi: KPI, gap: Gap) -> str:
    """A difference: points for rates, percents for volumes, the unit itself for the rest."""
    if kpi.unit is Unit.PERCENT:
        points = display.number(gap["value"] * 100, 1, desk.language)
        return signed(_("%(points)s pt") % {"points": points}, gap["value"])
    if (kpi.unit in (Unit.COUNT, Unit.MONEY) or kpi.counted_in) and gap["relative"] is not None:
        return signed(display.percent(gap["relative"], desk.language), gap["relative"])
    if not gap["value"] and gap["relative"] is None:
        return ""
    return signed(desk.value(kpi, gap["value"]), gap["value"])


def gap_interval(desk: Desk, gap: Gap) -> str:
    """The interval of a difference of rates, in points."""
    if gap["low"] is None or gap["high"] is None:
        return ""
    low, high = (signed(display.number(bound * 100, 1, desk.language), bound) for bound in (gap["low"], gap["high"]))
    return _("%(low)s to %(high)s pt") % {"low": low, "high": high}


def status_of(desk: Desk, kpi: KPI, gap: Gap | None) -> Status | None:
    """How a change reads: better, worse, or not to be told from chance; nothing where no interval can be given."""
    if gap is None or gap["low"] is None:
        return None
    words = gap_interval(desk, gap)
    tip = _("change: %(gap)s (95%% interval %(interval)s)") % {"gap": gap_text(desk, kpi, gap), "interval": words}
    if gap["verdict"] == Verdict.UNDECIDED:
        if gap["low"] > 0 or gap["high"] < 0:  # sure as it stands, but not within the same campaigns
            tip += "\n" + _("not certain at the same campaign and temperature: the mix of campaigns has changed")
        return Status(NEUTRAL, _("undecided"), tip)
    is_up = gap["verdict"] == Verdict.HIGHER
    if not kpi.direction:
        return Status(NEUTRAL, _("up") if is_up else _("down"), tip, "▲" if is_up else "▼")
    is_good = is_up == (kpi.direction > 0)
    return Status(OK if is_good else BAD, _("better") if is_good else _("worse"), tip, "▲" if is_up else "▼")


def side_status(kpi: KPI, verdict: str | None) -> Status:
    """How a member stands against a reference: above, below, not told apart."""
    kinds = {1: (OK, BAD), -1: (BAD, OK), 0: (NEUTRAL, NEUTRAL)}[kpi.direction]
    if verdict == Verdict.ABOVE:
        return Status(kinds[0], _("above"), shape="▲")
    if verdict == Verdict.BELOW:
        return Status(kinds[1], _("below"), shape="▼")
    return Status(NEUTRAL, _("not significant"))


def target_status(kpi: KPI, decision: str | None) -> Status:
    """How a figure stands against its target: only where its whole interval is on one side."""
    if decision == Verdict.ABOVE:
        kind = {Better.UP: OK, Better.NONE: NEUTRAL}.get(kpi.better, BAD)
        return Status(kind, _("above target"), shape="▲" if kind != OK else "●")
    if decision == Verdict.BELOW:
        kind = {Better.DOWN: OK, Better.NONE: NEUTRAL}.get(kpi.better, BAD)
        return Status(kind, _("below target"), shape="▼" if kind != OK else "●")
    return Status(NEUTRAL, _("undecided"))


def target_text(desk: Desk, kpi: KPI, target: Mapping[str, Any]) -> str:
    """A target, or the band between its two ends."""
    return _("target %(value)s") % {"value": target_value(desk, kpi, target)}


def target_value(desk: Desk, kpi: KPI, target: Mapping[str, Any]) -> str:
    if target.get("upto") is None:
        return desk.chosen(kpi, target["value"])
    return between(desk.chosen(kpi, target["value"]), desk.chosen(kpi, target["upto"]))


def target_words(desk: Desk, kpi: KPI, cell: Mapping[str, Any]) -> str:
    """The target of a figure and how it stands against it; empty where it has none."""
    target = cell.get("target")
    if not target:
        return ""
    status = target_status(kpi, cell.get("decision"))
    return f"{target_text(desk, kpi, target)} · {status.mark} {status.words}"


def benchmark(kpi: KPI) -> Benchmark | None:
    """The published figure shown beside the KPI: never a target, so none gives a status."""
    return kpi.benchmarks[0] if kpi.benchmarks else None


def tip_of(desk: Desk, kpi: KPI, cell: Mapping[str, Any], before: str = "") -> str:
    """The details of a figure, for hover and focus."""
    lines = [desk.value(kpi, cell["value"])]
    if interval := interval_text(desk, kpi, cell):
        lines.append(_("95%% interval %(interval)s") % {"interval": interval})
    if cell["den"] is not None:
        lines.append(f"{number(desk, cell['num'])} / {number(desk, cell['den'])}")
    said = (_of_agents(desk, kpi, cell), target_words(desk, kpi, cell), note(desk, cell), young_words(cell), before)
    lines += [words for words in said if words]
    return "\n".join(lines)


def number(desk: Desk, amount: Any) -> str:
    if amount is None:
        return display.UNKNOWN
    return display.number(float(amount), 0 if float(amount).is_integer() else 1, desk.language)


def change_of(desk: Desk, kpi: KPI, cell: Mapping[str, Any]) -> Gap | None:
    """The change since the period compared with; of what is too young that of its part old enough; none of a volume that was
    loaded in part then.
    """
    if kpi.den is None and desk.is_compared_in_part:
        return None
    own = (cell.get("settled") or {}) if cell.get("young") else (cell.get("previous") or {})
    gap: Gap | None = own.get("change")
    return gap if gap is not None and gap["value"] is not None else None


def _against(
    desk: Desk, kpi: KPI, cell: Mapping[str, Any], moved: Status | None, whole: Mapping[str, Any] | None
) -> tuple[Against, ...]:
    """A line each: its target, or else a published figure; then the period before. Each mark judges its own line.

    A target's mark has a colour. A published figure is nobody's aim, and what it was measured on is another's: its mark
    has none, and where it speaks of some leads only there is no mark at all.
    """
    lines, mark, gap = [], benchmark(kpi), change_of(desk, kpi, cell)
    if cell.get("target"):
        status = target_status(kpi, cell.get("decision")) if cell.get("decision") else None
        lines.append(Against(_("vs target %(value)s") % {"value": target_value(desk, kpi, cell["target"])}, "", status))
    elif mark and cell["value"] is not None and not cell.get("of_agents"):
        lines.append(_published(desk, kpi, mark, whole if mark.is_for_campaign and whole else cell, bool(whole)))
    if gap is not None:
        before = _compared(desk, desk.value(kpi, cell["previous"]["value"]))
        tip = note(desk, cell) if cell.get("settled") else before
        tip = f"{tip}\n{moved.tip}" if moved and moved.tip else tip
        lines.append(Against(str(desk.filters.versus()), gap_text(desk, kpi, gap), moved, tip))
    elif cell.get("previous") and not cell.get("young") and cell["value"] is not None:
        words = _("loaded in part") if cell["previous"]["value"] is not None else _("nothing to compare")
        lines.append(Against(str(desk.filters.versus()), words, None, desk.compared))
    if (team := desk.team_mean(kpi.id)) is not None:
        lines.append(
            Against(
                _("your team %(value)s") % {"value": desk.value(kpi, team["value"])}, "", None, team_tip(desk, team)
            )
        )
    return tuple(lines)


def team_tip(desk: Desk, team: Mapping[str, Any]) -> str:
    """Of whom a team's mean is, and of which weeks."""
    days = (date.fromisoformat(team["from"]), date.fromisoformat(team["to"]))
    said = {"count": team["agents"], "days": desk.days(days)}
    return _("%(count)s colleagues together, whole weeks: %(days)s") % said


def _published(desk: Desk, kpi: KPI, mark: Benchmark, cell: Mapping[str, Any], has_whole: bool) -> Against:
    label = _("vs published %(value)s") % {"value": desk.chosen(kpi, mark.value)}
    verdict = beside_published(cell, mark)
    words, tip = desk.say(mark.applies_to) if mark.applies_to else "", [desk.say(mark.source), desk.say(mark.weakness)]
    if mark.is_for_campaign and has_whole:
        words = _("campaign to date %(value)s") % {"value": desk.value(kpi, cell["value"])}
        tip.insert(0, desk.say(mark.applies_to) if mark.applies_to else "")
    status = {
        Verdict.ABOVE: Status(NEUTRAL, _("above"), shape="▲"), Verdict.BELOW: Status(NEUTRAL, _("under"), shape="▼"),
        Verdict.UNDECIDED: Status(NEUTRAL, _("undecided")),
    }.get(verdict) if verdict else None  # fmt: skip
    return Against(label, words, status, "\n".join(filter(None, tip)))


def is_campaign_wide(id: str) -> bool:
    """Whether what is published of a KPI is a whole campaign's, to be held against the campaign to date only."""
    mark = benchmark(KPIS[id])
    return mark is not None and mark.is_for_campaign


def campaign_to_date(desk: Desk, kpis: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """KPI → its figure from the first day loaded to the period's end, for those whose published figure is a campaign's."""
    wide = [id for id in kpis if is_campaign_wide(id)]
    if not wide or desk.loaded is None or desk.filters.period is None or desk.filters.period[1] <= desk.loaded[0]:
        return {}
    answer = desk.ask(wide, period=(desk.loaded[0], desk.filters.period[1]))
    return {id: answer.total(id) for id in wide}


def cards(desk: Desk, kpis: Sequence[str], answer: Answer, lines: Mapping[str, Trend]) -> list[Figure]:
    """The cards of a page: each figure with its sparkline."""
    whole = campaign_to_date(desk, kpis)
    return [figure(desk, id, answer, lines.get(id), whole.get(id)) for id in kpis]


def figure(
    desk: Desk, id: str, answer: Answer, trend: Trend | None = None, whole: Mapping[str, Any] | None = None
) -> Figure:
    """A figure from an answer (with the period before where it was asked for), its sparkline, the campaign to date."""
    kpi, cell = KPIS[id], answer.total(id)
    gap, mark, target, before = change_of(desk, kpi, cell), benchmark(kpi), cell.get("target"), ""
    moved, team = status_of(desk, kpi, gap), desk.team_mean(id)
    if gap is not None and not cell.get("settled"):
        before = _compared(desk, desk.value(kpi, cell["previous"]["value"]))
    span = desk.span_words() if mark and mark.is_for_campaign else ""
    reference = target["value"] if target else mark.value if mark and not mark.is_for_campaign else None
    return Figure(
        kpi=kpi,
        name=desk.say(kpi.name),
        value=desk.value(kpi, cell["value"]),
        interval=interval_text(desk, kpi, cell),
        n=count(desk, n) if (n := display.observations(cell)) is not None else "",
        href=desk.kpi_url(id),
        change=gap_text(desk, kpi, gap) if gap else "",
        status=target_status(kpi, cell.get("decision")) if target else moved,
        moved=moved,
        target=target_text(desk, kpi, target) if target else "",
        target_value=target_value(desk, kpi, target) if target else "",
        before=before,
        spark=trend.drawn(reference) if trend else None,
        against=_against(desk, kpi, cell, moved, whole),
        span=" · ".join(filter(None, (span, _of_agents(desk, kpi, cell)))),
        why=why(desk, id, cell, answer) if cell["value"] is None else "",
        note=note(desk, cell),
        young=young_words(cell),
        team=desk.value(kpi, team["value"]) if team else "",
        team_tip=team_tip(desk, team) if team else "",
        tip=tip_of(desk, kpi, cell, before),
    )


def _compared(desk: Desk, value: str) -> str:
    """The figure compared with, after its days."""
    return _("%(days)s: %(value)s") % {"days": desk.compared, "value": value}


def _of_agents(desk: Desk, kpi: KPI, cell: Mapping[str, Any]) -> str:
    """Of what a figure is that is kept to agents, where some calls had none."""
    return desk.say(kpi.by_agent) if cell.get("of_agents") and kpi.by_agent else ""
