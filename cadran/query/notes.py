"""What a result says beside its figures: a code, what it concerns, and the sentence in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cadran.query.plan import Figure
from cadran.query.state import Span


def overlap(kpis: Sequence[str]) -> dict[str, Any]:
    """Rows share members: their sum is more than the total."""
    return {
        "code": "rows_overlap",
        "kpis": list(kpis),
        "fr": "Les lignes se recoupent (un lead peut être dans plusieurs) : leur somme dépasse le total.",
        "en": "Rows overlap (a lead can be in several): their sum is more than the total.",
    }


def rests_on(figure: Figure, measure: str, facts: Sequence[str]) -> dict[str, Any]:
    """A fallback stands in for a fact that the store does not have."""
    names = ", ".join(facts)
    return {
        "code": "rests_on",
        "kpis": [figure.kpi.id],
        "measure": measure,
        "facts": list(facts),
        "fr": f"{figure.kpi.name.fr} : « {measure} » repose sur {names}, à défaut de sa propre table.",
        "en": f'{figure.kpi.name.en}: "{measure}" rests on {names}, for want of its own table.',
    }


def focused(figure: Figure) -> dict[str, Any]:
    """A KPI counts only the rows that its focus names, since some meet it."""
    return {
        "code": "focus",
        "kpis": [figure.kpi.id],
        "condition": figure.focus,
        "fr": f"{figure.kpi.name.fr} : seulement les lignes telles que {figure.focus}.",
        "en": f"{figure.kpi.name.en}: only rows with {figure.focus}.",
    }


def unfocused(figure: Figure) -> dict[str, Any]:
    """A KPI would count only the rows that its focus names, but none meets it."""
    return {
        "code": "no_focus",
        "kpis": [figure.kpi.id],
        "condition": figure.kpi.focus,
        "fr": f"{figure.kpi.name.fr} : toutes les lignes, aucune n'étant marquée {figure.kpi.focus}.",
        "en": f"{figure.kpi.name.en}: all rows, as none is marked {figure.kpi.focus}.",
    }


def partly_loaded(fact: str, gaps: Sequence[Span]) -> dict[str, Any]:
    """Days of the period for which nothing was loaded."""
    days = sum((end - first).days for first, end in gaps)
    texts = [[first.isoformat(), end.isoformat()] for first, end in gaps]
    first, end = texts[0][0], texts[-1][1]
    return {
        "code": "partly_loaded",
        "fact": fact,
        "missing": texts,
        "fr": f"{fact} : {days} jour(s) de la période ne sont pas chargés (entre {first} et {end}, exclu).",
        "en": f"{fact}: {days} day(s) of the period are not loaded (between {first} and {end}, exclusive).",
    }
