"""How worn a list is: by its age, by pass, by delivery; when it will be used up, and whether to go on with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from math import sqrt
from typing import Any

from cadran.analysis import breaks, strata, words
from cadran.analysis.asking import Asked, Rows, figure, keyed, proportion
from cadran.analysis.result import Column, Finding, Table
from cadran.analysis.shape import Answer, Options, View
from cadran.analysis.statistics import decided, standardised, z_of
from cadran.catalogue.measures import part
from cadran.catalogue.shape import Text, Unit
from cadran.model.derived import WEAR_STARTS
from cadran.query.numbers import ratio
from cadran.query.periods import utc_midnight

AGES = (*pairwise(WEAR_STARTS), (WEAR_STARTS[-1], None))
PASSES = 7
PACE_DAYS = 14
"""The pace of a list is that of its last so many loaded days."""
NEARLY_DONE, HALF = 0.1, 0.5


def run(asked: Asked, options: Options) -> Answer:
    """Each list's state and verdict, its calls by age, its passes, its deliveries."""
    end = _end(asked)
    lists, ages, passes = _lists(asked, end), _ages(asked), _passes(asked)
    tells = asked.grants("campaign")
    moved = [
        one
        for kpi in (("file_validity_rate", "contactability_rate") if tells else ())
        for one in breaks.breaks(asked, kpi, "list", basis="cohort")
    ]
    deliveries = asked.figures("leads", "file_validity_rate", "wrong_number_rate", "contactability_rate",
                               by=("list",), grain="week", basis="cohort")  # fmt: skip
    findings = [one.finding() for one in moved]
    for row in lists:
        row["verdict"], reason = _verdict(row, [one for one in passes if one["list"] == row["list"]], moved)
        findings.append(reason)
    if passes and not tells:
        findings.append(Finding("list_passes", "undecided", strata.CANNOT_TELL))
    tables = (_list_table(lists), _age_table(ages), _pass_table(passes), _delivery_table(deliveries.rows))
    return Answer(tables, tuple(findings), notes=tuple(deliveries.notes))


_RULE = Text(
    f"État à la fin de la période. Prévision : fiches encore ouvertes ÷ fiches closes par jour sur les {PACE_DAYS} derniers "
    "jours, nouvelles fiches déduites ; donnée seulement si le fichier se vide au-delà du hasard. "
    "Verdict : « arrêter » si une livraison récente s’est gâtée (rupture) ou si la dernière passe argumente à coup sûr moins de la moitié de la première ; « recycler » si moins d’un dixième reste ouvert "
    "et que la dernière passe joint encore à coup sûr plus de la moitié de la première ; « continuer » s’il reste plus d’un "
    "dixième ; « clos » s’il ne reste rien à appeler ; sinon « indécis ». À coup sûr : à même campagne et même température "
    "(la première passe ramenée à la composition de la dernière), l’intervalle, à 95 % partagés entre les passes, est tout entier du même "
    "côté.",
    f"State at the period’s end. Forecast: leads still open ÷ leads closed a day over the last {PACE_DAYS} days, new leads "
    "taken off; given only where the list shrinks by more than chance. Verdict: “stop” where a recent delivery went bad "
    "(a break) or the last pass clearly pitches less than half of what the first did; “recycle” where less than a tenth is open and the last pass still clearly reaches more than half "
    "of what the first did; “continue” where more than a tenth is open; “closed” where nothing is left to call; else “undecided”. Clearly: at the same campaign and temperature (the first pass at the last one’s mix), the interval, at "
    "95% shared among the passes, lies wholly on one side.",
)


def _end(asked: Asked) -> date:
    """The first day after what is looked at: the period's end, or the end of what is loaded."""
    _, end = asked.period or (None, None)
    state = asked.source.state()
    span = state.span(["attempts"])
    loaded = span[1] if span else state.today
    return min(end, loaded) if end else loaded


def _lists(asked: Asked, end: date) -> Rows:
    """Lists with how far they are worked, at `end`."""
    since = end - timedelta(days=PACE_DAYS)
    state = asked.source.state()
    closes = utc_midnight(end, state.zone)
    is_past = bool(asked.period and asked.period[1]) and closes < (asked.as_of or state.now)
    until = asked.with_(period=(None, end), as_of=closes if is_past else asked.as_of, basis="cohort")
    closed_lately = part("leads_worked", f"closed_at >= '{since}' AND closed_at < '{end}'")
    rows = until.counts({**_WORKED, "closed_lately": closed_lately}, ("list",), _OF_LIST)
    new = keyed(until.with_(period=(since, end)).counts({"leads": part("leads")}, ("list",)), "list")
    for row in rows:
        row["new_lately"] = new[row["list"]]["leads"] if row["list"] in new else 0
        row["age"] = (end - row["acquired_on"]).days if row["acquired_on"] else None
        row["exhausted_on"] = _exhausted(row, end)
    return sorted(rows, key=lambda row: (row["list"] is None, str(row["list"])))


