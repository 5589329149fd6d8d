"""Contact and conversion by attempt rank, in two readings that are often confused, and the spacing of attempts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cadran.analysis import noes, words
from cadran.analysis.asking import Asked, Rows, keyed, proportion
from cadran.analysis.insisting import persistence, spacing
from cadran.analysis.result import Column, Finding, Table
from cadran.analysis.shape import Answer, Options, View
from cadran.catalogue.measures import part
from cadran.catalogue.shape import Part, Text, Unit
from cadran.model import derived as bands
from cadran.query.numbers import ratio

LAST = 10
"""The last rank shown by itself; it holds those after it too."""

SPACINGS: dict[str, Text] = dict(
    zip(
        bands.SPACINGS,
        (
            Text("moins d’1 h", "under 1 h"),
            Text("1 à 4 h", "1 to 4 h"),
            Text("4 à 24 h", "4 to 24 h"),
            Text("1 à 2 jours", "1 to 2 days"),
            Text("2 à 4 jours", "2 to 4 days"),
            Text("4 à 7 jours", "4 to 7 days"),
            Text("plus de 7 jours", "over 7 days"),
        ),
        strict=True,
    )
)
_LABELS = {str(rank): Text(str(rank), str(rank)) for rank in range(1, LAST)} | {
    str(LAST): Text(f"{LAST} et plus", f"{LAST} and more")
}


ON_LEADS = "lead_key IS NOT NULL"
_COUNTED = {
    "attempts": part("attempts", ON_LEADS),
    "contacted": part("attempts", f"{ON_LEADS} AND contacted"),
    "known": part("attempts", f"{ON_LEADS} AND contacted IS NOT NULL"),
    "argued": part("attempts", f"{ON_LEADS} AND argued"),
    "appointment": part("attempts", f"{ON_LEADS} AND outcome = 'appointment'"),
    "sale": part("attempts_sold", ON_LEADS),
    "spacing_s": Part("attempts", "sum", "started", "rank.spacing_s", ON_LEADS),
    "spaced": part("attempts", f"{ON_LEADS} AND rank.spacing_s IS NOT NULL"),
}
_COLUMNS = {
    "rank": f"upto(rank.attempt_rank, {LAST})",
    "band": "spacing(rank.spacing_s)",
    "before": "rank.outcome_before",
}
_ENDED = "attempts > 0 AND NOT is_open AND NOT is_reported"
_CLOSED = {
    "leads": part("leads", _ENDED),
    "contacted": part("leads", f"{_ENDED} AND contacted"),
    "known": part("leads", f"{_ENDED} AND contacted IS NOT NULL"),
    "argued": part("leads", f"{_ENDED} AND argued"),
    "sold": part("leads", f"{_ENDED} AND sold"),
    "booked": part("leads", f"{_ENDED} AND (booked OR sold)"),
}


def _folded(cells: Rows, name: str) -> Rows:
    """The counts added up over all but one key."""
    found: dict[Any, dict[str, Any]] = {}
    for cell in cells:
        row = found.setdefault(cell[name], {name: cell[name], **dict.fromkeys(_COUNTED, 0)})
        for total in _COUNTED:
            row[total] += cell[total]
    return list(found.values())


def run(asked: Asked, options: Options) -> Answer:
    """Attempts by rank, leads by their last rank, first successes by rank, and spacing."""
    cells = asked.counts(_COUNTED, ("campaign", "is_hot"), _COLUMNS)
    reached = _folded(cells, "rank")
    spaced = [cell for cell in cells if cell["band"] and cell["before"] != "callback"]
    ended = asked.counts(_CLOSED, columns={"rank": f"upto(attempts, {LAST})"})
    firsts = {name: _firsts(asked, name) for name in ("contact", "argued", "appointment", "sale")}
    sold = noes.successes(asked)
    tables = (_reached(reached), _ended(ended), _shares(firsts), noes.table(sold), _spacing(_folded(spaced, "band")))
    findings = [*_findings(firsts), *noes.findings(sold), *persistence(cells, _LABELS), *spacing(spaced, SPACINGS)]
    return Answer(tables, tuple(findings))


_RULE = Text(
    "Deux lectures. « Atteignant n » : de toutes les tentatives de rang n, celles qui aboutissent ; c’est ce que vaut une "
    "tentative de plus. « S’arrêtant à n » : des fiches closes après n tentatives, celles qui ont été contactées ou vendues ; une "
    "fiche vendue s’arrête là, si bien que cette lecture flatte les premiers rangs et ne dit pas ce qu’insister rapporte. "
    "Cohorte : les fiches créées dans la période ; le rang compte toutes les tentatives de la fiche, tous canaux. "
    "Ce que vaut un rang de plus se juge résultat par résultat face à la première tentative, à même campagne et même "
    "température de fiche. Écarts : rappels convenus mis à part ; un écart est jugé face aux autres à campagne, température, rang et "
    "résultat précédent égaux (Mantel-Haenszel, 95 % partagés), et n’est conseillé que là où il a été essayé ; rappeler sans relâche "
    "lasse (voir « Leads appelés quatre fois en moins de 24 h »).",
    "Two readings. “Reaching n”: of all attempts of rank n, those that succeed; that is what one more attempt is worth. "
    "“Ending at n”: of the leads closed after n attempts, those contacted or sold; a lead sold ends there, so this "
    "reading flatters the first ranks and does not say what persisting is worth. Cohort: the leads created in the "
    "period; the rank counts all of the lead’s attempts, on any channel. What one more rank is worth is judged outcome by "
    "outcome against the first attempt, at the same campaign and temperature of the lead. Spacing: agreed callbacks aside; a "
    "spacing is judged against the others at the same campaign, temperature, rank and outcome before (Mantel-Haenszel, 95% "
    "shared), and advised only where it was tried; calling without respite wears people out (see “Leads called four times within 24 h”).",
)


def _firsts(asked: Asked, name: str) -> dict[int, int]:
    """Rank → leads whose first contact (argument, appointment, sale) came at it."""
    column = f"first_{name}_rank"
    counted = {"leads": part("leads", f"{column} IS NOT NULL")}
    rows = asked.counts(counted, columns={"rank": f"upto({column}, {LAST})"})
    return {row["rank"]: row["leads"] for row in rows}


def _ordered(rows: Rows) -> Rows:
    return sorted((row for row in rows if row["rank"] is not None), key=lambda row: row["rank"])


_RANK = Column("rank", Text("Rang", "Rank"), "member", labels=_LABELS)


def _reached(rows: Rows) -> Table:
    table = [
        {
            "rank": row["rank"],
            "attempts": row["attempts"],
            "contact_rate": proportion(row["contacted"], row["known"]),
            "argued_rate": proportion(row["argued"], row["known"]),
            "appointment_rate": proportion(row["appointment"], row["known"]),
            "sale_rate": proportion(row["sale"], row["known"]),
            "spacing": ratio(row["spacing_s"], row["spaced"]),
        }
        for row in _ordered(rows)
    ]
    columns = (
        _RANK,
        Column("attempts", Text("Tentatives de ce rang", "Attempts of that rank")),
        Column("contact_rate", Text("Contact", "Contact"), "figure", Unit.PERCENT),
        Column("argued_rate", Text("Argumenté", "Argued"), "figure", Unit.PERCENT),
        Column("appointment_rate", Text("Rendez-vous", "Appointment"), "figure", Unit.PERCENT),
        Column("sale_rate", Text("Vente au téléphone", "Sale on the phone"), "figure", Unit.PERCENT),
        Column("spacing", Text("Écart moyen avec la précédente", "Mean time since the one before"), unit=Unit.SECONDS),
    )
    title = Text("De celles qui atteignent le rang n", "Of those reaching rank n")
    return Table("reaching", title, columns, table)


def _ended(rows: Rows) -> Table:
    table = [
        {
            "rank": row["rank"],
            "leads": row["leads"],
            "contacted": proportion(row["contacted"], row["known"]),
            "argued": proportion(row["argued"], row["known"]),
            "booked": proportion(row["booked"], row["leads"]),
            "sold": proportion(row["sold"], row["leads"]),
        }
        for row in _ordered(rows)
    ]
    columns = (
        _RANK,
        Column("leads", Text("Fiches closes à ce rang", "Leads closed at that rank")),
        Column("contacted", Text("Contactées", "Contacted"), "figure", Unit.PERCENT),
        Column("argued", Text("Argumentées", "Argued"), "figure", Unit.PERCENT),
        Column("booked", Text("Rendez-vous ou vente", "Appointment or sale"), "figure", Unit.PERCENT),
        Column("sold", Text("Vendues", "Sold"), "figure", Unit.PERCENT),
    )
    title = Text("Des fiches s’arrêtant au rang n", "Of the leads ending at rank n")
    return Table("ending", title, columns, table)


def _shares(firsts: Mapping[str, Mapping[int, int]]) -> Table:
    rows: Rows = []
    for rank in sorted({rank for found in firsts.values() for rank in found}):
        row: dict[str, Any] = {"rank": rank}
        for name, found in firsts.items():
            total = sum(found.values())
            row[name] = proportion(found.get(rank, 0), total)
            row[f"{name}_cumulated"] = ratio(sum(n for r, n in found.items() if r <= rank), total)
        rows.append(row)
    names = {"contact": Text("Premiers contacts", "First contacts"), "argued": Text("Premiers argumentaires", "First pitches"),
             "appointment": Text("Premiers rendez-vous", "First appointments"), "sale": Text("Ventes au téléphone", "Sales on the phone")}  # fmt: skip
    columns = [_RANK]
    for name, text in names.items():
        cumulated = words.phrase("{text}, cumulated", text=text)
        columns += [Column(name, text, "figure", Unit.PERCENT),
                    Column(f"{name}_cumulated", cumulated, unit=Unit.PERCENT)]  # fmt: skip
    title = Text("À quel rang vient le premier succès", "At which rank the first success comes")
    return Table("shares", title, tuple(columns), rows)


def _spacing(rows: Rows) -> Table:
    found = keyed(rows, "band")
    table = [
        {
            "band": name,
            "attempts": found[name]["attempts"],
            "contact_rate": proportion(found[name]["contacted"], found[name]["known"]),
            "argued_rate": proportion(found[name]["argued"], found[name]["known"]),
        }
        for name in SPACINGS
        if name in found
    ]
    columns = (
        Column("band", Text("Écart avec la précédente", "Time since the one before"), "member",
               labels=SPACINGS),
        Column("attempts", Text("Relances", "Follow-ups")),
        Column("contact_rate", Text("Contact", "Contact"), "figure", Unit.PERCENT),
        Column("argued_rate", Text("Argumenté", "Argued"), "figure", Unit.PERCENT),
    )  # fmt: skip
    return Table("spacing", Text("Écart entre deux tentatives", "Spacing of attempts"), columns, table)


def _findings(firsts: Mapping[str, Mapping[int, int]]) -> list[Finding]:
    found = []
    contacts, sales = firsts["contact"], firsts["sale"] or firsts["appointment"]
    if contacts and sales:
        text = words.phrase(
            "{contacts} of the first contacts and {sales} of the first successes ({what}) come at the first attempt; "
            "{late} of the successes after the third.",
            contacts=words.share(ratio(contacts.get(1, 0), sum(contacts.values()))),
            sales=words.share(ratio(sales.get(1, 0), sum(sales.values()))),
            late=words.share(ratio(sum(n for rank, n in sales.items() if rank > 3), sum(sales.values()))),
            what=Text("ventes", "sales") if firsts["sale"] else Text("rendez-vous", "appointments"),
        )  # fmt: skip
        found.append(Finding("shares", "neutral", text))
    return found


VIEW = View(
    "attempt-rank",
    Text("Rang des tentatives", "Attempt rank"),
    Text(
        "Combien de fois faut-il appeler, et à quel intervalle ?",
        "How many times is it worth calling, and how far apart?",
    ),
    run,
    kpis=("attempts", "leads", "leads_contacted", "leads_argued", "appointments", "sales"),
    options={},
    rules=(_RULE, noes.RULE),
    answers=("sales_by_attempt_rank",),
    basis="cohort",
)
