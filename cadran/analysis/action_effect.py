"""Whether what the centre changed had an effect: before and after, against those that it did not concern."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import sqrt
from typing import Any

from cadran.analysis import words
from cadran.analysis.asking import Asked, figure
from cadran.analysis.result import Column, Finding, Table
from cadran.analysis.shape import Answer, Options, View
from cadran.analysis.statistics import Bounds, Counts, decided, mantel_haenszel, z_of
from cadran.catalogue import KPIS
from cadran.catalogue.shape import KPI, Better, Text, Unit
from cadran.errors import CadranError, UsageError, did_you_mean
from cadran.query.entities import Action, actions
from cadran.query.periods import local_day

STEPS = ("contact_rate", "argued_call_rate", "appointment_rate", "conversion_per_conversation")
"""The outcomes that an action on calls can change, in the order of the call; each is tested."""
MONEY = ("cost_per_order", "margin_per_order")
DAYS = 28
"""How long before and after are looked at, at most: whole weeks, so that weekdays weigh the same on both sides."""
ENOUGH = 30
"""Observations that each of the four cells needs."""

_NOTHING: Mapping[str, Any] = {}

Cells = Mapping[tuple[Any, str], Counts]
"""(campaign, day) → numerator and denominator."""


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that an action concerns, or those it is held against: a filter, and how it is said."""

    where: Mapping[str, Any]
    name: Text


@dataclass(frozen=True, slots=True)
class Change:
    """From before to after at equal campaigns: the difference and its standard error, spread of days counted in."""

    difference: float
    error: float


def run(asked: Asked, options: Options) -> Answer:
    """The steps and the money before and after the action, those of the control group, and the difference of the two."""
    known = actions(asked.source.engine, asked.scope)
    if not known:
        text = Text(
            "Aucune action n’est notée : notez ce que le centre change (formation, script, offre) pour en mesurer l’effet.",
            "No action is noted: note what the centre changes (training, script, offer) to measure its effect.",
        )
        return Answer((_actions(known),), (Finding("no_action", "neutral", text),))
    action = _chosen(known, options["action"])
    windows = _windows(asked, action, int(options["days"]))
    treated, control = _groups(asked, action, known, windows)
    tables = [_actions(known)]
    findings: list[Finding] = [_said(action, windows, treated, control)]
    others = _also(action, known, windows, control)
    if others:
        findings.append(_overlapping(others))
    steps, told = _steps(asked, windows, treated, control)
    money, missing = _money(asked, windows, treated, control)
    findings += told
    if missing:
        findings.append(missing)
    return Answer((steps, *([money] if money else []), *tables), tuple(findings))


# which action, which days, who


def _chosen(known: Sequence[Action], asked: str) -> Action:
    """The action of that id; "latest" is the last one that has begun."""
    if asked == "latest":
        return known[-1]
    for action in known:
        if action.action_id == asked:
            return action
    ids = [action.action_id for action in known]
    raise UsageError(f'There is no action "{asked}".{did_you_mean(asked, ids)} There are: {", ".join(ids[:20])}.')


@dataclass(frozen=True, slots=True)
class Windows:
    """The local days [first, start) before and [resumed, end) after an action; its own days lie between."""

    first: date
    start: date
    resumed: date
    end: date

    @property
    def halves(self) -> tuple[tuple[date, date], tuple[date, date]]:
        """The days before in two halves: what no action explains."""
        middle = self.first + (self.start - self.first) / 2
        return (self.first, middle), (middle, self.start)