_OF_LIST = {"name": "list.name", "acquired_on": "list.acquired_on", "closed_on": "list.closed_on"}
_WORKED = {
    "leads": part("leads"),
    "attempted": part("leads_worked"),
    "open": part("leads_open"),
    "contacted": part("leads", "contacted"),
    "contact_known": part("leads_worked", "contacted IS NOT NULL"),
    "wrong": part("leads_worked", "wrong_number"),
    "wrong_known": part("leads_worked", "wrong_number IS NOT NULL"),
    "never_reached": part("leads_closed_worked", "NOT contacted AND (wrong_number IS NULL OR NOT wrong_number)"),
}


def _exhausted(row: Mapping[str, Any], end: date) -> date | None:
    """The day on which no lead is left open at the recent pace.

    None where the list does not surely shrink: leads closed and leads delivered are counts, as uncertain as counts are.
    """
    shrunk, moved = row["closed_lately"] - row["new_lately"], row["closed_lately"] + row["new_lately"]
    if (row["closed_on"] and row["closed_on"] <= end) or not row["open"] or shrunk <= z_of() * sqrt(moved):
        return None
    return end + timedelta(days=round(row["open"] * PACE_DAYS / shrunk))


def _ages(asked: Asked) -> Rows:
    """Calls by list and by the list's age on the day of the call."""
    rows = asked.counts(_CALLS, ("list",), {"age": "wear(list.acquired_on)"})
    return [{**row, "age": None if row["age"] is None else int(row["age"])} for row in rows]


_CALLS = {
    "calls": part("calls"),
    "contacted": part("calls_contacted"),
    "known": part("calls", "contacted IS NOT NULL"),
    "valid": part("calls_valid"),
    "valid_known": part("calls", "valid_number IS NOT NULL"),
}


def _passes(asked: Asked) -> Rows:
    """For each list and pass n: leads that got it, and those first contacted, argued and sold by it."""
    held = [name for name in strata.HELD if asked.grants(name)]
    cells = asked.counts(_PASSES, ("list", *held), basis="cohort")
    lists: dict[Any, Rows] = {}
    for cell in cells:
        lists.setdefault(cell["list"], []).append(cell)
    rows = [
        {"list": name, "pass": n, "leads": sum(cell["leads"] for cell in own), **_total(own, n),
         "strata": {tuple(cell[one] for one in held): _total([cell], n) for cell in own} if "campaign" in held else {}}
        for name, own in lists.items() for n in range(1, PASSES + 1) if any(cell[f"reached_{n}"] for cell in own)
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row["list"] is None, str(row["list"]), row["pass"]))


def _until_pass(first: str, n: int) -> str:
    """That a lead got pass n, and did not have before what `first` is the rank of."""
    return f"attempts >= {n} AND ({first} IS NULL OR {first} >= {n})"


_PASSED: Mapping[str, Callable[[int], str]] = {
    "reached": lambda n: f"attempts >= {n}",
    "waiting": lambda n: _until_pass("first_contact_rank", n),
    "unargued": lambda n: _until_pass("first_argued_rank", n),
    "contact": lambda n: f"first_contact_rank = {n}",
    "argued": lambda n: f"first_argued_rank = {n}",
    "sold": lambda n: f"(first_sale_rank = {n} OR first_appointment_rank = {n})",
}
"""What is counted of leads at pass n."""
_CALLED = "NOT is_reported"
_PASSES = {"leads": part("leads", _CALLED)} | {
    f"{name}_{n}": part("leads", f"{_CALLED} AND {of(n)}") for n in range(1, PASSES + 1) for name, of in _PASSED.items()
}


def _total(cells: Rows, n: int) -> dict[str, int]:
    """The counts of pass n over cells of leads; a lead is in one cell only, so that they add up."""
    return {name: sum(cell[f"{name}_{n}"] for cell in cells) for name in _PASSED}


_VERDICTS = {
    "stop": Text("arrêter", "stop"),
    "recycle": Text("recycler", "recycle"),
    "continue": Text("continuer", "continue"),
    "undecided": Text("indécis", "undecided"),
    "closed": Text("clos", "closed"),
}
_TONES = {"stop": "bad", "recycle": "neutral", "continue": "good", "undecided": "undecided", "closed": "neutral"}


