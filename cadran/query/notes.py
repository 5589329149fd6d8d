"""What a result says beside its figures: a code, what it concerns, and the sentence in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from cadran.catalogue import DIMENSIONS, KPIS
from cadran.catalogue.labels import FACTS, OBJECTIVES
from cadran.catalogue.shape import KPI, Allocation, Text
from cadran.messages import Message
from cadran.query.slots import Figure
from cadran.query.state import Span
from cadran.wording import display


def note(code: str, text: Message, **about: Any) -> dict[str, Any]:
    """A note: its code, what it concerns, and the sentence in both languages."""
    return {"code": code, **about, "fr": text.text("fr"), "en": text.text("en")}


def overlap(kpis: Sequence[str]) -> dict[str, Any]:
    """Rows share members: their sum is more than the total."""
    text = Message("Rows overlap (a lead can be in several): their sum is more than the total.")
    return note("rows_overlap", text, kpis=list(kpis))


def rests_on(figure: Figure, measure: str, facts: Sequence[str]) -> dict[str, Any]:
    """A fallback stands in for a fact that the store does not have."""
    text = Message(
        "{name}: computed from “{facts}”, for want of data of its own.",
        name=figure.kpi.name,
        facts=[_fact(fact) for fact in facts],
    )
    return note("rests_on", text, kpis=[figure.kpi.id], measure=measure, facts=list(facts))


_FOCUS = {"is_hot": Message("hot")}


def _marked(condition: str | None) -> Message:
    """How a focus is said: the leads it keeps."""
    return _FOCUS.get(condition or "", Message("with {condition}", condition=condition or ""))


def focused(figure: Figure) -> dict[str, Any]:
    """A KPI counts only the rows that its focus names, since some meet it."""
    text = Message("{name}: only the leads that are {kept}.", name=figure.kpi.name, kept=_marked(figure.focus))
    return note("focus", text, kpis=[figure.kpi.id], condition=figure.focus)


def objectives(figure: Figure) -> dict[str, Any]:
    """A KPI counts only the campaigns whose objective it has a meaning for."""
    names = [_lowered(OBJECTIVES[name]) for name in figure.kpi.objectives]
    text = Message("{name}: only campaigns whose objective is: {objectives}.", name=figure.kpi.name, objectives=names)
    return note("objectives", text, kpis=[figure.kpi.id], objectives=list(figure.kpi.objectives))


def unfocused(figure: Figure) -> dict[str, Any]:
    """A KPI would count only the rows that its focus names, but none meets it."""
    text = Message("{name}: all leads, as none is {kept}.", name=figure.kpi.name, kept=_marked(figure.kpi.focus))
    return note("no_focus", text, kpis=[figure.kpi.id], condition=figure.kpi.focus)


def partly_loaded(fact: str, gaps: Sequence[Span]) -> dict[str, Any]:
    """Days of the period for which nothing was loaded."""
    text = Message(
        "{fact}: {days:,} {days|day|days} of the period not loaded ({which}).",
        fact=_capital(_fact(fact)),
        days=sum((end - first).days for first, end in gaps),
        which=_days(gaps[0][0], gaps[-1][1]),
    )
    missing = [[first.isoformat(), end.isoformat()] for first, end in gaps]
    return note("partly_loaded", text, fact=fact, missing=missing)


def compared(first: date, end: date, as_of: datetime | None, figures: Sequence[Figure] = ()) -> dict[str, Any]:
    """What the figures are compared with; `as_of` where an unfinished period meets the same part of the earlier one.

    `figures` names those of which it holds, where others meet another part.
    """
    who = Message("{names}: compared", names=_named(figures)) if figures else Message("Compared")
    text = Message("{who} with the period {days}.", who=who, days=_days(first, end))
    if as_of:
        text = Message(
            "{who} with the period {days}, up to {instant} UTC: the same elapsed part.",
            who=who,
            days=_days(first, end),
            instant=as_of,
        )
    return note("compared", text, **{"from": first.isoformat(), "to": end.isoformat()})


def timed(figures: Sequence[Figure], first: date, end: date) -> dict[str, Any]:
    """The days whose hours a figure counts, where they are not all those of the period."""
    text = Message(
        "{names}: hours counted {days}, the days for which its data is loaded.",
        names=_named(figures),
        days=_days(first, end),
    )
    kpis = [figure.kpi.id for figure in figures]
    return note("timed", text, kpis=kpis, **{"from": first.isoformat(), "to": end.isoformat()})


def too_young(first: date, kpis: Sequence[KPI], judged: tuple[date, date] | None = None) -> dict[str, Any]:
    """Figures of which the latest days are not judged: what they count may still come; `judged`: the days that are."""
    names = [one.name for one in kpis]
    text = Message(
        "{names}: still incomplete from {day} on, neither judged nor compared: results may still come.",
        names=names,
        day=first,
    )
    days: dict[str, Any] = {}
    if judged:
        text = Message(
            "{names}: still incomplete from {day} on; judged on what is old enough, {judged}.",
            names=names,
            day=first,
            judged=_days(*judged),
        )
        days = {"judged": {"from": judged[0].isoformat(), "to": judged[1].isoformat()}}
    about = {"kpis": [one.id for one in kpis], "from": first.isoformat(), **days}
    return note("too_young", text, **about)


def agents_only(figures: Sequence[Figure], *, has_whole: bool) -> dict[str, Any]:
    """Figures by who had the call, in a store in which nobody had some; `has_whole`: the total beside them is of all calls."""
    said: dict[Text, list[Figure]] = {}
    for figure in figures:
        said.setdefault(figure.kpi.by_agent or Text("", ""), []).append(figure)
    parts = [Message("{names}, {of}", names=_named(alike), of=of) for of, alike in said.items()]
    apart = Message("the total is of all calls and not to be compared with the rows")
    if not has_whole:
        apart = Message("not to be compared with the figure of all calls")
    text = Message(
        "{parts:;}: those that a dialer places and nobody answers have no agent; {apart}.", parts=parts, apart=apart
    )
    return note("agents_only", text, kpis=[figure.kpi.id for figure in figures])


def other_mix(kpis: Sequence[KPI]) -> dict[str, Any]:
    """Changes that are not judged: within the same campaign and temperature they are not sure."""
    text = Message(
        "{names}: at the same campaign and temperature the difference is not certain; it may come from another mix of campaigns.",
        names=[one.name for one in kpis],
    )
    return note("other_mix", text, kpis=[one.id for one in kpis])


def loaded_until(end: date) -> dict[str, Any]:
    """The unfinished period has time in it that is not loaded yet, which the earlier one has."""
    text = Message(
        "Nothing is loaded from {day} on: to compare like with like, judge the period as of then (--as-of).", day=end
    )
    return note("loaded_until", text, to=end.isoformat())


def followed_longer(kpis: Sequence[str]) -> dict[str, Any]:
    """Cohorts without a window, followed to the same instant: the earlier one has had more time."""
    text = Message("Leads of the earlier period have been followed for longer (--within sets a common delay).")
    return note("followed_longer", text, kpis=list(kpis))


def settled_longer(kpis: Sequence[str]) -> dict[str, Any]:
    """Results that are confirmed, cancelled or held later: the earlier ones have had more time for it."""
    text = Message(
        "Results of the earlier period have had more time to be confirmed, cancelled or held: the latest ones will still move."
    )
    return note("settled_longer", text, kpis=list(kpis))


def restated(known_at: datetime, kpis: Sequence[str]) -> dict[str, Any]:
    """Which figures have moved since they were reported."""
    text = Message("Since {instant} UTC, nothing has moved.", instant=known_at)
    if kpis:
        moved = [KPIS[kpi].name if kpi in KPIS else kpi for kpi in kpis]
        text = Message("Since {instant} UTC, these have moved: {names}.", instant=known_at, names=moved)
    return note("restated", text, kpis=list(kpis))


def estimated(figures: Sequence[Figure], amount: float, currency: str = "EUR") -> dict[str, Any]:
    """Hours at their hourly cost, lists at their price, stand in for costs that nobody booked."""
    text = Message(
        "{names}: {amount} of the costs are estimated, for want of booked ones (hours × hourly cost, the price of lists at "
        "their leads’ first attempts).",
        names=_named(figures),
        amount=_money(amount, currency),
    )
    return note("estimated", text, kpis=[figure.kpi.id for figure in figures], amount=amount)


def allocated(
    figures: Sequence[Figure], rule: Allocation, common: float = 0, left: float = 0, currency: str = "EUR"
) -> dict[str, Any]:
    """Costs that do not say whose they are (`common`) are shared out by a rule; `left` found nobody to go by."""
    amount = Message(" ({amount})", amount=_money(common, currency)) if common else Message("")
    text = Message(
        "{names}: common costs{amount} are shared out in proportion to {rule}.",
        names=_named(figures),
        amount=amount,
        rule=rule.name,
    )
    if left:
        text = Message(
            "{shared} In their period {amount} have nobody to go to and stay unassigned.",
            shared=text,
            amount=_money(left, currency),
        )
    kpis = [figure.kpi.id for figure in figures]
    return note("allocated", text, kpis=kpis, rule=rule.id, amount=common, unassigned=left)


def not_allocated(figures: Sequence[Figure], common: float, currency: str = "EUR") -> dict[str, Any]:
    """Costs that do not say whose they are, in nobody's figure."""
    text = Message(
        "{names}: {amount} of common costs count for nobody (--allocate shares them out).",
        names=_named(figures),
        amount=_money(common, currency),
    )
    return note("not_allocated", text, kpis=[figure.kpi.id for figure in figures], amount=common)


