"""What came before the first success of a lead: how many contacts, how many times it said no, and whether it was the first contact.

Two figures go round the trade: 2% of sales at the first contact, and 80% of buyers saying no four times before yes. The
centre's own count is set beside them.
"""

from __future__ import annotations

from typing import Any

from cadran.analysis import words
from cadran.analysis.asking import Asked, Rows, proportion
from cadran.analysis.result import Column, Finding, Table
from cadran.analysis.statistics import decided, wilson_at, z_of
from cadran.catalogue.measures import part
from cadran.catalogue.shape import Text, Unit
from cadran.query.numbers import ratio

LAST = 4
"""The last number shown by itself; it holds those above it too."""
FIRST_CONTACT, FOUR_NOES = 0.02, 0.8
"""What the trade repeats, after Robert Clay: shares of sales at the first contact, and after four refusals."""
_OUTCOMES = {
    "sale": Text("ventes au téléphone", "sales on the phone"),
    "appointment": Text("rendez-vous", "appointments"),
}
_FIRST = {
    outcome: part("attempts", f"lead_key IS NOT NULL AND outcome = '{outcome}' AND rank.{outcome}s_before = 0")
    for outcome in _OUTCOMES
}
_BEFORE = {"contacts": f"upto(rank.contacts_before, {LAST})", "noes": f"upto(rank.refusals_before, {LAST})"}

RULE = Text(
    "Avant le premier succès d’une fiche (vente, rendez-vous) : ses contacts et ses « non » (refus, pas intéressé, demande de ne plus être appelé), tous "
    "canaux. « Au premier contact » : aucun contact avant. Les parts sont tenues face à celles que l’on prête à Robert Clay, "
    "intervalle de Wilson à 95 % partagés ; une fiche qui a dit non est rarement rappelée, si bien que ces parts "
    "disent ce que fait le centre, non ce que vaudrait d’insister.",
    "Before a lead’s first success (sale, appointment): its contacts and the times it said no (refused, not interested, "
    "asking not to be called again), on any channel. “At the first contact”: no contact before. The shares are held against those credited to Robert "
    "Clay, Wilson’s interval at 95% shared; a lead that said no is seldom called again, so that these shares tell what the "
    "centre does, not what persisting would be worth.",
)


def successes(asked: Asked) -> dict[str, Rows]:
    """Outcome → its first successes by contacts and refusals before, both up to the last number shown."""
    return {outcome: asked.counts({"won": first}, columns=_BEFORE) for outcome, first in _FIRST.items()}


def findings(sold: dict[str, Rows]) -> list[Finding]:
    """For each kind of success that occurred: the share at the first contact, and that after four refusals."""
    some = {outcome: rows for outcome, rows in sold.items() if rows}
    z = z_of(2 * len(some))
    return [one for outcome, rows in some.items() for one in (_first(outcome, rows, z), _refused(outcome, rows, z))]


def _counted(rows: Rows, name: str, least: int, most: int) -> tuple[int, int]:
    return sum(row["won"] for row in rows if least <= row[name] <= most), sum(row["won"] for row in rows)


_SIDES = {
    1: Text("nettement plus que les {cited} que l’on répète", "clearly more than the {cited} that go round"),
    -1: Text("nettement moins que les {cited} que l’on répète", "clearly less than the {cited} that go round"),
    0: Text("indécis face aux {cited} que l’on répète", "undecided against the {cited} that go round"),
}


def _beside(num: int, den: int, cited: float, z: float) -> tuple[dict[str, Text], int]:
    """The share in words with its interval, beside the one cited; and on which side of it the interval lies."""
    low, high = wilson_at(num, den, z)
    side = decided((low - cited, high - cited))
    said = {"share": words.share(ratio(num, den)), "low": words.share(low), "high": words.share(high), "n": words.count(den),
            "side": words.filled(_SIDES[side], cited=words.level(cited))}  # fmt: skip
    return said, side


def _first(outcome: str, rows: Rows, z: float) -> Finding:
    num, den = _counted(rows, "contacts", 0, 0)
    said, side = _beside(num, den, FIRST_CONTACT, z)
    text = words.phrase(
        "At the first contact: {share} of the {n} {what} ({low} to {high}), {side} without a study behind them.",
        what=_OUTCOMES[outcome], **said,
    )  # fmt: skip
    about = {"outcome": outcome, "num": num, "den": den, "cited": FIRST_CONTACT}
    return Finding("first_contact", "neutral" if side else "undecided", text, about)


def _refused(outcome: str, rows: Rows, z: float) -> Finding:
    num, den = _counted(rows, "noes", LAST, LAST)
    never, _ = _counted(rows, "noes", 0, 0)
    said, side = _beside(num, den, FOUR_NOES, z)
    text = words.phrase(
        "Of the {n} {what}, {share} come after four refusals or more of the same lead ({low} to {high}), {side}; {never} without any.",
        what=_OUTCOMES[outcome], never=words.share(ratio(never, den)), **said,
    )  # fmt: skip
    about = {"outcome": outcome, "num": num, "den": den, "never": never, "cited": FOUR_NOES}
    return Finding("refusals_before", "neutral" if side else "undecided", text, about)


_LABELS = {str(n): Text(str(n), str(n)) for n in range(LAST)} | {str(LAST): Text(f"{LAST} et plus", f"{LAST} and more")}
_COUNTED = {"contacts": Text("après autant de contacts", "after so many contacts"),
            "noes": Text("après autant de « non »", "after so many refusals")}  # fmt: skip


def table(sold: dict[str, Rows]) -> Table:
    """The first successes by the number of contacts, and of refusals, before."""
    numbers = sorted({row[name] for rows in sold.values() for row in rows for name in _COUNTED})
    kept = [outcome for outcome in _OUTCOMES if sold[outcome]]
    table_rows: list[dict[str, Any]] = [
        {"number": n, **{f"{outcome}_{name}": proportion(*_counted(sold[outcome], name, n, n)) for outcome in kept for name in _COUNTED}}
        for n in numbers
    ]  # fmt: skip
    columns = [Column("number", Text("Combien avant", "How many before"), "member", labels=_LABELS)]
    columns += [
        Column(f"{outcome}_{name}", words.phrase("{what} {after}", after=_COUNTED[name],
               what=Text(_OUTCOMES[outcome].fr.capitalize(), _OUTCOMES[outcome].en.capitalize())), "figure", Unit.PERCENT)
        for outcome in _OUTCOMES for name in _COUNTED
    ]  # fmt: skip
    title = Text("Ce qui précède le premier succès", "What comes before the first success")
    return Table("before_success", title, tuple(columns), table_rows)
