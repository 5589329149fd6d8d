"""An action of the centre: which one, the days before and after it, whom it concerns, whom they are held against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cadran.analysis import words
from cadran.analysis.asking import Asked
from cadran.catalogue.shape import Text
from cadran.errors import UsageError, did_you_mean
from cadran.query.entities import Action
from cadran.query.periods import local_day


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that an action concerns, or those it is held against: a filter, and how it is said."""

    where: Mapping[str, Any]
    name: Text


def chosen(known: Sequence[Action], asked: str) -> Action:
    """The action of that id; "latest" is the last one that has begun."""
    if asked == "latest":
        return known[-1]
    for action in known:
        if action.action_id == asked:
            return action
    ids = [action.action_id for action in known]
    raise UsageError(
        'There is no action "{id}".{guess} There are: {names}.',
        id=asked,
        guess=did_you_mean(asked, ids),
        names=[*ids[:20]],
    )


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


def windows_of(asked: Asked, action: Action, days: int) -> Windows:
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
            'There are no days loaded both before and after the action "{id}" ({day}).',
            id=action.action_id,
            day=start,
        )
    length = length - length % 7 if length >= 7 else length
    return Windows(start - timedelta(days=length), start, resumed, resumed + timedelta(days=length))


def groups(asked: Asked, action: Action, known: Sequence[Action], windows: Windows) -> tuple[Group, Group | None]:
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
        name = words.phrase("{some} and {more:,} {more|other|others}", some=name, more=more)
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


def also(action: Action, known: Sequence[Action], windows: Windows, control: Group | None) -> list[Action]:
    """Other actions of those days on the ones concerned and not on the control group: their effects cannot be told apart."""
    own = next((name for name in ("agent_id", "team", "campaign_id") if getattr(action, name)), None)

    def meets(one: Action) -> bool:
        pairs = [(getattr(action, name), getattr(one, name)) for name in ("campaign_id", "team", "agent_id")]
        if not all(ours is None or theirs is None or ours == theirs for ours, theirs in pairs):
            return False
        return control is None or (own is not None and getattr(one, own) == getattr(action, own))

    return [one for one in known if one is not action and _within(one, windows) and meets(one)]