def _windows(asked: Asked, action: Action, days: int) -> Windows:
    """As many days after as before, in whole weeks where there is one; UsageError where nothing lies after it."""
    zone, state = asked.zone, asked.source.state()
    assert action.starts_at is not None  # actions() gives no other
    start = local_day(action.starts_at, zone)
    # a training of an afternoon has its effect from the next day on; a script holds from its first day
    resumed = start + timedelta(days=1) if action.kind == "training" else start
    span = state.span(["attempts"])
    today = local_day(asked.as_of or state.now, zone)
    loaded = span or (start, start)
    stop = local_day(action.ends_at, zone) if action.ends_at and action.kind != "training" else None
    end = min(one for one in (loaded[1], today, stop) if one is not None)
    length = min(days, (end - resumed).days, (start - loaded[0]).days)
    if length < 1:
        raise UsageError(
            f'There are no days loaded both before and after the action "{action.action_id}" ({start.isoformat()}).'
        )
    length = length - length % 7 if length >= 7 else length
    return Windows(start - timedelta(days=length), start, resumed, resumed + timedelta(days=length))


def _groups(asked: Asked, action: Action, known: Sequence[Action], windows: Windows) -> tuple[Group, Group | None]:
    """Those concerned, and those of the same campaigns, or of campaigns alike, that nothing concerned meanwhile."""
    campaign = {"campaign": action.campaign_id} if action.campaign_id else {}
    busy = [one for one in known if one is not action and _within(one, windows)]
    for dimension, value in (("agent", action.agent_id), ("team", action.team)):
        if value is None:
            continue
        own = Group({**asked.where, **campaign, dimension: value}, words.member(dimension, value))
        taken = {getattr(one, "agent_id" if dimension == "agent" else "team") for one in busy} | {value}
        others = _members(asked, dimension, campaign, windows, taken)
        return own, _others(asked, campaign, dimension, others)
    if action.campaign_id:
        own = Group({**asked.where, **campaign}, words.member("campaign", action.campaign_id))
        taken = {one.campaign_id for one in busy} | {action.campaign_id}
        return own, _others(asked, {}, "campaign", _alike(asked, action.campaign_id, windows, taken))
    return Group(asked.where, Text("tout le centre", "the whole centre")), None


def _others(asked: Asked, campaign: Mapping[str, Any], dimension: str, members: Sequence[str]) -> Group | None:
    if not members:
        return None
    name = words.listed(words.member(dimension, one) for one in members[:3])
    if len(members) > 3:
        more = words.count(len(members) - 3)
        name = words.phrase("{some} et {more} autres", "{some} and {more} others", some=name, more=more)
    return Group({**asked.where, **campaign, dimension: [*members]}, name)


def _members(asked: Asked, dimension: str, campaign: Mapping[str, Any], windows: Windows, taken: set[Any]) -> list[str]:
    """The other members of a dimension that have calls before and after."""
    found: list[set[str]] = []
    for period in ((windows.first, windows.start), (windows.resumed, windows.end)):
        within = asked.with_(period=period, where={**asked.where, **campaign})
        rows = within.figures("calls", by=(dimension,)).rows
        found.append(
            {
                str(row["key"][dimension])
                for row in rows
                if row["key"][dimension] is not None and row["values"]["calls"]["value"]
            }
        )
    return sorted((found[0] & found[1]) - taken)


_ALIKE = ("objective", "temperature")


def _alike(asked: Asked, campaign: str, windows: Windows, taken: set[Any]) -> list[str]:
    """The campaigns of the same objective and temperature: the others are not comparable."""
    within = asked.with_(period=(windows.first, windows.end))
    rows = within.figures("calls", by=("campaign", *_ALIKE)).rows
    kinds = {str(row["key"]["campaign"]): tuple(row["key"][name] for name in _ALIKE) for row in rows}
    both = _members(asked, "campaign", {}, windows, taken)
    return [one for one in both if kinds.get(one) == kinds.get(campaign)]


def _within(action: Action, windows: Windows) -> bool:
    """Whether another action began within the days looked at."""
    return action.starts_at is not None and windows.first <= action.starts_at.date() < windows.end


