"""Agents ranked with care: each proportion shrunk towards what the agent's mix of campaigns would give.

Also teams, scripts or any dimension of calls; and the members whose level broke in the period.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from math import ceil, inf
from typing import Any

from cadran.analysis import breaks, strata, words
from cadran.analysis.asking import Asked, proportion
from cadran.analysis.result import Column, Finding, Table
from cadran.analysis.shape import Answer, Options, View
from cadran.analysis.statistics import Prior, beta_prior, beta_quantile
from cadran.catalogue.shape import KPI, Better, Text, Unit
from cadran.errors import UsageError
from cadran.query.numbers import ratio
from cadran.query.shares import side
from cadran.query.verdict import Verdict

DRAWS, SEED = 4000, 20260922
VERDICTS: dict[str, Text] = {
    Verdict.ABOVE: Text("au-dessus de l’attendu", "above what is expected"),
    Verdict.BELOW: Text("au-dessous de l’attendu", "below what is expected"),
    Verdict.UNDECIDED: Text("indécis", "undecided"),
}
SURE = 0.9
"""From this probability of being in the top quarter on, an agent is named for it."""


def run(asked: Asked, options: Options) -> Answer:
    """The shrunk ranking, and the breaks of teams and scripts (of the members themselves when not agents)."""
    kpi, by = _kpi(asked, options["kpi"]), options["by"]
    result = asked.figures(kpi.id, by=(by,))
    if not any(row["values"][kpi.id]["low"] is not None for row in result.rows) and any(
        row["values"][kpi.id]["value"] is not None for row in result.rows
    ):
        raise UsageError(
            '"{id}" is no proportion here: agents can be ranked by those that are, such as contact_rate.', id=kpi.id
        )
    cells, held = strata.cells(asked, kpi.id, by)
    members = ranked(_members(result.rows, cells, held, kpi.id, by), kpi.better)
    findings = [_spread(members, kpi, by), *_leaders(members, kpi, by)]
    if "campaign" not in held and by != "campaign":
        findings = [Finding("spread", "undecided", strata.CANNOT_TELL)]
    for dimension in ("team", "script") if by == "agent" else (by,):
        findings += [one.finding() for one in breaks.breaks(asked, kpi.id, dimension, basis=asked.basis)]
    return Answer((_table(members, kpi, by),), tuple(findings), notes=tuple(result.notes))


_RULE = Text(
    "Estimation bayésienne empirique : loi bêta-binomiale, sa concentration par la méthode des moments ; chacun est ramené "
    "vers ce que donnerait son mélange de campagnes et de fiches chaudes (« attendu »), d’autant plus qu’il a peu d’appels. Intervalle : quantiles "
    f"à 2,5 % et 97,5 % de la loi a posteriori. Premier quart : part de {words.count(DRAWS).fr} tirages (graine fixe) où l’écart à l’attendu "
    "est dans le meilleur quart.",
    "Empirical Bayes estimate: beta-binomial, its concentration by the method of moments; each is drawn towards what its mix "
    "of campaigns and hot leads would give (“expected”), the more so the fewer its calls. Interval: 2.5% and 97.5% quantiles of the "
    f"posterior. Top quarter: share of {words.count(DRAWS).en} draws (fixed seed) in which the distance to the expected is in the best quarter.",
)


def _kpi(asked: Asked, id: str) -> KPI:
    kpis = asked.source.catalogue.kpis
    kpi = kpis.get(id)
    if kpi is None or not kpi.subset or kpi.view:
        known = ", ".join(one.id for one in kpis.values() if one.subset and one.basis is None and not one.view)
        raise UsageError('"{id}" is no proportion: agents can be ranked by one of {names}.', id=id, names=known)
    return kpi


def _members(
    rows: Sequence[dict[str, Any]], cells: list[dict[str, Any]], held: tuple[str, ...], kpi: str, by: str
) -> list[dict[str, Any]]:
    """Member → its counts as the evaluator gives them, and what is expected of it at its mix of what is held equal.

    Counts are never added over cells: a lead of two campaigns counts once.
    """
    expected = expectations(cells, held, by)
    found = []
    for row in rows:
        member, values = row["key"][by], row["values"][kpi]
        if member is not None and values["den"]:
            found.append(
                {
                    "member": member,
                    "num": values["num"] or 0,
                    "den": values["den"],
                    "expected": expected.get(member, 0.0),
                }
            )
    return found


def expectations(cells: Iterable[Mapping[str, Any]], held: Sequence[str], by: str) -> dict[Any, float]:
    """Member → the proportion that all together have at the member's mix of what is held equal."""
    wholes: dict[tuple[Any, ...], list[float]] = {}
    kept = list(cells)
    for cell in kept:
        whole = wholes.setdefault(tuple(cell[name] for name in held), [0, 0])
        whole[0] += cell["num"]
        whole[1] += cell["den"]
    mixes: dict[Any, list[float]] = {}
    for cell in kept:
        mix = mixes.setdefault(cell[by], [0.0, 0.0])
        mix[0] += cell["den"] * (ratio(*wholes[tuple(cell[name] for name in held)]) or 0.0)
        mix[1] += cell["den"]
    return {member: ratio(*mix) or 0.0 for member, mix in mixes.items()}


