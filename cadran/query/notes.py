"""What a result says beside its figures: a code, what it concerns, and the sentence in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from cadran.catalogue import DIMENSIONS, KPIS
from cadran.catalogue.labels import FACTS, OBJECTIVES
from cadran.catalogue.shape import KPI, Allocation, Text
from cadran.query.slots import Figure
from cadran.query.state import Span
from cadran.wording import display


def overlap(kpis: Sequence[str]) -> dict[str, Any]:
    """Rows share members: their sum is more than the total."""
    return {
        "code": "rows_overlap",
        "kpis": list(kpis),
        "fr": "Les lignes se recoupent (une fiche peut être dans plusieurs) : leur somme dépasse le total.",
        "en": "Rows overlap (a lead can be in several): their sum is more than the total.",
    }


def rests_on(figure: Figure, measure: str, facts: Sequence[str]) -> dict[str, Any]:
    """A fallback stands in for a fact that the store does not have."""
    names = [_fact(fact) for fact in facts]
    fr, en = ", ".join(name.fr for name in names), ", ".join(name.en for name in names)
    return {
        "code": "rests_on",
        "kpis": [figure.kpi.id],
        "measure": measure,
        "facts": list(facts),
        "fr": f"{figure.kpi.name.fr}\u00a0: calculé sur les données «\u00a0{fr}\u00a0», faute de celles qui lui sont propres.",
        "en": f"{figure.kpi.name.en}: computed from “{en}”, for want of data of its own.",
    }


_FOCUS = {"is_hot": Text("chaudes", "hot")}


def _marked(condition: str | None) -> Text:
    """How a focus is said: the leads it keeps."""
    return _FOCUS.get(condition or "", Text(f"telles que {condition}", f"with {condition}"))


def focused(figure: Figure) -> dict[str, Any]:
    """A KPI counts only the rows that its focus names, since some meet it."""
    return {
        "code": "focus",
        "kpis": [figure.kpi.id],
        "condition": figure.focus,
        "fr": f"{figure.kpi.name.fr}\u00a0: seulement les fiches {_marked(figure.focus).fr}.",
        "en": f"{figure.kpi.name.en}: only the leads that are {_marked(figure.focus).en}.",
    }


def objectives(figure: Figure) -> dict[str, Any]:
    """A KPI counts only the campaigns whose objective it has a meaning for."""
    names = [OBJECTIVES[name] for name in figure.kpi.objectives]
    fr, en = ", ".join(name.fr.lower() for name in names), ", ".join(name.en.lower() for name in names)
    return {
        "code": "objectives",
        "kpis": [figure.kpi.id],
        "objectives": list(figure.kpi.objectives),
        "fr": f"{figure.kpi.name.fr}\u00a0: seulement les campagnes dont l’objectif est\u00a0: {fr}.",
        "en": f"{figure.kpi.name.en}: only campaigns whose objective is: {en}.",
    }


def unfocused(figure: Figure) -> dict[str, Any]:
    """A KPI would count only the rows that its focus names, but none meets it."""
    return {
        "code": "no_focus",
        "kpis": [figure.kpi.id],
        "condition": figure.kpi.focus,
        "fr": f"{figure.kpi.name.fr}\u00a0: toutes les fiches, faute de fiches {_marked(figure.kpi.focus).fr}.",
        "en": f"{figure.kpi.name.en}: all leads, as none is {_marked(figure.kpi.focus).en}.",
    }


def partly_loaded(fact: str, gaps: Sequence[Span]) -> dict[str, Any]:
    """Days of the period for which nothing was loaded."""
    days = sum((end - first).days for first, end in gaps)
    texts = [[first.isoformat(), end.isoformat()] for first, end in gaps]
    said, (fr, en) = _fact(fact), _days(gaps[0][0], gaps[-1][1])
    more = days > 1
    return {
        "code": "partly_loaded",
        "fact": fact,
        "missing": texts,
        "fr": f"{_capital(said.fr)}\u00a0: {display.number(days, 0, 'fr')} jour{'s' if more else ''} de la période sans aucun chargement ({fr}).",
        "en": f"{_capital(said.en)}: {display.number(days, 0, 'en')} day{'s' if more else ''} of the period not loaded ({en}).",
    }


def compared(first: date, end: date, as_of: datetime | None, figures: Sequence[Figure] = ()) -> dict[str, Any]:
    """What the figures are compared with; `as_of` where an unfinished period meets the same part of the earlier one.

    `figures` names those of which it holds, where others meet another part.
    """
    names = _named(figures) if figures else Text("", "")
    who = Text(f"{names.fr}\u00a0: comparé", f"{names.en}: compared") if figures else Text("Comparé", "Compared")
    fr, en = _days(first, end)
    upto = as_of and Text(display.day(as_of, "fr"), display.day(as_of, "en"))
    return {
        "code": "compared",
        "from": first.isoformat(),
        "to": end.isoformat(),
        "fr": f"{who.fr} à la période {fr}"
        + (f", arrêtée au {upto.fr} UTC\u00a0: la même part écoulée." if upto else "."),
        "en": f"{who.en} with the period {en}" + (f", up to {upto.en} UTC: the same elapsed part." if upto else "."),
    }


def timed(figures: Sequence[Figure], first: date, end: date) -> dict[str, Any]:
    """The days whose hours a figure counts, where they are not all those of the period."""
    names = _named(figures)
    fr, en = _days(first, end)
    return {
        "code": "timed",
        "kpis": [figure.kpi.id for figure in figures],
        "from": first.isoformat(),
        "to": end.isoformat(),
        "fr": f"{names.fr}\u00a0: heures comptées {fr}, jours pour lesquels ses données sont chargées.",
        "en": f"{names.en}: hours counted {en}, the days for which its data is loaded.",
    }


def too_young(first: date, kpis: Sequence[KPI], judged: tuple[date, date] | None = None) -> dict[str, Any]:
    """Figures of which the latest days are not judged: what they count may still come; `judged`: the days that are."""
    names = Text(", ".join(one.name.fr for one in kpis), ", ".join(one.name.en for one in kpis))
    fr, en = display.day(first, "fr"), display.day(first, "en")
    s = "s" if len(kpis) > 1 else ""
    said = {
        "fr": f"{names.fr}\u00a0: encore incomplet{s} à partir du {fr}, ni jugé{s} ni comparé{s}\u00a0; des résultats peuvent encore venir.",
        "en": f"{names.en}: still incomplete from {en} on, neither judged nor compared: results may still come.",
    }
    if judged:
        said = {
            "fr": f"{names.fr}\u00a0: encore incomplet{s} à partir du {fr}\u00a0; jugé{s} sur ce qui est assez ancien, {display.days(*judged, 'fr')}.",
            "en": f"{names.en}: still incomplete from {en} on; judged on what is old enough, {display.days(*judged, 'en')}.",
        }
    days = {"judged": {"from": judged[0].isoformat(), "to": judged[1].isoformat()}} if judged else {}
    return {"code": "too_young", "kpis": [one.id for one in kpis], "from": first.isoformat(), **days, **said}


def agents_only(figures: Sequence[Figure], *, has_whole: bool) -> dict[str, Any]:
    """Figures by who had the call, in a store in which nobody had some; `has_whole`: the total beside them is of all calls."""
    said: dict[Text, list[Figure]] = {}
    for figure in figures:
        said.setdefault(figure.kpi.by_agent or Text("", ""), []).append(figure)
    fr, en = ("\u202f; ".join(f"{_named(alike).fr}, {of.fr}" for of, alike in said.items()),
              "; ".join(f"{_named(alike).en}, {of.en}" for of, alike in said.items()))  # fmt: skip
    apart = Text(
        "le total est de tous les appels et ne se compare pas aux lignes",
        "the total is of all calls and not to be compared with the rows",
    )
    if not has_whole:
        apart = Text(
            "à ne pas comparer au chiffre de tous les appels", "not to be compared with the figure of all calls"
        )
    return {
        "code": "agents_only",
        "kpis": [figure.kpi.id for figure in figures],
        "fr": f"{fr}\u00a0: ceux qu’un automate passe sans réponse n’ont personne\u202f; {apart.fr}.",
        "en": f"{en}: those that a dialer places and nobody answers have no agent; {apart.en}.",
    }


def other_mix(kpis: Sequence[KPI]) -> dict[str, Any]:
    """Changes that are not judged: within the same campaign and temperature they are not sure."""
    fr, en = ", ".join(one.name.fr for one in kpis), ", ".join(one.name.en for one in kpis)
    return {
        "code": "other_mix",
        "kpis": [one.id for one in kpis],
        "fr": f"{fr}\u00a0: à campagne et température égales, l’écart n’est pas établi\u00a0; il peut venir d’un autre mélange de campagnes.",
        "en": f"{en}: at the same campaign and temperature the difference is not certain; it may come from another mix of campaigns.",
    }


def loaded_until(end: date) -> dict[str, Any]:
    """The unfinished period has time in it that is not loaded yet, which the earlier one has."""
    return {
        "code": "loaded_until",
        "to": end.isoformat(),
        "fr": f"Rien n’est chargé à partir du {display.day(end, 'fr')}\u00a0: pour comparer à durée égale, arrêtez la période à ce jour (--as-of).",
        "en": f"Nothing is loaded from {display.day(end, 'en')} on: to compare like with like, judge the period as of then (--as-of).",
    }


def followed_longer(kpis: Sequence[str]) -> dict[str, Any]:
    """Cohorts without a window, followed to the same instant: the earlier one has had more time."""
    return {
        "code": "followed_longer",
        "kpis": list(kpis),
        "fr": "Les fiches de la période antérieure ont été suivies plus longtemps (--within fixe un délai commun).",
        "en": "Leads of the earlier period have been followed for longer (--within sets a common delay).",
    }


def settled_longer(kpis: Sequence[str]) -> dict[str, Any]:
    """Results that are confirmed, cancelled or held later: the earlier ones have had more time for it."""
    return {
        "code": "settled_longer",
        "kpis": list(kpis),
        "fr": "Les résultats de la période antérieure ont eu plus de temps pour être confirmés, annulés ou honorés : les plus "
        "récents bougeront encore.",
        "en": "Results of the earlier period have had more time to be confirmed, cancelled or held: the latest ones will "
        "still move.",
    }


def restated(known_at: datetime, kpis: Sequence[str]) -> dict[str, Any]:
    """Which figures have moved since they were reported."""
    moved = [KPIS[kpi].name if kpi in KPIS else Text(kpi, kpi) for kpi in kpis]
    return {
        "code": "restated",
        "kpis": list(kpis),
        "fr": f"Depuis le {display.day(known_at, 'fr')} UTC, "
        + (f"ont bougé\u00a0: {', '.join(one.fr for one in moved)}." if moved else "rien n’a bougé."),
        "en": f"Since {display.day(known_at, 'en')} UTC, "
        + (f"these have moved: {', '.join(one.en for one in moved)}." if moved else "nothing has moved."),
    }


def estimated(figures: Sequence[Figure], amount: float, currency: str = "EUR") -> dict[str, Any]:
    """Hours at their hourly cost, lists at their price, stand in for costs that nobody booked."""
    names = _named(figures)
    return {
        "code": "estimated",
        "kpis": [figure.kpi.id for figure in figures],
        "amount": amount,
        "fr": f"{names.fr}\u00a0: {_money(amount, currency).fr} de coûts estimés, faute de coûts saisis (heures × coût horaire, "
        "prix des fichiers au premier appel de leurs fiches).",
        "en": f"{names.en}: {_money(amount, currency).en} of the costs are estimated, for want of booked ones (hours × hourly cost, "
        "the price of lists at their leads’ first attempts).",
    }


def allocated(
    figures: Sequence[Figure], rule: Allocation, common: float = 0, left: float = 0, currency: str = "EUR"
) -> dict[str, Any]:
    """Costs that do not say whose they are (`common`) are shared out by a rule; `left` found nobody to go by."""
    names = _named(figures)
    amount = _money(common, currency)
    fr, en = (f" ({text})" if common else "" for text in (amount.fr, amount.en))
    told_fr = f"{names.fr}\u00a0: les coûts communs{fr} sont répartis au prorata ({rule.name.fr})."
    told_en = f"{names.en}: common costs{en} are shared out in proportion to {rule.name.en}."
    if left:
        amount = _money(left, currency)
        told_fr += f" Sur leur période, personne à qui imputer {amount.fr}, qui restent non attribués."
        told_en += f" In their period {amount.en} have nobody to go to and stay unassigned."
    return {
        "code": "allocated",
        "kpis": [figure.kpi.id for figure in figures],
        "rule": rule.id,
        "amount": common,
        "unassigned": left,
        "fr": told_fr,
        "en": told_en,
    }


def not_allocated(figures: Sequence[Figure], common: float, currency: str = "EUR") -> dict[str, Any]:
    """Costs that do not say whose they are, in nobody's figure."""
    names = _named(figures)
    amount = _money(common, currency)
    return {
        "code": "not_allocated",
        "kpis": [figure.kpi.id for figure in figures],
        "amount": common,
        "fr": f"{names.fr}\u00a0: {amount.fr} de coûts communs ne sont imputés à personne (--allocate les répartit).",
        "en": f"{names.en}: {amount.en} of common costs count for nobody (--allocate shares them out).",
    }