def _also(action: Action, known: Sequence[Action], windows: Windows, control: Group | None) -> list[Action]:
    """Other actions of those days on the ones concerned and not on the control group: their effects cannot be told apart."""
    own = next((name for name in ("agent_id", "team", "campaign_id") if getattr(action, name)), None)

    def meets(one: Action) -> bool:
        pairs = [(getattr(action, name), getattr(one, name)) for name in ("campaign_id", "team", "agent_id")]
        if not all(ours is None or theirs is None or ours == theirs for ours, theirs in pairs):
            return False
        return control is None or (own is not None and getattr(one, own) == getattr(action, own))

    return [one for one in known if one is not action and _within(one, windows) and meets(one)]


# the steps


def _cells(asked: Asked, group: Group, period: tuple[date, date], kpi: str) -> Cells:
    """Counts by campaign and day; a day with more sales than conversations is none to tell a proportion from."""
    within = asked.with_(period=period, where=group.where)
    rows = within.figures(kpi, by=("campaign",), grain="day").rows
    return {
        (row["key"]["campaign"], row["key"]["period"]): (row["values"][kpi]["num"] or 0, row["values"][kpi]["den"] or 0)
        for row in rows
        if 0 <= (row["values"][kpi]["num"] or 0) <= (row["values"][kpi]["den"] or 0) > 0
    }


def _by_campaign(cells: Cells) -> dict[Any, Counts]:
    found: dict[Any, Counts] = {}
    for (campaign, _), (num, den) in cells.items():
        before = found.get(campaign, (0, 0))
        found[campaign] = (before[0] + num, before[1] + den)
    return found


def dispersion(parts: Iterable[Cells]) -> float:
    """How many times more days scatter around their campaign's proportion than chance alone would have them; at least 1."""
    total, degrees = 0.0, 0
    for cells in parts:
        whole = _by_campaign(cells)
        for (campaign, _), (num, den) in cells.items():
            share = whole[campaign][0] / whole[campaign][1]
            if 0 < share < 1:
                total += (num - den * share) ** 2 / (den * share * (1 - share))
                degrees += 1
        degrees -= sum(1 for num, den in whole.values() if 0 < num < den)
    return max(1.0, total / degrees) if degrees > 0 else 1.0


def change(before: Cells, after: Cells) -> Change | None:
    """The difference from before to after, campaign by campaign; None where no campaign has enough of both."""
    first, then = _by_campaign(before), _by_campaign(after)
    pairs = [(then[one], first[one]) for one in then if one in first and min(then[one][1], first[one][1]) >= ENOUGH]
    z = z_of()
    found = mantel_haenszel(pairs, z)
    if found is None:
        return None
    middle, (low, high) = found
    return Change(middle, (high - low) / 2 / z * sqrt(dispersion((before, after))))


def beyond(treated: Change, control: Change | None, tests: int) -> tuple[float, Bounds]:
    """By how much the treated changed more than the control did, and the interval, its error shared among `tests`."""
    z = z_of(tests)
    middle = treated.difference - (control.difference if control else 0)
    error = sqrt(treated.error**2 + (control.error**2 if control else 0))
    return middle, (middle - z * error, middle + z * error)


_VERDICTS = {"1": Text("plus haut", "higher"), "-1": Text("plus bas", "lower"), "0": Text("indécis", "undecided"),
             "cannot": Text("ne permet pas de conclure", "cannot tell")}  # fmt: skip
_STEP_COLUMNS = (
    Column("kpi", Text("Étape", "Step"), "member", labels={id: KPIS[id].name for id in STEPS}),
    Column("before", Text("Avant", "Before"), unit=Unit.PERCENT),
    Column("after", Text("Après", "After"), unit=Unit.PERCENT),
    Column("change", Text("Écart, à campagne égale", "Change, at the same campaign"), "points"),
    Column("control", Text("Écart du groupe témoin", "Change of the control group"), "points"),
    Column("effect", Text("Effet", "Effect"), "points"),
    Column("low", Text("de", "from"), "points"),
    Column("high", Text("à", "to"), "points"),
    Column("verdict", Text("Lecture", "Reading"), "member", labels=_VERDICTS),
)


