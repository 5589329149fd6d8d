"""Whether what the centre changed had an effect: before and after, against those that it did not concern."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from cadran.analysis import words
from cadran.analysis.action_groups import Group, Windows, also, chosen, groups, windows_of
from cadran.analysis.action_money import money
from cadran.analysis.action_steps import STEPS, steps
from cadran.analysis.asking import Asked
from cadran.analysis.result import Column, Finding, Table
from cadran.analysis.shape import Answer, Options, View
from cadran.catalogue.shape import Text
from cadran.query.entities import Action, actions

DAYS = 28
"""How long before and after are looked at, at most: whole weeks, so that weekdays weigh the same on both sides."""


def run(asked: Asked, options: Options) -> Answer:
    """The steps and the money before and after the action, those of the control group, and the difference of the two."""
    known = actions(asked.source.engine, asked.scope)
    if not known:
        text = Text(
            "Aucune action n’est notée : notez ce que le centre change (formation, script, offre) pour en mesurer l’effet.",
            "No action is noted: note what the centre changes (training, script, offer) to measure its effect.",
        )
        return Answer((_actions(known),), (Finding("no_action", "neutral", text),))
    action = chosen(known, options["action"])
    windows = windows_of(asked, action, int(options["days"]))
    treated, control = groups(asked, action, known, windows)
    tables = [_actions(known)]
    findings: list[Finding] = [_said(action, windows, treated, control)]
    others = also(action, known, windows, control)
    if others:
        findings.append(_overlapping(others))
    progress, told = steps(asked, windows, treated, control)
    amounts, missing = money(asked, windows, treated, control)
    findings += told
    if missing:
        findings.append(missing)
    return Answer((progress, *([amounts] if amounts else []), *tables), tuple(findings))


def _said(action: Action, windows: Windows, treated: Group, control: Group | None) -> Finding:
    text = words.phrase(
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