def _verdict(row: Mapping[str, Any], passes: Rows, moved: list[breaks.Moved]) -> tuple[str, Finding]:
    """Recycle, continue or stop, and why."""
    verdict, why = _judged(row, passes, [one for one in moved if one.member == row["list"] and one.found.change < 0])
    text = words.phrase("{list}: {verdict}. {why}", list=_list_name(row),
                        verdict=_VERDICTS[verdict], why=why)  # fmt: skip
    return verdict, Finding("list_verdict", _TONES[verdict], text, {"list": row["list"], "verdict": verdict})


def _list_name(row: Mapping[str, Any]) -> Text:
    return words.member("list", row["list"])


def _judged(row: Mapping[str, Any], passes: Rows, spoilt: list[breaks.Moved]) -> tuple[str, Text]:
    left = ratio(row["open"], row["leads"]) or 0.0
    remaining = words.phrase("{open:,} {open|lead|leads} left open ({part})",
                             open=row["open"], part=words.share(left))  # fmt: skip
    if not row["attempted"]:
        return "undecided", Text("Pas encore appelé.", "Not called yet.")
    if spoilt:
        return "stop", words.phrase(
            "What has been delivered since the week of {day} is worse: stop the deliveries, call the earlier leads first.",
            day=words.day(spoilt[0].since),
        )  # fmt: skip
    if not row["open"] and row["never_reached"] == 0:
        return "closed", Text("Plus aucune fiche à appeler.", "No lead left to call.")
    first, last = _first_and_last(passes)
    if first and last and _surely(last, "argued", first, below=True, tests=len(passes)):
        return "stop", words.phrase(
            "Pass {n} clearly pitches less than half of what the first did. {left}.",
            n=str(last["pass"]), left=remaining,
        )  # fmt: skip
    if left >= NEARLY_DONE:
        return "continue", words.phrase("{left}; {when}.", left=remaining, when=_when(row))
    if first and last and _surely(last, "contact", first, below=False, tests=len(passes)):
        return "recycle", words.phrase(
            "{left}; pass {n} still reaches more than half of what the first did, and {never:,} closed {never|lead was|leads were} never reached.",
            left=remaining, n=str(last["pass"]), never=row["never_reached"],
        )  # fmt: skip
    if not row["open"]:
        return "closed", words.phrase(
            "No lead left to call; {never:,} closed {never|lead was|leads were} never reached, and the last pass does not tell whether calling "
            "them again would pay.",
            never=row["never_reached"],
        )  # fmt: skip
    return "undecided", words.phrase("{left}; too little to tell whether one more pass would pay.", left=remaining)  # fmt: skip


def _when(row: Mapping[str, Any]) -> Text:
    if row["exhausted_on"] is None:
        return Text(
            "au rythme actuel, rien ne dit qu’il s’épuise", "at the present pace nothing tells that it runs out"
        )
    return words.phrase("used up around {day} at the present pace",
                        day=words.day(row["exhausted_on"]))  # fmt: skip


def _first_and_last(passes: Rows) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """The first pass, and the last that reached at least a tenth of the list."""
    full = [row for row in passes if row["reached"] >= NEARLY_DONE * row["leads"]]
    return (full[0], full[-1]) if len(full) > 1 else (None, None)


def _surely(last: Mapping[str, Any], name: str, first: Mapping[str, Any], *, below: bool, tests: int) -> bool:
    """Whether the last pass's rate is surely below (or above) half of the first's, at the last one's campaigns and temperatures.

    Contacts are of leads not reached before, pitches of leads not pitched before.
    """
    den = {"contact": "waiting", "argued": "unargued"}[name]
    pairs = [((own[name], own[den]), (before[name], before[den]))
             for place, own in last["strata"].items() for before in (first["strata"].get(place),) if before]  # fmt: skip
    found = standardised(pairs, HALF, z_of(tests))
    return found is not None and decided(found[2]) == (-1 if below else 1)


_LIST = Column("list", words.dimension_name("list"), "member", dimension="list")


def _list_table(lists: Rows) -> Table:
    rows = [
        {
            **{
                name: row[name]
                for name in ("list", "name", "acquired_on", "age", "leads", "open", "exhausted_on", "verdict")
            },
            "attempted": proportion(row["attempted"], row["leads"]),
            "contactability": proportion(row["contacted"], row["contact_known"]),
            "wrong": proportion(row["wrong"], row["wrong_known"]),
            "closed_a_day": ratio(row["closed_lately"], PACE_DAYS),
            "never_reached": row["never_reached"],
        }
        for row in lists
    ]
    columns = (
        _LIST,
        Column("name", Text("Nom", "Name"), "text"),
        Column("acquired_on", Text("Acquis le", "Acquired on"), "day"),
        Column("age", Text("Âge (jours)", "Age (days)")),
        Column("leads", Text("Fiches", "Leads")),
        Column("attempted", Text("Traitées", "Attempted"), "figure", Unit.PERCENT),
        Column("contactability", Text("Contactabilité", "Contactability"), "figure", Unit.PERCENT),
        Column("wrong", Text("Faux numéros", "Wrong numbers"), "figure", Unit.PERCENT),
        Column("open", Text("Ouvertes", "Open")),
        Column("closed_a_day", Text("Closes par jour", "Closed a day"), unit=Unit.RATIO),
        Column("exhausted_on", Text("Épuisé vers le", "Used up around"), "day"),
        Column("never_reached", Text("Closes, jamais jointes", "Closed, never reached")),
        Column("verdict", Text("Verdict", "Verdict"), "member", labels=_VERDICTS, tones=_TONES),
    )
    return Table("lists", Text("Les fichiers", "The lists"), columns, rows)