def ranked(members: list[dict[str, Any]], better: Better, tests: int = 1) -> list[dict[str, Any]]:
    """Members with their shrunk estimate, its interval and the probability of the top quarter, best first.

    Each has member, num, den and expected. The interval's error of 5% is shared among so many `tests` (Bonferroni).
    """
    prior = beta_prior([(one["num"], one["den"]) for one in members], [one["expected"] for one in members])
    sign = -1 if better is Better.DOWN else 1
    for one in members:
        one["observed"] = proportion(one["num"], one["den"])
        one["estimate"], one["low"], one["high"] = _posterior(one, prior, tests)
        one["advantage"] = one["estimate"] - one["expected"]
        one["verdict"] = _verdict(one)
    for one, chance in zip(members, _top_quarter(members, prior, sign), strict=True):
        one["top_quarter"] = chance
    return sorted(members, key=lambda one: (-sign * one["advantage"], str(one["member"])))


def _verdict(one: Mapping[str, Any]) -> str:
    """On which side of what is expected the whole interval lies."""
    is_told = not one["low"] == one["high"] == one["expected"]  # where nothing tells members apart each is as expected
    return (side(one, one["expected"]) if is_told else None) or Verdict.UNDECIDED


def _shape(one: Mapping[str, Any], prior: Prior) -> tuple[float, float]:
    """The two parameters of the member's posterior beta."""
    size, mean = prior.size, one["expected"]
    return mean * size + one["num"], (1 - mean) * size + one["den"] - one["num"]


def _posterior(one: Mapping[str, Any], prior: Prior, tests: int) -> tuple[float, float, float]:
    """Estimate and interval; without any difference between members each is what is expected of it."""
    if prior.size == inf or not 0 < one["expected"] < 1:
        return one["expected"], one["expected"], one["expected"]
    (a, b), tail = _shape(one, prior), 0.025 / tests
    return a / (a + b), beta_quantile(tail, a, b), beta_quantile(1 - tail, a, b)


def _top_quarter(members: list[dict[str, Any]], prior: Prior, sign: int) -> list[float | None]:
    """The probability of each of being in the best quarter, by simulation; None where nothing tells them apart."""
    if len(members) < 4 or prior.size == inf or not all(0 < one["expected"] < 1 for one in members):
        return [None] * len(members)
    np: Any = import_module("numpy")  # takes longer to import than most views to answer: only when needed
    shapes = np.array([_shape(one, prior) for one in members])
    expected = np.array([one["expected"] for one in members])
    draws = np.random.default_rng(SEED).beta(shapes[:, 0], shapes[:, 1], size=(DRAWS, len(members)))
    lead = sign * (draws - expected)
    quarter = ceil(len(members) / 4)
    bar = np.partition(lead, -quarter, axis=1)[:, -quarter]
    return [float(share) for share in (lead >= bar[:, None]).mean(axis=0)]


