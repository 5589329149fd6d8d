"""The words of the trade, as Cadran uses them, in both languages; one module holds the terms of each theme.

What touches the law is gathered from public texts and is no legal advice.
"""

from __future__ import annotations

from cadran.catalogue.shape import Text
from cadran.catalogue.terms import calls, figures, leads, money, outcomes, work
from cadran.catalogue.terms.shape import Term

THEMES: dict[str, Text] = {
    "leads": Text("Fichiers et fiches", "Lists and leads"),
    "calls": Text("Appels et numérotation", "Calls and dialing"),
    "outcomes": Text("Ce que donnent les appels", "What calls come to"),
    "work": Text("Équipes et temps de travail", "Teams and working time"),
    "money": Text("Ventes, coûts et clients", "Sales, costs and customers"),
    "law": Text("Règles du démarchage", "Rules on prospecting"),
    "figures": Text("Lire un chiffre", "Reading a figure"),
}
"""The themes in the order in which they are shown."""

TERMS: dict[str, Term] = {
    term.id: term for module in (leads, calls, outcomes, work, money, figures) for term in module.TERMS
}
"""Every term by its id."""
