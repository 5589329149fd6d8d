"""The published articles that `refs` point to: the number before the #, then the item in the article."""

from __future__ import annotations

from cadran.catalogue.shape import Text

SOURCES: dict[str, Text] = {
    "000": Text(
        fr="CustUp, article sur dix indicateurs d’un centre de contacts sortants",
        en="CustUp, article on ten indicators of an outbound contact centre (in French)",
    ),
    "001": Text(
        fr="Call Of Success, article sur les indicateurs d’une vente externalisée, mars 2024",
        en="Call Of Success, article on the indicators of outsourced sales, March 2024 (in French)",
    ),
    "002": Text(
        fr="Dossier d’un prestataire sur six indicateurs de la prospection téléphonique",
        en="A provider’s article on six indicators of telephone prospecting (in French)",
    ),
    "003": Text(
        fr="Article d’un éditeur de logiciels sur onze indicateurs des appels sortants",
        en="A software vendor’s article on eleven indicators of outbound calls (in French)",
    ),
    "004": Text(
        fr="Article d’une agence sur huit indicateurs de la prospection téléphonique, novembre 2025",
        en="An agency’s article on eight indicators of telephone prospecting, November 2025 (in French)",
    ),
    "trade": Text(fr="Usage du métier", en="Trade practice"),
    "all": Text(fr="Toutes les sources : un terme de leurs formules", en="All sources: a term of their formulas"),
}
