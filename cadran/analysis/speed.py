"""How soon leads are reached: by the clock and within opening hours, hot leads apart, and what the delay costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cadran.analysis import words
from cadran.analysis.asking import Asked, Rows, keyed, proportion
from cadran.analysis.result import Column, Finding, Table
from cadran.analysis.shape import Answer, Options, View
from cadran.analysis.worth import worth
from cadran.catalogue import labels
from cadran.catalogue.measures import part
from cadran.catalogue.shape import Text, Unit
from cadran.messages import Message
from cadran.model.derived import DELAYS
from cadran.query.notes import note
from cadran.query.numbers import ratio
from cadran.query.opening_time import week_of

BANDS = {name: labels.DELAYS[name] for name in DELAYS}
SOON = DELAYS[:3]
"""The bands within the hour."""
NEVER = "never"
_BAND_LABELS = BANDS | {NEVER: Text("jamais", "never")}
GROUPS = {"hot": Text("fiches chaudes", "hot leads"), "other": Text("autres fiches", "other leads")}
_CLOCKS = {
    "clock": Text("en temps écoulé", "by the clock"),
    "open": Text("heures d’ouverture", "opening hours"),
}
_EVENTS = {
    "first_attempt": Text("premier appel", "first attempt"),
    "first_contact": Text("premier contact", "first contact"),
}
_TOOK_PLACE = {"first_attempt": "yes(attempted)", "first_contact": "yes(contacted)"}
"""Whether a lead had it at all, with a known instant or not."""
_GROUPED = {"hot": "yes(is_hot)"}
_WAITS = replace(part("leads"), fact="lead_waits")
_TIMED = "first_contact_delay_s IS NOT NULL"
_BECAME = {
    "leads": part("leads", _TIMED),
    "known": part("leads", f"{_TIMED} AND qualified IS NOT NULL"),
    **{name: part("leads", f"{_TIMED} AND {name}") for name in ("qualified", "argued", "booked", "sold")},
}


def _group(cell: Mapping[str, Any]) -> str:
    """The group of a cell of leads; one not said to be hot is not."""
    return "hot" if cell.get("hot", cell.get("is_hot")) else "other"


def run(asked: Asked, options: Options) -> Answer:
    """Delays, their bands, and what became of the leads by band of delay."""
    is_opened, notes = _opened(asked)
    delays = _delays_of(is_opened)
    (summary, bands) = (_summary(asked, delays), _bands(asked, delays))
    by_delay = asked.counts(_BECAME, columns=_GROUPED | {"band": "delay(first_contact_delay_s)"})
    tables = (_delays(summary), _banded(bands), _conversion(by_delay))
    return Answer(tables, (*_soon(bands), *worth(asked, GROUPS, _group)), notes=(*notes, *_unknown(asked)))


_RULE = Text(
    "Délai : de la création de la fiche à son premier appel, et à son premier contact ; les fiches jamais jointes n’ont pas de "
    "délai et comptent dans « jamais ». Heures d’ouverture : seul compte le temps où la campagne est ouverte (jours fériés "
    "et autres fermetures déduits). Une tranche comprend sa borne. Le prix de l’attente se juge résultat par résultat : être jointe "
    "un jour, selon le délai du premier appel ; qualification, rendez-vous et vente, selon celui du premier contact ; à campagne, "
    "source et semaine de création égales (Mantel-Haenszel), 95 % partagés entre les résultats jugés (Bonferroni). Rendez-vous et "
    "ventes ne se jugent que dans les campagnes qui en font.",
    "Delay: from the lead’s creation to its first attempt, and to its first contact; leads never reached have no delay and "
    "count as “never”. Opening hours: only the time the campaign is open counts (public holidays and other closed days taken out). A band "
    "holds its bound. What waiting costs is judged outcome by outcome: being reached at all, by the delay of the first attempt; "
    "qualification, appointment and sale, by that of the first contact; at the same campaign, source and week of creation "
    "(Mantel-Haenszel), 95% shared among the outcomes judged (Bonferroni). Appointments and sales are judged only in the "
    "campaigns that make some.",
)


def _opened(asked: Asked) -> tuple[bool, list[Mapping[str, Any]]]:
    """Whether some leads have delays within opening hours; campaigns without hours that can be read are said."""
    rows = asked.counts({"leads": part("leads")}, ("campaign",), {"hours": "campaign.opening_hours"})
    absent = [row for row in rows if week_of(row["hours"] or "") is None]
    return len(absent) < len(rows), [_absent(row) for row in absent]


def _absent(row: Mapping[str, Any]) -> Mapping[str, Any]:
    given = row["hours"]
    unreadable = words.phrase("not readable (“{given}”)", given=given or "")
    text = words.phrase(
        "Campaign {name}: opening hours {fault}; {leads:,} {leads|lead has|leads have} the delay by the clock only.",
        name=words.member("campaign", row["campaign"]),
        fault=unreadable if given else Text("absentes", "absent"),
        leads=row["leads"],
    )
    return {"code": "opening_hours_absent", "campaign": row["campaign"], "text": text}


def _unknown(asked: Asked) -> list[Mapping[str, Any]]:
    """How many leads were contacted nobody knows when."""
    [row] = asked.counts({"leads": part("leads", "contacted AND first_contact_delay_s IS NULL")})
    if not row["leads"]:
        return []
    text = Message(
        "{leads:,} {leads|lead was|leads were} contacted nobody knows when (a summary only, or a contact before their creation): "
        "without a delay they are in no band.",
        leads=row["leads"],
    )
    return [note("delay_unknown", text, leads=row["leads"])]


Delay = tuple[str, str]


def _delays_of(is_opened: bool) -> dict[Delay, str]:
    """(event, clock) → the column of that delay."""
    found = {(event, "clock"): f"{event}_delay_s" for event in _EVENTS}
    return {**found, **{(event, "open"): f"open_{event}_s" for event in _EVENTS}} if is_opened else found


def _summary(asked: Asked, delays: Mapping[Delay, str]) -> Rows:
    """Group, event and clock with the count, the sum, the median and the 90th percentile."""
    counted = {"leads": _WAITS}
    for column in delays.values():
        known = f"{column} IS NOT NULL"
        counted |= {
            f"known_{column}": replace(_WAITS, where=known),
            f"total_{column}": replace(_WAITS, aggregate="sum", column=column),
            f"median_{column}": replace(_WAITS, aggregate="quantile", column=column, where=known, q=0.5),
            f"p90_{column}": replace(_WAITS, aggregate="quantile", column=column, where=known, q=0.9),
        }
    found = [
        {"event": event, "clock": clock, "group": _group(row), "leads": row["leads"],
         **{name: row[f"{name}_{column}"] for name in ("known", "total", "median", "p90")}}
        for row in asked.counts(counted, columns=_GROUPED)
        for (event, clock), column in delays.items()
    ]  # fmt: skip
    return sorted(found, key=lambda row: (row["group"] != "hot", row["event"], row["clock"]))


def _bands(asked: Asked, delays: Mapping[Delay, str]) -> Rows:
    """Group, event, clock and band with its leads. Leads whose campaign gives no hours have no band of open time; those
    contacted nobody knows when (only summarised, or before they were created) have none at all.
    """
    bands = {f"{event}_{clock}": f"delay({column})" for (event, clock), column in delays.items()}
    found: dict[tuple[str, ...], int] = {}
    for row in asked.counts({"leads": _WAITS}, columns=_GROUPED | _TOOK_PLACE | bands):
        for event, clock in delays:
            band = row[f"{event}_{clock}"] or ("" if row[event] else NEVER)
            if band:
                key = (_group(row), event, clock, band)
                found[key] = found.get(key, 0) + row["leads"]
    return [dict(zip(("group", "event", "clock", "band", "leads"), (*key, n), strict=True)) for key, n in found.items()]


def _delays(summary: Rows) -> Table:
    rows = [
        {**{name: row[name] for name in ("group", "event", "clock", "leads")}, "reached": row["known"],
         "mean": ratio(row["total"], row["known"]), "median": row["median"], "p90": row["p90"]}
        for row in summary
    ]  # fmt: skip
    columns = (
        *_KEYS,
        Column("leads", Text("Fiches", "Leads")),
        Column("reached", Text("Avec ce délai", "With that delay")),
        Column("mean", Text("Moyenne", "Mean"), unit=Unit.SECONDS),
        Column("median", Text("Médiane", "Median"), unit=Unit.SECONDS),
        Column("p90", Text("90e centile", "90th percentile"), unit=Unit.SECONDS),
    )
    return Table("delays", Text("Délais", "Delays"), columns, rows)


_KEYS = (
    Column("group", Text("Fiches", "Leads"), "member", labels=GROUPS),
    Column("event", Text("Jusqu’au", "Until"), "member", labels=_EVENTS),
    Column("clock", Text("Mesuré", "Measured"), "member", labels=_CLOCKS),
)


def _banded(bands: Rows) -> Table:
    found = keyed(bands, "group", "event", "clock", "band")
    rows = []
    for group in GROUPS:
        for event in _EVENTS:
            for clock in _CLOCKS:
                mine = {name: found[group, event, clock, name]["leads"] for name in _BAND_LABELS
                        if (group, event, clock, name) in found}  # fmt: skip
                cells = {name: proportion(mine.get(name, 0), sum(mine.values())) for name in _BAND_LABELS}
                if mine:
                    rows.append({"group": group, "event": event, "clock": clock, **cells})
    columns = [Column(name, text, "figure", Unit.PERCENT) for name, text in _BAND_LABELS.items()]
    return Table("bands", Text("Part des fiches par délai", "Share of leads by delay"), (*_KEYS, *columns), rows)


def _conversion(cells: Rows) -> Table:
    rows = []
    for group in GROUPS:
        for name in BANDS:
            mine = [cell for cell in cells if _group(cell) == group and cell["band"] == name]
            if mine:
                total = {
                    key: sum(cell[key] or 0 for cell in mine)
                    for key in ("leads", "known", "qualified", "argued", "booked", "sold")
                }
                rows.append({"group": group, "band": name, "leads": total["leads"],
                             "qualified": proportion(total["qualified"], total["known"]),
                             "argued": proportion(total["argued"], total["known"]),
                             "booked": proportion(total["booked"], total["leads"]),
                             "sold": proportion(total["sold"], total["leads"])})  # fmt: skip
    columns = (
        _KEYS[0],
        Column("band", Text("Délai de contact", "Delay to contact"), "member", labels=_BAND_LABELS),
        Column("leads", Text("Fiches contactées", "Leads contacted")),
        Column("qualified", Text("Qualifiées", "Qualified"), "figure", Unit.PERCENT),
        Column("argued", Text("Argumentées", "Argued"), "figure", Unit.PERCENT),
        Column("booked", Text("Rendez-vous", "Appointment"), "figure", Unit.PERCENT),
        Column("sold", Text("Vendues", "Sold"), "figure", Unit.PERCENT),
    )
    title = Text("Ce que deviennent les fiches contactées, par délai", "What becomes of the leads contacted, by delay")
    return Table("conversion", title, columns, rows)


def _soon(bands: Rows) -> list[Finding]:
    """How many hot leads (all, where none is hot) were contacted within the hour."""
    found: list[Finding] = []
    for group in ("hot", "other"):
        mine = {row["band"]: row["leads"] for row in bands
                if (row["group"], row["event"], row["clock"]) == (group, "first_contact", "clock")}  # fmt: skip
        if not mine or found:
            continue
        total = sum(mine.values())
        within = sum(mine.get(name, 0) for name in SOON)
        text = words.phrase(
            "{group}: {hour} reached within the hour, {five} in under 5 minutes, {never} never.",
            group=Text(GROUPS[group].fr.capitalize(), GROUPS[group].en.capitalize()),
            hour=words.share(ratio(within, total)), five=words.share(ratio(mine.get(SOON[0], 0), total)),
            never=words.share(ratio(mine.get(NEVER, 0), total)),
        )  # fmt: skip
        found.append(Finding("within_the_hour", "neutral", text, {"group": group}))
    return found


VIEW = View(
    "speed",
    Text("Rapidité de contact", "Speed to contact"),
    Text("En combien de temps joignons-nous nos fiches, et que coûte l’attente ?",
         "How soon do we reach our leads, and what does waiting cost?"),
    run,
    kpis=("leads", "speed_to_contact", "speed_to_contact_median", "speed_to_contact_p90", "speed_to_first_attempt",
          "leads_contacted_within_1h", "leads_qualified", "leads_argued", "appointments", "sales"),
    options={},
    rules=(_RULE,),
    answers=("conversion_by_delay",),
    basis="cohort",
)  # fmt: skip