_AGE_LABELS = {
    str(first): Text(f"{first} à {stop - 1} jours", f"{first} to {stop - 1} days")
    if stop else Text(f"{first} jours et plus", f"{first} days and more")
    for first, stop in AGES
}  # fmt: skip


def _age_table(ages: Rows) -> Table:
    ordered = sorted(ages, key=lambda row: (row["list"] is None, str(row["list"]), row["age"] is None, row["age"] or 0))
    rows = [
        {"list": row["list"], "age": row["age"], "calls": row["calls"],
         "contact_rate": proportion(row["contacted"], row["known"]),
         "validity": proportion(row["valid"], row["valid_known"])}
        for row in ordered
    ]  # fmt: skip
    columns = (
        _LIST,
        Column("age", Text("Âge du fichier", "Age of the list"), "member", labels=_AGE_LABELS),
        Column("calls", Text("Appels", "Calls")),
        Column("contact_rate", Text("Taux de contact", "Contact rate"), "figure", Unit.PERCENT),
        Column("validity", Text("Numéros valides", "Valid numbers"), "figure", Unit.PERCENT),
    )
    return Table(
        "ages",
        Text("Contact et validité selon l’âge du fichier", "Contact and validity by the list’s age"),
        columns,
        rows,
    )


def _pass_table(passes: Rows) -> Table:
    rows = [
        {"list": row["list"], "pass": row["pass"], "reached": proportion(row["reached"], row["leads"]),
         "contacted": proportion(row["contact"], row["waiting"]), "argued": proportion(min(row["argued"], row["reached"]), row["reached"]),
         "sold": proportion(min(row["sold"], row["reached"]), row["reached"])}
        for row in passes
    ]  # fmt: skip
    columns = (
        _LIST,
        Column("pass", Text("Passe", "Pass")),
        Column("reached", Text("Fiches appelées", "Leads that got it"), "figure", Unit.PERCENT),
        Column(
            "contacted",
            Text("Jointes, parmi celles qui ne l’étaient pas", "Reached, of those not yet"),
            "figure",
            Unit.PERCENT,
        ),
        Column("argued", Text("Argumentés", "Argued"), "figure", Unit.PERCENT),
        Column("sold", Text("Rendez-vous ou vente", "Appointment or sale"), "figure", Unit.PERCENT),
    )
    return Table("passes", Text("Passe après passe", "Pass by pass"), columns, rows)


def _delivery_table(found: Sequence[dict[str, Any]]) -> Table:
    kpis = ("file_validity_rate", "wrong_number_rate", "contactability_rate")
    rows = [
        {"list": row["key"]["list"], "week": row["key"]["period"], "leads": row["values"]["leads"]["value"],
         **{kpi: figure(row["values"][kpi]) for kpi in kpis}}
        for row in found if row["key"]["period"] and row["values"]["leads"]["value"]
    ]  # fmt: skip
    columns = (
        _LIST,
        Column("week", Text("Semaine de livraison", "Week of delivery"), "text"),
        Column("leads", Text("Fiches", "Leads")),
        Column(kpis[0], Text("Numéros valides", "Valid numbers"), "figure", Unit.PERCENT),
        Column(kpis[1], Text("Faux numéros", "Wrong numbers"), "figure", Unit.PERCENT),
        Column(kpis[2], Text("Contactabilité", "Contactability"), "figure", Unit.PERCENT),
    )
    return Table("deliveries", Text("Livraison par livraison", "Delivery by delivery"), columns, rows)


VIEW = View(
    "list-wear",
    Text("Usure des fichiers", "List wear"),
    Text("Que reste-t-il de nos fichiers, et lesquels continuer, recycler ou arrêter ?",
         "What is left of our lists, and which to continue, recycle or stop?"),
    run,
    kpis=("leads", "attempts", "remaining_leads", "file_validity_rate", "wrong_number_rate", "contactability_rate"),
    options={},
    rules=(_RULE, breaks.RULE),
)  # fmt: skip
