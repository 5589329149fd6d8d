"""The published articles that `refs` point to: the number before the #, then the item in the article."""

from __future__ import annotations

from cadran.catalogue.shape import Text

SOURCES: dict[str, Text] = {
    "000": Text(
        fr="«\u00a0Les 10 KPI incontournables pour piloter la performance de votre Centre de Contacts Sortants\u00a0», CustUp, "
        "sans date",
        en="“Les 10 KPI incontournables pour piloter la performance de votre Centre de Contacts Sortants”, CustUp, undated "
        "(in French)",
    ),
    "001": Text(
        fr="«\u00a0Quels sont les KPIs à suivre lors d’un projet d’externalisation des ventes\u00a0?\u00a0», Call Of Success, "
        "8 mars 2024",
        en="“Quels sont les KPIs à suivre lors d’un projet d’externalisation des ventes ?”, Call Of Success, 8 March 2024 "
        "(in French)",
    ),
    "002": Text(
        fr="«\u00a0Quels sont les KPI de la prospection téléphonique\u00a0?\u00a0», dossier d’un prestataire, sans date",
        en="“Quels sont les KPI de la prospection téléphonique ?”, a provider’s article, undated (in French)",
    ),
    "003": Text(
        fr="«\u00a0Les 11 KPI essentiels pour les centres d’appels sortants\u00a0», article d’un éditeur de logiciels, sans date",
        en="“Les 11 KPI essentiels pour les centres d’appels sortants”, a software vendor’s article, undated (in French)",
    ),
    "004": Text(
        fr="«\u00a0Comment déterminer les KPI de la prospection téléphonique\u00a0?\u00a0», article d’une agence, "
        "4 novembre 2025",
        en="“Comment déterminer les KPI de la prospection téléphonique ?”, an agency’s article, 4 November 2025 (in French)",
    ),
    "trade": Text(fr="Usage du métier", en="Trade practice"),
    "all": Text(fr="Toutes les sources\u00a0: un terme de leurs formules", en="All sources: a term of their formulas"),
}

_SECTIONS = {
    "ciblage": Text("ciblage", "targeting"),
    "joignabilite": Text("joignabilité", "reachability"),
    "productivite": Text("productivité", "productivity"),
    "performance": Text("performance commerciale", "sales performance"),
    "nette": Text("performance commerciale nette", "net sales performance"),
    "roi": Text("retour sur investissement", "return on investment"),
}


def reference(ref: str) -> Text:
    r"""A source by its title, with the place in it: the indicator's number, or the section.

    >>> reference("001#roi").fr.rpartition(", ")[2]
    'partie «\xa0retour sur investissement\xa0»'
    """
    name, _, place = ref.partition("#")
    source = SOURCES[name]
    if not place:
        return source
    section = _SECTIONS.get(place)
    if section is None:
        return Text(f"{source.fr}, indicateur n°\u00a0{place}", f"{source.en}, indicator {place}")
    return Text(f"{source.fr}, partie «\u00a0{section.fr}\u00a0»", f"{source.en}, section “{section.en}”")


def cited(source: str, says: Text | None = None, *, quotes: Text | None = None) -> Text:
    """Where a published figure comes from: the article's title and date, whom it quotes, and what it says of the figure."""
    article = SOURCES[source]
    fr, en = article.fr, article.en
    if quotes:
        fr, en = f"{quotes.fr} par {fr}", f"{quotes.en} by {en}"
    return Text(f"{fr}\u00a0: {says.fr}", f"{en}: {says.en}") if says else Text(fr, en)
