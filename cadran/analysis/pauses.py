"""Where paused time goes: by reason, and by team, so that what is avoidable shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cadran.analysis import words
from cadran.analysis.asking import Asked, figure
from cadran.analysis.result import Column, Finding, Table
from cadran.analysis.shape import Answer, Options, View
from cadran.catalogue.shape import Text, Unit
from cadran.errors import CadranError
from cadran.query.numbers import ratio

REASON = "pause_reason"
KPIS = ("pause_reasons", "pause_time", "pause_rate")


def run(asked: Asked, options: Options) -> Answer:
    """Paused time by reason, largest first; by team, and by team and reason."""
    whole = asked.figures("pause_time", "pause_rate")
    if whole.total["pause_time"]["num"] is None:
        text = Text(
            "Les états des téléconseillers ne sont pas chargés ici\u00a0: pas de pauses à répartir.",
            "Agents’ states are not loaded here: there are no pauses to share out.",
        )
        return Answer((_reasons([]),), (Finding("no_states", "neutral", text),), notes=tuple(whole.notes))
    days = whole.total["pause_time"]["den"]
    told = asked.figures("pause_reasons", by=(REASON,))
    reasons = ranked({row["key"][REASON]: _seconds(row) for row in told.rows if _seconds(row)}, days)
    findings = _findings(reasons, whole.total)
    kinds = classified(reasons, asked.source.state().pauses)
    findings += _kinds_told(kinds, reasons, asked.source.state().pauses, whole.total["pause_rate"]["value"])
    tables = [_reasons(reasons), _kinds(kinds)]
    try:
        teams, crossed = asked.figures("pause_time", "pause_rate", by=("team",)), asked.figures(
            "pause_reasons", by=("team", REASON))  # fmt: skip
    except CadranError:  # a scope that may not tell teams apart
        return Answer(tuple(tables), tuple(findings), notes=tuple(told.notes))
    agent_days = {row["key"]["team"]: row["values"]["pause_time"]["den"] for row in teams.rows}
    tables += [_teams(teams.rows), _crossed(crossed.rows, agent_days)]
    return Answer(tuple(tables), (*findings, *_spread(teams.rows)), notes=tuple(told.notes))


_RULE = Text(
    "Temps de pause par motif, tel que les états des téléconseillers le donnent\u202f; une pause à cheval sur deux périodes est "
    "partagée entre elles. Par journée\u00a0: divisé par toutes les journées de téléconseiller travaillées, qu’il y ait eu ou non une pause de "
    "ce motif. Un motif absent est «\u00a0non renseigné\u00a0», jamais réparti sur les autres. Formation et réunions ne sont pas des pauses. "
    "Évitable ou nécessaire : ce qu’en dit la configuration, section [pauses], motif par motif ; le reste n’est pas classé.",
    "Paused time by reason, as agents’ states give it; a pause over two periods is shared between them. A day: divided by all "
    "agent-days worked, with or without a pause for that reason. A missing reason is “unassigned”, never spread over the "
    "others. Training and meetings are no pauses. Avoidable or necessary: what the configuration says in its section [pauses], "
    "reason by reason; the rest is not classified.",
)


def _seconds(row: Mapping[str, Any]) -> float:
    return float(row["values"]["pause_reasons"]["num"] or 0)


def ranked(seconds: Mapping[Any, float], days: float | None) -> list[dict[str, Any]]:
    """Reasons by falling time, with that of an agent-day, their share, and the share cumulated; the unknown one last."""
    total, before, rows = sum(seconds.values()), 0.0, []
    for reason in sorted(seconds, key=lambda one: (one is None, -seconds[one], str(one))):
        before += seconds[reason]
        rows.append({"reason": reason, "hours": seconds[reason] / 3600, "a_day": ratio(seconds[reason], days),
                     "share": ratio(seconds[reason], total), "cumulated": ratio(before, total)})  # fmt: skip
    return rows


UNCLASSIFIED = "unclassified"
_KINDS = {
    "avoidable": Text("évitable", "avoidable"),
    "necessary": Text("nécessaire", "necessary"),
    UNCLASSIFIED: Text("non classée", "not classified"),
}


def kind_of(reason: Any, classes: Mapping[str, str]) -> str:
    """Avoidable, necessary or unclassified, as the configuration says of the reason, whatever its capitals."""
    return classes.get(str(reason).strip().casefold(), UNCLASSIFIED) if reason is not None else UNCLASSIFIED


def classified(rows: Sequence[Mapping[str, Any]], classes: Mapping[str, str]) -> list[dict[str, Any]]:
    """Paused time by kind, as shares of all of it; what nobody classified, or has no reason, is a kind of its own."""
    total = sum(row["hours"] for row in rows)
    found = []
    for kind in _KINDS:
        own = [row for row in rows if kind_of(row["reason"], classes) == kind]
        if own:
            hours, a_day = (sum(row[name] or 0.0 for row in own) for name in ("hours", "a_day"))
            found.append({"kind": kind, "hours": hours, "a_day": a_day, "share": ratio(hours, total)})
    return found


def _kinds_told(
    kinds: Sequence[Mapping[str, Any]],
    rows: Sequence[Mapping[str, Any]],
    classes: Mapping[str, str],
    rate: float | None,
) -> list[Finding]:
    """What is avoidable of the paused time, what is necessary, and what nobody has said."""
    known = {row["kind"]: row for row in kinds}
    open_ones = [
        row["reason"] for row in rows if row["reason"] is not None and kind_of(row["reason"], classes) == UNCLASSIFIED
    ]
    found = []
    if set(known) - {UNCLASSIFIED}:
        text = words.phrase(
            "Of the paused time, {avoidable} is avoidable ({time} in an agent-day, {hours} h in all) and {necessary} necessary, by your own classification; {open} is not classified.",
            avoidable=_part(known, "avoidable"), necessary=_part(known, "necessary"), open=_part(known, UNCLASSIFIED),
            time=words.shown(known.get("avoidable", {}).get("a_day", 0.0), Unit.SECONDS),
            hours=words.count(known.get("avoidable", {}).get("hours", 0.0)),
        )  # fmt: skip
        share = known.get("avoidable", {}).get("share") or 0.0
        found.append(
            Finding("avoidable_pauses", "bad" if share else "neutral", text, {"share": share}, share * (rate or 0.0))
        )
    if open_ones:
        text = words.phrase(
            "Reasons not classified: {reasons}. Say in the configuration, section [pauses], whether they are avoidable or necessary.",
            reasons=words.listed(words.member(REASON, one) for one in open_ones),
        )  # fmt: skip
        found.append(Finding("unclassified_pauses", "neutral", text, {"reason": open_ones}))
    return found


def _part(known: Mapping[str, Mapping[str, Any]], kind: str) -> Text:
    return words.share(known.get(kind, {}).get("share") or 0.0)


def _kinds(rows: list[dict[str, Any]]) -> Table:
    columns = (Column("kind", Text("Pause", "Pause"), "member", labels=_KINDS), *_SPENT[1:4])
    return Table("kinds", Text("Évitables ou nécessaires", "Avoidable or necessary"), columns, rows)


_TEAM = Column("team", words.dimension_name("team"), "member", dimension="team")
_SPENT = (
    Column("reason", Text("Motif de pause", "Reason for the pause"), "member", dimension=REASON),
    Column("hours", Text("Heures", "Hours")),
    Column("a_day", Text("Par journée de téléconseiller", "In an agent-day"), unit=Unit.SECONDS),
    Column("share", Text("Part", "Share"), unit=Unit.PERCENT),
    Column("cumulated", Text("Cumulé", "Cumulated"), unit=Unit.PERCENT),
)


def _reasons(rows: list[dict[str, Any]]) -> Table:
    return Table("reasons", Text("Pauses par motif", "Pauses by reason"), _SPENT, rows)


def _teams(rows: Sequence[dict[str, Any]]) -> Table:
    columns = (
        _TEAM,
        Column("pause_time", Text("Pause par journée de téléconseiller", "Paused in an agent-day"), "figure", Unit.SECONDS),
        Column("pause_rate", Text("Part du temps connecté", "Share of the time logged in"), "figure", Unit.PERCENT),
    )  # fmt: skip
    told = [
        {"team": row["key"]["team"], **{kpi: figure(row["values"][kpi]) for kpi in ("pause_time", "pause_rate")}}
        for row in sorted(rows, key=lambda row: -(row["values"]["pause_time"]["value"] or 0))
    ]
    return Table("teams", Text("Pauses par équipe", "Pauses by team"), columns, told)


def _crossed(rows: Sequence[dict[str, Any]], days: Mapping[Any, float]) -> Table:
    """Each team's reasons, as shares of its own pauses."""
    teams: dict[Any, dict[Any, float]] = {}
    for row in rows:
        if _seconds(row):
            teams.setdefault(row["key"]["team"], {})[row["key"][REASON]] = _seconds(row)
    ordered = sorted(teams, key=lambda one: (one is None, str(one)))
    told = [{"team": team, **row} for team in ordered for row in ranked(teams[team], days.get(team))]
    title = Text("Pauses par équipe et motif", "Pauses by team and reason")
    return Table("reasons_by_team", title, (_TEAM, *_SPENT), told)