def same_for_all(figures: Sequence[Figure], rule: Allocation) -> dict[str, Any]:
    """A ratio by what its costs are shared by says nothing of the members."""
    names = _named(figures)
    return {
        "code": "same_for_all",
        "kpis": [figure.kpi.id for figure in figures],
        "rule": rule.id,
        "fr": f"{names.fr}\u00a0: répartis selon ce par quoi on les divise ({rule.name.fr}), les coûts communs pèsent autant "
        "sur chacun\u00a0; choisissez une autre règle pour comparer.",
        "en": f"{names.en}: shared out in proportion to what divides them ({rule.name.en}), common costs are the same for each; "
        "choose another rule to compare.",
    }


def _fact(name: str) -> Text:
    return FACTS.get(name, Text(name, name))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _days(first: date, end: date) -> tuple[str, str]:
    return display.days(first, end, "fr"), display.days(first, end, "en")


def _money(amount: float, currency: str) -> Text:
    """An amount, in whole units of the currency."""
    fr, en = (display.money(amount, language, currency, decimals=0) for language in ("fr", "en"))
    return Text(fr, en)


def _named(figures: Sequence[Figure]) -> Text:
    """The first KPI, and how many others."""
    first, others = figures[0].kpi.name, len(figures) - 1
    if not others:
        return first
    return Text(
        f"{first.fr} et {others} autre{'s' if others > 1 else ''}",
        f"{first.en} and {others} other{'s' if others > 1 else ''}",
    )


def whole(figure: Figure, by: Sequence[str]) -> dict[str, Any]:
    """A share is asked for without what it is a share by: all of it is 100%."""
    names = [DIMENSIONS[dimension].name for dimension in by]
    fr, en = (" et ".join(name.fr.lower() for name in names), " and ".join(name.en.lower() for name in names))
    return {
        "code": "whole",
        "kpis": [figure.kpi.id],
        "by": list(by),
        "fr": f"{figure.kpi.name.fr}\u00a0: une part n’a de sens que ventilée par {fr} (--by {','.join(by)})\u00a0; sans cela elle vaut 100\u00a0%.",
        "en": f"{figure.kpi.name.en}: a share only tells something broken down by {en} (--by {','.join(by)}); without that it is 100%.",
    }


def always_open(figure: Figure) -> dict[str, Any]:
    """No campaign says when it is open."""
    return {
        "code": "always_open",
        "kpis": [figure.kpi.id],
        "fr": f"{figure.kpi.name.fr}\u00a0: aucune campagne ne donne ses heures d’ouverture, toute heure écoulée compte.",
        "en": f"{figure.kpi.name.en}: no campaign gives its opening hours, every elapsed hour counts.",
    }