def _steps(asked: Asked, windows: Windows, treated: Group, control: Group | None) -> tuple[Table, list[Finding]]:
    rows, findings = [], []
    for id in STEPS:
        kpi = asked.source.catalogue.kpis[id]
        found = _step(asked, kpi, windows, treated, control)
        if found:
            rows.append(found[0])
            findings.append(found[1])
    return Table(
        "steps", Text("Avant et après, étape par étape", "Before and after, step by step"), _STEP_COLUMNS, rows
    ), findings


def _step(
    asked: Asked, kpi: KPI, windows: Windows, treated: Group, control: Group | None
) -> tuple[dict[str, Any], Finding] | None:
    """One step's row and what it says; None where nothing of that kind happens there (appointments of a sales campaign)."""
    before = _cells(asked, treated, (windows.first, windows.start), kpi.id)
    after = _cells(asked, treated, (windows.resumed, windows.end), kpi.id)
    if not any(num for cells in (before, after) for num, _ in cells.values()):
        return None
    own = change(before, after)
    theirs = drift = None
    if control:
        theirs = change(
            _cells(asked, control, (windows.first, windows.start), kpi.id),
            _cells(asked, control, (windows.resumed, windows.end), kpi.id),
        )
        drift = _drift(asked, kpi.id, windows, treated, control)
    row: dict[str, Any] = {"kpi": kpi.id, "before": _rate(before), "after": _rate(after),
                           "change": own.difference if own else None, "control": theirs.difference if theirs else None,
                           "effect": None, "low": None, "high": None, "verdict": "cannot"}  # fmt: skip
    if own is None:
        return row, _finding("too_few", kpi, "undecided", _TOO_FEW, _NOTHING, treated=treated.name)
    if theirs is None:
        middle, bounds = beyond(own, None, len(STEPS))
        return row, _finding(
            "no_control", kpi, "undecided", _NO_CONTROL, _NOTHING, treated=treated.name, **_span(middle, bounds)
        )
    middle, bounds = beyond(own, theirs, len(STEPS))
    row |= {"effect": middle, "low": bounds[0], "high": bounds[1]}
    if drift and decided(drift[1]):
        return row, _finding("already_apart", kpi, "undecided", _APART, _NOTHING, treated=treated.name, **_span(*drift))
    side = decided(bounds)
    row["verdict"] = str(side)
    sentence = _EFFECT if side else _UNDECIDED
    tone = _tone(kpi, side) if side else "undecided"
    about = {"effect": middle, "low": bounds[0], "high": bounds[1], "kpi": kpi.id}
    return row, _finding(
        "effect", kpi, tone, sentence, about, treated=treated.name, own=words.points(own.difference),
        theirs=words.points(theirs.difference), side=_VERDICTS[str(side)], **_span(middle, bounds),
    )  # fmt: skip


def _drift(asked: Asked, kpi: str, windows: Windows, treated: Group, control: Group) -> tuple[float, Bounds] | None:
    """How far the two went apart before the action, between the halves of the days before."""
    first, second = windows.halves
    own = change(_cells(asked, treated, first, kpi), _cells(asked, treated, second, kpi))
    theirs = change(_cells(asked, control, first, kpi), _cells(asked, control, second, kpi))
    return beyond(own, theirs, len(STEPS)) if own and theirs else None


def _rate(cells: Cells) -> float | None:
    num, den = (sum(parts) for parts in zip(*cells.values(), strict=True)) if cells else (0, 0)
    return num / den if den else None


def _tone(kpi: KPI, side: int) -> str:
    sign = {Better.UP: 1, Better.DOWN: -1}.get(kpi.better, 0)
    return {1: "good", -1: "bad", 0: "neutral"}[sign * side]