def _findings(rows: Sequence[dict[str, Any]], whole: Mapping[str, Mapping[str, Any]]) -> list[Finding]:
    text = words.phrase(
        "{time} paused in an agent-day, {rate} of the time logged in.",
        time=words.shown(whole["pause_time"]["value"], Unit.SECONDS), rate=words.share(whole["pause_rate"]["value"]),
    )  # fmt: skip
    found = [Finding("paused", "neutral", text)]
    known = [row for row in rows if row["reason"] is not None]
    if known:
        text = words.phrase(
            "Reasons, longest first: {reasons}.",
            reasons=words.listed(
                words.phrase("{reason} ({share})", reason=words.member(REASON, row["reason"]),
                             share=words.share(row["share"]))
                for row in known[:4]
            ),
        )  # fmt: skip
        found.append(Finding("leading_pause", "neutral", text, {"reason": known[0]["reason"]}))
    missing = next((row for row in rows if row["reason"] is None), None)
    if missing:
        text = words.phrase(
            "{share} of the paused time has no reason: have it recorded first.", share=words.share(missing["share"]),
        )  # fmt: skip
        found.append(Finding("pauses_without_reason", "neutral", text))
    return found


def _spread(rows: Sequence[dict[str, Any]]) -> list[Finding]:
    """The teams that pause most and least in a day: times, without a verdict."""
    known = [row for row in rows if row["key"]["team"] is not None and row["values"]["pause_time"]["value"] is not None]
    if len(known) < 2:
        return []
    known.sort(key=lambda row: -row["values"]["pause_time"]["value"])
    said = [
        words.phrase("{team} ({time})", team=words.member("team", row["key"]["team"]),
                     time=words.shown(row["values"]["pause_time"]["value"], Unit.SECONDS))
        for row in (known[0], known[-1])
    ]  # fmt: skip
    text = words.phrase(
        "In a day, most: {a}; least: {b}.",
        a=said[0],
        b=said[1],
    )
    return [Finding("teams", "neutral", text)]


VIEW = View(
    "pauses",
    Text("Pauses", "Pauses"),
    Text(
        "À quoi passe le temps de pause, et qu’est-ce qui est évitable\u202f?",
        "Where does paused time go, and what is avoidable?",
    ),
    run,
    kpis=KPIS,
    options={},
    rules=(_RULE,),
    answers=("pause_reasons",),
)
