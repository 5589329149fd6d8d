"""How a value is written for a person, in French and in English: one helper for every screen, table and report.

French: U+202F between thousands, a comma, a no-break space before % and €, a true minus. English: commas, a point.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from cadran.catalogue import DIMENSIONS
from cadran.catalogue.columns import DIMENSION_OF, VALUES
from cadran.catalogue.shape import KPI, Text, Unit
from cadran.messages.writing import MINUS, NARROW, NO_BREAK, day, number

__all__ = [
    "LANGUAGES",
    "MINUS",
    "NARROW",
    "NO_BREAK",
    "UNKNOWN",
    "chosen",
    "day",
    "days",
    "duration",
    "left_out",
    "maturity",
    "member",
    "money",
    "named",
    "number",
    "observations",
    "percent",
    "period",
    "pick",
    "say",
    "stored",
    "value",
]

UNKNOWN = "—"
LANGUAGES = ("fr", "en")
_BOOLEANS = {True: Text("oui", "yes"), False: Text("non", "no")}
_LEFT_OUT = {
    "immature": (
        Text("fiche trop récente, écartée", "lead too recent, left out"),
        Text("fiches trop récentes, écartées", "leads too recent, left out"),
    ),
    "unmapped": (
        Text("ligne au code non traduit, écartée", "row with an unmapped code, left out"),
        Text("lignes au code non traduit, écartées", "rows with an unmapped code, left out"),
    ),
    "unconverted": (
        Text("montant sans taux de change, écarté", "amount without an exchange rate, left out"),
        Text("montants sans taux de change, écartés", "amounts without an exchange rate, left out"),
    ),
    "untimed": (
        Text("appel de durée inconnue, écarté", "call of unknown duration, left out"),
        Text("appels de durée inconnue, écartés", "calls of unknown duration, left out"),
    ),
    "uncalled": (
        Text("fiche jamais appelée, écartée", "lead never called, left out"),
        Text("fiches jamais appelées, écartées", "leads never called, left out"),
    ),
}
"""Why something is left out of a figure: said of one, and of several."""

_SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "CHF": "CHF"}


def say(text: Text, language: str) -> str:
    """The sentence in that language."""
    return text.fr if language == "fr" else text.en


def duration(seconds: float, language: str) -> str:
    r"""A duration in its two largest units; below ten seconds with a decimal, where it has one.

    >>> duration(185, "fr"), duration(7260, "en"), duration(12, "fr"), duration(0.36, "fr")
    ('3\u202fmin\u202f05', '2\u202fh\u202f01', '12\u202fs', '0,4\u202fs')
    """
    sign, whole = (MINUS if seconds < 0 else ""), round(abs(seconds))
    tenths = round(abs(seconds), 1)
    if tenths < 10 and tenths % 1:
        return f"{sign}{number(tenths, 1, language)}{NARROW}s"
    if whole < 60:
        return f"{sign}{whole}{NARROW}s"
    if whole < 3600:
        return f"{sign}{whole // 60}{NARROW}min{NARROW}{whole % 60:02d}"
    if whole < 48 * 3600:
        return f"{sign}{whole // 3600}{NARROW}h{NARROW}{whole % 3600 // 60:02d}"
    days = "j" if language == "fr" else "d"
    return f"{sign}{whole // 86400}{NARROW}{days}{NARROW}{whole % 86400 // 3600:02d}{NARROW}h"


def percent(fraction: float, language: str, decimals: int = 1) -> str:
    r"""A fraction in points.

    >>> percent(0.36234, "fr")
    '36,2\xa0%'
    """
    return number(fraction * 100, decimals, language) + (f"{NO_BREAK}%" if language == "fr" else "%")


def money(amount: float, language: str, currency: str = "EUR", decimals: int | None = None) -> str:
    r"""An amount; cents only below 1,000, unless `decimals` says how many.

    >>> money(38.4, "fr"), money(10005534, "en")
    ('38,40\xa0€', '€10,005,534')
    """
    symbol = _SYMBOLS.get(currency, currency)
    text = number(amount, (2 if abs(amount) < 1000 else 0) if decimals is None else decimals, language)
    if language == "fr" or len(symbol) > 1:
        return f"{text}{NO_BREAK}{symbol}"
    return f"{MINUS if text.startswith(MINUS) else ''}{symbol}{text.lstrip(MINUS)}"


def value(amount: float | None, unit: Unit, language: str, currency: str = "EUR") -> str:
    """A KPI's value in its unit; unknown is a dash, never a zero."""
    if amount is None:
        return UNKNOWN
    if unit is Unit.PERCENT:
        return percent(amount, language)
    if unit is Unit.SECONDS:
        return duration(amount, language)
    if unit is Unit.MONEY:
        return money(amount, language, currency)
    if unit is Unit.COUNT:
        return number(amount, 0 if float(amount).is_integer() else 1, language)
    return number(amount, 2 if unit is Unit.RATIO else 1, language)


def chosen(amount: float | None, unit: Unit, language: str, currency: str = "EUR") -> str:
    r"""A value that somebody chose or published, or a round one of a scale: without decimals that say nothing.

    >>> chosen(0.2, Unit.PERCENT, "fr"), chosen(0.125, Unit.PERCENT, "fr"), chosen(140.0, Unit.MONEY, "en")
    ('20\xa0%', '12,5\xa0%', '€140')
    """
    text = value(amount, unit, language, currency)
    return re.sub(r",0+(?=\D*$)" if language == "fr" else r"\.0+(?=\D*$)", "", text)


