"""Where paused time goes: by reason, and by team, so that what is avoidable shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cadran.analysis import words
from cadran.analysis.asking import Asked
from cadran.analysis.result import Column, Finding, Table
from cadran.analysis.shape import Answer, Options, View
from cadran.catalogue.shape import Text, Unit
from cadran.errors import UsageError
from cadran.query.numbers import ratio

REASON = "pause_reason"
KPIS = ("pause_time", "pause_rate")
"""KPIs whose numerator is the time paused: the first that the catalogue has and that can be given by reason."""


def run(asked: Asked, options: Options) -> Answer:
    """Paused time by reason, largest first, then by team and reason."""
    found = _by(asked, (REASON,))
    if found is None:
        text = Text(
            "Les états des téléconseillers ne sont pas mesurés ici : pas de pauses à répartir.",
            "Agents’ states are not measured here: there are no pauses to share out.",
        )
        return Answer((_table("reasons", ("reason",), []),), (Finding("no_states", "neutral", text),))
    rows, notes = found
    reasons = ranked({key[0]: seconds for key, seconds in rows.items()})
    tables = [_table("reasons", ("reason",), reasons)]
    teams = _by(asked, ("team", REASON))
    if teams is not None:
        tables.append(_table("teams", ("team", "reason"), _by_team(teams[0])))
    return Answer(tuple(tables), tuple(_findings(reasons)), notes=tuple(notes))


_RULE = Text(
    "Temps de pause par motif, tel que les états des téléconseillers le donnent ; une pause à cheval sur deux périodes est "
    "partagée entre elles. Un motif absent est « non renseigné », jamais réparti sur les autres.",
    "Paused time by reason, as agents’ states give it; a pause over two periods is shared between them. A missing reason is "
    "“unassigned”, never spread over the others.",
)


def _by(asked: Asked, by: tuple[str, ...]) -> tuple[dict[tuple[Any, ...], float], list[dict[str, Any]]] | None:
    """Seconds paused by these dimensions, and the notes; None where no KPI gives them."""
    for kpi in KPIS:
        if kpi not in asked.source.catalogue.kpis:
            continue
        try:
            result = asked.figures(kpi, by=by)
        except UsageError:
            continue
        cells = {tuple(row["key"][name] for name in by): row["values"][kpi]["num"] for row in result.rows}
        return {key: float(seconds) for key, seconds in cells.items() if seconds}, result.notes
    return None


def ranked(seconds: Mapping[Any, float]) -> list[dict[str, Any]]:
    """Reasons by falling time with their share, cumulated; the unknown one last."""
    total, before, rows = sum(seconds.values()), 0.0, []
    for reason in sorted(seconds, key=lambda one: (one is None, -seconds[one], str(one))):
        before += seconds[reason]
        rows.append({"reason": reason, "seconds": seconds[reason], "share": ratio(seconds[reason], total),
                     "cumulated": ratio(before, total)})  # fmt: skip
    return rows


def _by_team(seconds: Mapping[tuple[Any, ...], float]) -> list[dict[str, Any]]:
    """Each team's reasons, as shares of its own pauses."""
    teams: dict[Any, dict[Any, float]] = {}
    for (team, reason), spent in seconds.items():
        teams.setdefault(team, {})[reason] = spent
    ordered = sorted(teams, key=lambda one: (one is None, str(one)))
    return [{"team": team, **row} for team in ordered for row in ranked(teams[team])]


def _table(id: str, keys: tuple[str, ...], rows: list[dict[str, Any]]) -> Table:
    names = {"team": words.dimension_name("team"), "reason": Text("Motif de pause", "Reason for the pause")}
    title = Text("Pauses par motif", "Pauses by reason")
    if id == "teams":
        title = Text("Pauses par équipe et motif", "Pauses by team and reason")
    columns = (
        *(Column(key, names[key], "member", dimension="team" if key == "team" else REASON) for key in keys),
        Column("seconds", Text("Temps", "Time"), unit=Unit.SECONDS),
        Column("share", Text("Part", "Share"), unit=Unit.PERCENT),
        Column("cumulated", Text("Cumulé", "Cumulated"), unit=Unit.PERCENT),
    )
    return Table(id, title, columns, rows)


def _findings(rows: list[dict[str, Any]]) -> list[Finding]:
    known = [row for row in rows if row["reason"] is not None]
    found = []
    if known:
        text = words.phrase(
            "Premier motif de pause : {reason}, {share} du temps.", "First reason for pauses: {reason}, {share} of the time.",
            reason=words.member(REASON, known[0]["reason"]), share=words.share(known[0]["share"]),
        )  # fmt: skip
        found.append(Finding("leading_pause", "neutral", text, {"reason": known[0]["reason"]}))
    missing = next((row for row in rows if row["reason"] is None), None)
    if missing:
        text = words.phrase(
            "{share} du temps de pause n’a pas de motif.", "{share} of the paused time has no reason.",
            share=words.share(missing["share"]),
        )  # fmt: skip
        found.append(Finding("pauses_without_reason", "neutral", text))
    return found


VIEW = View(
    "pauses",
    Text("Pauses", "Pauses"),
    Text(
        "À quoi passe le temps de pause, et qu’est-ce qui est évitable ?",
        "Where does paused time go, and what is avoidable?",
    ),
    run,
    kpis=(),
    options={},
    rules=(_RULE,),
    answers=("pause_reasons",),
)