def same_for_all(figures: Sequence[Figure], rule: Allocation) -> dict[str, Any]:
    """A ratio by what its costs are shared by says nothing of the members."""
    text = Message(
        "{names}: shared out in proportion to what divides them ({rule}), common costs are the same for each; choose another "
        "rule to compare.",
        names=_named(figures),
        rule=rule.name,
    )
    return note("same_for_all", text, kpis=[figure.kpi.id for figure in figures], rule=rule.id)


def _fact(name: str) -> Text:
    return FACTS.get(name, Text(name, name))


def _capital(text: Text) -> Text:
    return Text(text.fr[:1].upper() + text.fr[1:], text.en[:1].upper() + text.en[1:])


def _lowered(text: Text) -> Text:
    return Text(text.fr.lower(), text.en.lower())


def _days(first: date, end: date) -> Text:
    return Text(display.days(first, end, "fr"), display.days(first, end, "en"))


def _money(amount: float, currency: str) -> Text:
    """An amount, in whole units of the currency."""
    fr, en = (display.money(amount, language, currency, decimals=0) for language in ("fr", "en"))
    return Text(fr, en)


def _named(figures: Sequence[Figure]) -> Message:
    """The first KPI, and how many others."""
    first, others = figures[0].kpi.name, len(figures) - 1
    if not others:
        return Message("{name}", name=first)
    return Message("{name} and {others} {others|other|others}", name=first, others=others)


def whole(figure: Figure, by: Sequence[str]) -> dict[str, Any]:
    """A share is asked for without what it is a share by: all of it is 100%."""
    text = Message(
        "{name}: a share only tells something broken down by {names:and} (--by {by}); without that it is 100%.",
        name=figure.kpi.name,
        names=[_lowered(DIMENSIONS[dimension].name) for dimension in by],
        by=",".join(by),
    )
    return note("whole", text, kpis=[figure.kpi.id], by=list(by))


def always_open(figure: Figure) -> dict[str, Any]:
    """No campaign says when it is open."""
    text = Message("{name}: no campaign gives its opening hours, every elapsed hour counts.", name=figure.kpi.name)
    return note("always_open", text, kpis=[figure.kpi.id])