def observations(cell: Mapping[str, Any]) -> int | None:
    """How many observations a figure divides by; None where it divides by euros, hours or nothing."""
    n: int | None = cell["n"]
    return n if n is not None and n == cell["den"] else None


def named(kpi: KPI, language: str, *, is_of_agents: bool = False) -> str:
    """The name of a KPI, and of what it is where it is of the calls that somebody had."""
    name = say(kpi.name, language)
    return f"{name}, {say(kpi.by_agent, language)}" if is_of_agents and kpi.by_agent else name


def maturity(seconds: float, language: str) -> str:
    """After how long a figure is settled, and what holds until then.

    >>> maturity(14 * 86_400, "en")
    'after 14 days; what is more recent may still change: it is shown, neither judged nor compared'
    """
    whole, hours = divmod(round(seconds / 3600), 24)
    many, one = (whole, Text("jour", "day")) if whole else (hours, Text("heure", "hour"))
    unit = say(one, language) + ("s" if many > 1 else "")
    told = Text(
        f"au bout de {many}{NO_BREAK}{unit}\u202f; ce qui est plus récent peut encore changer\u00a0: c’est montré, ni jugé ni comparé",
        f"after {many} {unit}; what is more recent may still change: it is shown, neither judged nor compared",
    )
    return say(told, language)


def days(first: date, end: date, language: str) -> str:
    """The days [first, end), the last one named.

    >>> days(date(2026, 8, 3), date(2026, 8, 31), "fr"), days(date(2026, 8, 3), date(2026, 8, 4), "en")
    ('du 03/08/2026 au 30/08/2026', 'on 2026-08-03')
    """
    last = end - timedelta(days=1)
    if last <= first:
        return f"{'le' if language == 'fr' else 'on'} {day(first, language)}"
    start, to = ("du", "au") if language == "fr" else ("from", "to")
    return f"{start} {day(first, language)} {to} {day(last, language)}"


def period(key: str, language: str) -> str:
    r"""A period of a series, from its key.

    >>> [period(key, "fr") for key in ("2026-Q3", "2026-W39", "2026-09", "2026-09-22", "2026-09-22T09", "2026")]
    ['T3 2026', 'S39 2026', '09/2026', '22/09/2026', '22/09/2026 9\xa0h', '2026']
    >>> [period(key, "en") for key in ("2026-Q3", "2026-W39", "2026-09", "2026-09-22T09")]
    ['Q3 2026', 'W39 2026', '2026-09', '2026-09-22 09:00']
    """
    start, _, hour = key.partition("T")
    year, _, place = start.partition("-")
    if place[:1] in ("Q", "W"):
        letters = {"Q": "T", "W": "S"} if language == "fr" else {}
        return f"{letters.get(place[0], place[0])}{place[1:]} {year}"
    if hour:
        start = f"{start} {int(hour)}{NO_BREAK}h" if language == "fr" else f"{start} {hour}:00"
    turned, space, rest = start.partition(" ")
    return "/".join(reversed(turned.split("-"))) + space + rest if language == "fr" else start


def member(dimension: str, of: object) -> Text | None:
    """A dimension's member as it is shown; None for the unknown one, unless the dimension says what that means."""
    labels = DIMENSIONS[dimension].labels if dimension in DIMENSIONS else {}
    if of is None:
        return labels.get("")
    text = str(of).lower() if isinstance(of, bool) else str(of)
    return labels.get(text, Text(text, text))


def yes_or_no(value: bool, language: str) -> str:
    """A flag in words."""
    return say(_BOOLEANS[value], language)


def stored(column: str, content: object, language: str) -> str:
    r"""A value of a column of rows, as a person reads it; nothing where it is unknown.

    >>> [stored("is_argued", True, "fr"), stored("outcome", "sale", "en"), stored("talk_s", 185, "fr")]
    ['oui', 'sale', '3\u202fmin\u202f05']
    """
    if content is None:
        return ""
    if isinstance(content, bool):
        return yes_or_no(content, language)
    if isinstance(content, date):
        return day(content, language)
    dimension = DIMENSION_OF.get(column, column)
    if dimension in DIMENSIONS and DIMENSIONS[dimension].labels:
        label = member(dimension, content)
        return say(label, language) if label else ""
    if str(content) in VALUES.get(column, {}):
        return say(VALUES[column][str(content)], language)
    if column.endswith("_s") and isinstance(content, int | float):
        return duration(float(content), language)
    if isinstance(content, float | Decimal):
        return number(float(content), 2, language)
    return str(content)


def left_out(why: str, count: float, language: str) -> str:
    r"""How many were left out of a figure, and why.

    >>> left_out("immature", 40038, "fr"), left_out("uncalled", 1, "en")
    ('40\u202f038 fiches trop récentes, écartées', '1 lead never called, left out')
    """
    one, several = _LEFT_OUT[why]
    return f"{number(count, 0, language)} {say(several if abs(count) >= 2 else one, language)}"


def pick(texts: Mapping[str, Text], name: str, language: str) -> str:
    """The label of a name, or the name itself where it has none."""
    return say(texts[name], language) if name in texts else name