def _table(members: list[dict[str, Any]], kpi: KPI, by: str) -> Table:
    rows = [
        {by: one["member"], "counted": one["den"], "observed": one["observed"], "expected": one["expected"],
         "estimate": {"value": one["estimate"], "num": None, "den": None, "low": one["low"], "high": one["high"], "state": "ok"},
         "verdict": one["verdict"], "top_quarter": one["top_quarter"]}
        for one in members
    ]  # fmt: skip
    columns = (
        Column(by, words.dimension_name(by), "member", dimension=by),
        Column("counted", Text("Nombre compté", "Count")),
        Column("observed", Text("Observé", "Observed"), "figure", Unit.PERCENT),
        Column("expected", Text("Attendu (mêmes campagnes)", "Expected (same campaigns)"), unit=Unit.PERCENT),
        Column("estimate", Text("Estimation", "Estimate"), "figure", Unit.PERCENT),
        Column("verdict", Text("Lecture", "Reading"), "member", labels=VERDICTS),
        Column(
            "top_quarter", Text("Probabilité du premier quart", "Probability of the top quarter"), unit=Unit.PERCENT
        ),
    )
    return Table("ranking", kpi.name, columns, rows)


def _spread(members: list[dict[str, Any]], kpi: KPI, by: str) -> Finding:
    if not members:
        return Finding("spread", "neutral", Text("Rien à compter.", "Nothing to count."))
    if len(members) == 1:
        text = words.phrase("{by}: only one here, nothing to compare.",
                            by=words.dimension_name(by))  # fmt: skip
        return Finding("spread", "neutral", text)
    estimates = [one["advantage"] for one in members]
    if max(estimates) == min(estimates):
        text = words.phrase(
            "Undecided: by {by}, {kpi} varies no more than chance.",
            by=words.lowered(words.dimension_name(by)), kpi=words.quoted(kpi.name),
        )  # fmt: skip
        return Finding("spread", "undecided", text)
    text = words.phrase(
        "{kpi}: from {low} to {high} around what is expected of each, once chance is taken out.",
        kpi=kpi.name, low=words.points(min(estimates)), high=words.points(max(estimates)),
    )  # fmt: skip
    return Finding("spread", "neutral", text)


def _leaders(members: list[dict[str, Any]], kpi: KPI, by: str) -> list[Finding]:
    """Who is surely in the top quarter, and who is surely off what is expected of them on the wrong side."""
    found = []
    sign = -1 if kpi.better is Better.DOWN else 1
    best = [one for one in members if (one["top_quarter"] or 0) >= SURE]
    worst = [one for one in members if one["verdict"] == (Verdict.BELOW if sign > 0 else Verdict.ABOVE)]
    if best:
        text = words.phrase("Almost certainly in the top quarter: {names}.",
                            names=words.listed(words.member(by, one["member"]) for one in best[:10]))  # fmt: skip
        found.append(Finding("top_quarter", "good", text, {by: [one["member"] for one in best]}, _stake(best, members)))
    elif better := [one for one in members if one["verdict"] == (Verdict.ABOVE if sign > 0 else Verdict.BELOW)]:
        text = words.phrase(
            "Clearly better than expected: {names}.", names=_gaps(better, by)
        )  # fmt: skip
        about = {by: [one["member"] for one in better]}
        found.append(Finding("above_expected", "good", text, about, _stake(better, members)))
    if worst:
        text = words.phrase(
            "Clearly worse than expected: {names}.",
            names=_gaps(sorted(worst, key=lambda one: sign * one["advantage"]), by),
        )  # fmt: skip
        found.append(
            Finding("off_expected", "bad", text, {by: [one["member"] for one in worst]}, _stake(worst, members))
        )
    return found


def _gaps(members: Sequence[Mapping[str, Any]], by: str) -> Text:
    """The first ten, each with how far it is from what is expected of it."""
    return words.listed(
        words.phrase("{name} ({gap})", name=words.member(by, one["member"]), gap=words.points(one["advantage"]))
        for one in members[:10]
    )  # fmt: skip


def _stake(some: list[dict[str, Any]], members: list[dict[str, Any]]) -> float:
    """What these members gain or lose against what is expected of them, of all that is obtained."""
    moved = sum(abs(one["advantage"]) * one["den"] for one in some)
    return ratio(moved, sum(one["num"] for one in members)) or 0.0


VIEW = View(
    "agents",
    Text("Téléconseillers", "Agents"),
    Text("Qui fait vraiment mieux, une fois retirés le hasard et le mélange de campagnes ?",
         "Who really does better, once chance and the mix of campaigns are taken out?"),
    run,
    kpis=(),
    options={"kpi": "argued_call_rate", "by": "agent"},
    rules=(_RULE, breaks.RULE),
)  # fmt: skip