def _span(middle: float, bounds: Bounds) -> dict[str, Text]:
    return {"effect": words.points(middle), "low": words.points(bounds[0]), "high": words.points(bounds[1])}


# the money


_MONEY_COLUMNS = (
    Column("kpi", Text("Mesure", "Measure"), "member", labels={id: KPIS[id].name for id in MONEY}),
    Column("before", Text("Avant", "Before"), "figure", Unit.MONEY),
    Column("after", Text("Après", "After"), "figure", Unit.MONEY),
    Column("control_before", Text("Témoin, avant", "Control, before"), "figure", Unit.MONEY),
    Column("control_after", Text("Témoin, après", "Control, after"), "figure", Unit.MONEY),
    Column("effect", Text("Écart des deux évolutions", "Difference of the two changes"), unit=Unit.MONEY),
)


def _money(
    asked: Asked, windows: Windows, treated: Group, control: Group | None
) -> tuple[Table | None, Finding | None]:
    """Cost and margin of an order on both sides; they are shown, not judged: sums of money have no interval here."""
    rows, missing = [], []
    for id in MONEY:
        kpi = asked.source.catalogue.kpis[id]
        try:
            found = _amounts(asked, id, windows, treated, control)
        except CadranError:  # a fact without that dimension, or a figure that this person may not see
            missing.append(kpi.name)
            continue
        if any(cell["value"] is not None for cell in found):
            rows.append(_amount_row(kpi, found))
    table = Table("money", Text("Coût et marge d’une commande", "Cost and margin of an order"), _MONEY_COLUMNS, rows)
    return (table if rows else None), (_no_money(missing) if missing else None)


def _amounts(
    asked: Asked, kpi: str, windows: Windows, treated: Group, control: Group | None
) -> list[Mapping[str, Any]]:
    periods = ((windows.first, windows.start), (windows.resumed, windows.end))
    return [
        asked.with_(period=period, where=group.where).figures(kpi).total[kpi]
        for group in (treated, *([control] if control else []))
        for period in periods
    ]


