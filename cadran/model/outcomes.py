"""The canonical outcomes of an attempt and the flags that follow from each.

`sale ⇒ argued ⇒ qualified ⇒ contacted ⇒ answered` and `contacted ⇒ valid_number` hold on every line. None
means that the outcome does not tell (wrong_number was answered by somebody, but the number is not that lead's).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """One canonical outcome: its flags, whether it closes the lead, and what it means."""

    name: str
    meaning: str
    valid_number: bool | None
    answered: bool
    contacted: bool
    qualified: bool
    argued: bool
    final: bool


FLAGS = ("valid_number", "answered", "contacted", "qualified", "argued", "final")


def _outcome(name: str, meaning: str, flags: str) -> Outcome:
    """`flags`: one letter each of FLAGS, y(es), n(o) or - (does not tell)."""
    valid, answered, contacted, qualified, argued, final = (
        {"y": True, "n": False, "-": None}[letter] for letter in flags
    )
    return Outcome(name, meaning, valid, bool(answered), bool(contacted), bool(qualified), bool(argued), bool(final))


OUTCOMES = {
    outcome.name: outcome
    for outcome in (
        _outcome("invalid_number", "malformed or unassigned number, bounced message", "nnnnny"),
        _outcome("failed", "congestion or carrier fault", "-nnnnn"),
        _outcome("busy", "line busy", "ynnnnn"),
        _outcome("no_answer", "rang out", "ynnnnn"),
        _outcome("rejected", "declined by the person called", "ynnnnn"),
        _outcome("machine", "answering machine", "ynnnnn"),
        _outcome("abandoned", "a person answered, no agent came", "yynnnn"),
        _outcome("hung_up", "hung up at once", "yynnnn"),
        _outcome("wrong_number", "somebody else's number", "nynnny"),
        _outcome("opt_out", "asks to be removed", "yyynny"),
        _outcome("off_target", "not the kind of person or company sought", "yyynny"),
        _outcome("not_interested", "declines before the pitch", "yyynny"),
        _outcome("callback", "asks to be called again", "yyynnn"),
        _outcome("qualified", "becomes an opportunity, no pitch yet", "yyyynn"),
        _outcome("refused", "declines after the pitch", "yyyyyy"),
        _outcome("appointment", "an appointment is booked", "yyyyyn"),
        _outcome("sale", "an order is taken", "yyyyyy"),
        _outcome("delivered", "message delivered, no answer (e-mail, SMS)", "ynnnnn"),
        _outcome("opened", "message opened, no answer (e-mail, SMS)", "ynnnnn"),
        _outcome("bounced", "message returned: the address is invalid", "nnnnny"),
        _outcome("replied", "the person replied to a message", "yyynnn"),
    )
}

REFUSAL_REASONS = (
    "price", "product", "delay", "off_target", "no_need", "no_budget", "no_authority", "wrong_data", "no_project",
    "project_too_far",
)  # fmt: skip