def _amount_row(kpi: KPI, cells: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    names = ("before", "after", "control_before", "control_after")
    values = [cell["value"] for cell in cells]
    known = len(values) == 4 and None not in values
    effect = values[1] - values[0] - (values[3] - values[2]) if known else None
    shown = {name: figure(cell) for name, cell in zip(names, cells, strict=False)}
    return {"kpi": kpi.id, **{name: shown.get(name) for name in names}, "effect": effect}


def _no_money(missing: Sequence[Text]) -> Finding:
    text = words.phrase(
        "{names} : les coûts ou les commandes ne se rattachent pas à ceux que l’action concerne, ou vous n’y avez pas accès.",
        "{names}: costs or orders cannot be tied to those whom the action concerns, or you may not see them.",
        names=words.listed(missing),
    )
    return Finding("no_money", "neutral", text)


# words


def _finding(
    code: str, kpi: KPI, tone: str, sentence: Text, about: Mapping[str, Any] = _NOTHING, **said: Text
) -> Finding:
    text = words.phrase(sentence.fr, sentence.en, kpi=words.quoted(kpi.name), **said)
    return Finding(code, tone, text, {"kpi": kpi.id, **about})


_EFFECT = Text(
    "{kpi} : {side} depuis l’action, {own} pour {treated} contre {theirs} pour le groupe témoin, soit un effet de {effect} "
    "(de {low} à {high}).",
    "{kpi}: {side} since the action, {own} for {treated} against {theirs} for the control group, an effect of {effect} "
    "(from {low} to {high}).",
)
_UNDECIDED = Text(
    "{kpi} : pas d’effet établi ({own} pour {treated}, {theirs} pour le groupe témoin ; effet de {low} à {high}).",
    "{kpi}: no effect established ({own} for {treated}, {theirs} for the control group; effect from {low} to {high}).",
)
_NO_CONTROL = Text(
    "{kpi} : {effect} depuis l’action (de {low} à {high}), mais rien à quoi le comparer : on ne peut pas dire que l’action en est la "
    "cause.",
    "{kpi}: {effect} since the action (from {low} to {high}), but nothing to compare it with: it cannot be said that the action "
    "is the cause.",
)
_APART = Text(
    "{kpi} : {treated} et le groupe témoin s’écartaient déjà avant l’action ({effect} ; de {low} à {high}) : on ne peut pas conclure.",
    "{kpi}: {treated} and the control group were already drifting apart before the action ({effect}; from {low} to {high}): it "
    "cannot be told.",
)
_TOO_FEW = Text(
    "{kpi} : trop peu d’observations de {treated} avant ou après l’action.",
    "{kpi}: too few observations of {treated} before or after the action.",
)


def _said(action: Action, windows: Windows, treated: Group, control: Group | None) -> Finding:
    text = words.phrase(
        "« {what} » : {treated}, du {first} au {before} puis du {resumed} au {last} ; groupe témoin : {control}.",
        "“{what}”: {treated}, from {first} to {before} then from {resumed} to {last}; control group: {control}.",
        what=action.description or action.action_id,
        treated=treated.name,
        control=control.name if control else Text("aucun", "none"),
        first=words.day(windows.first),
        before=words.day(windows.start - timedelta(days=1)),
        resumed=words.day(windows.resumed),
        last=words.day(windows.end - timedelta(days=1)),
    )
    return Finding("action", "neutral", text, {"action": action.action_id})


def _overlapping(others: Sequence[Action]) -> Finding:
    names = ", ".join(f"« {one.description or one.action_id} »" for one in others[:3])
    text = words.phrase(
        "Une autre action touche les mêmes pendant ces jours ({names}) : leurs effets ne se séparent pas.",
        "Another action concerns the same ones on these days ({names}): their effects cannot be told apart.",
        names=Text(names, names.replace("« ", "“").replace(" »", "”")),
    )
    return Finding("overlapping", "undecided", text, {"actions": [one.action_id for one in others]})


def _actions(known: Sequence[Action]) -> Table:
    columns = (
        Column("action", Text("Action", "Action"), "text"),
        Column("starts_at", Text("Depuis", "Since"), "day"),
        Column("description", Text("Ce qui a changé", "What changed"), "text"),
    )
    rows = [
        {"action": one.action_id, "starts_at": _date(one.starts_at), "description": one.description or ""}
        for one in reversed(known)
    ]
    return Table("actions", Text("Actions notées", "Actions noted"), columns, rows)


def _date(instant: datetime | None) -> date | None:
    return instant.date() if instant else None


_RULE = Text(
    "Écart de l’avant à l’après, à campagne égale (Mantel-Haenszel), moins le même écart du groupe témoin : les autres équipes ou "
    "téléconseillers des mêmes campagnes, ou les campagnes de même objectif et de même température, qu’aucune action ne touche "
    "ces jours-là. Variance élargie de ce que les jours s’écartent plus que le hasard ; erreur de 5 % partagée entre les étapes. "
    "Pas de verdict si les deux groupes s’écartaient déjà avant, ni sans groupe témoin. Autant de jours avant qu’après, par "
    "semaines entières.",
    "Change from before to after at the same campaign (Mantel-Haenszel), less that of the control group: the other teams or agents "
    "of the same campaigns, or campaigns of the same objective and temperature, that no action concerns on those days. Variance "
    "widened by what days scatter beyond chance; the error of 5% is shared among the steps. No verdict where the two groups were "
    "already drifting apart before, nor without a control group. As many days before as after, in whole weeks.",
)

VIEW = View(
    "action-effect",
    Text("Effet d’une action", "Effect of an action"),
    Text("Ce que le centre a changé a-t-il changé quelque chose ?", "Did what the centre changed change anything?"),
    run,
    kpis=STEPS,
    options={"action": "latest", "days": DAYS},
    rules=(_RULE,),
)
