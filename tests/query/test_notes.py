"""What results say beside their figures: each note has its code, what it concerns, and a sentence in both languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from cadran.catalogue.facts import ALLOCATIONS
from cadran.query import notes
from cadran.query.plan import plan
from cadran.query.request import Request
from cadran.query.state import StoreState
from tests.query.world import CATALOGUE

STATE = StoreState("UTC", datetime(2026, 9, 30), present=frozenset({"attempts", "leads"}))
MARKED = StoreState("UTC", datetime(2026, 9, 30), present=frozenset({"attempts", "leads"}),
                    met={"leads": frozenset({"is_hot"})})  # fmt: skip


def figure(id: str, state: StoreState = STATE) -> Any:
    return plan(CATALOGUE, state, Request((id,))).figures[0]


FOCUSED = next(kpi.id for kpi in CATALOGUE.kpis.values() if kpi.focus == "is_hot")
CALLS, SALES = figure("calls"), figure("sales")
DAYS = date(2026, 9, 1), date(2026, 9, 8)
THEN = datetime(2026, 9, 5, 7, 30)


@pytest.mark.parametrize(
    ("make", "code", "told", "fr", "en"),
    [
        (lambda: notes.overlap(["leads"]), "rows_overlap", {"kpis": ["leads"]}, "Les lignes se recoupent", "Rows overlap"),
        (lambda: notes.rests_on(CALLS, "clients", ["orders", "leads"]), "rests_on",
         {"kpis": ["calls"], "measure": "clients", "facts": ["orders", "leads"]},
         "calculé sur les données « commandes, fiches », faute", "computed from “orders, leads”, for want"),
        (lambda: notes.focused(figure(FOCUSED, MARKED)), "focus", {"kpis": [FOCUSED], "condition": "is_hot"},
         "seulement les fiches chaudes.", "only the leads that are hot."),
        (lambda: notes.unfocused(figure(FOCUSED)), "no_focus", {"kpis": [FOCUSED], "condition": "is_hot"},
         "toutes les fiches, faute de fiches chaudes.", "all leads, as none is hot."),
        (lambda: notes.partly_loaded("attempts", [(date(2026, 9, 1), date(2026, 9, 3)), (date(2026, 9, 7), date(2026, 9, 8))]),
         "partly_loaded", {"fact": "attempts", "missing": [["2026-09-01", "2026-09-03"], ["2026-09-07", "2026-09-08"]]},
         "Tentatives : 3 jours de la période sans aucun chargement (du 01/09/2026 au 07/09/2026).",
         "Attempts: 3 days of the period not loaded (from 2026-09-01 to 2026-09-07)."),
        (lambda: notes.compared(*DAYS, None), "compared", {"from": "2026-09-01", "to": "2026-09-08"},
         "Comparé à la période du 01/09/2026 au 07/09/2026.",
         "Compared with the period from 2026-09-01 to 2026-09-07."),
        (lambda: notes.compared(*DAYS, THEN), "compared", {}, ", arrêtée au 05/09/2026 07:30 UTC : la même part écoulée.",
         ", up to 2026-09-05 07:30 UTC: the same elapsed part."),
        (lambda: notes.loaded_until(DAYS[1]), "loaded_until", {"to": "2026-09-08"},
         "Rien n’est chargé à partir du 08/09/2026", "Nothing is loaded from 2026-09-08 on"),
        (lambda: notes.followed_longer(["leads"]), "followed_longer", {"kpis": ["leads"]}, "suivies plus longtemps",
         "followed for longer"),
        (lambda: notes.restated(THEN, ["calls", "sales"]), "restated", {"kpis": ["calls", "sales"]},
         "Depuis le 05/09/2026 07:30 UTC, ont bougé : Appels, Ventes.",
         "Since 2026-09-05 07:30 UTC, these have moved: Calls, Sales."),
        (lambda: notes.restated(THEN, []), "restated", {"kpis": []}, "rien n’a bougé.", "nothing has moved."),
        (lambda: notes.estimated([CALLS], 1234.5), "estimated", {"kpis": ["calls"], "amount": 1234.5},
         "Appels : 1 234 € de coûts estimés, faute de coûts saisis", "Calls: €1,234 of the costs are estimated"),
        (lambda: notes.estimated([CALLS, SALES], 1.0), "estimated", {"kpis": ["calls", "sales"]}, " et 1 autre : ",
         " and 1 other: "),
        (lambda: notes.allocated([CALLS, SALES, CALLS], ALLOCATIONS["leads"]), "allocated",
         {"kpis": ["calls", "sales", "calls"], "rule": "leads"}, " et 2 autres : les coûts communs sont", " and 2 others: common costs"),
        (lambda: notes.whole(CALLS, ["reason", "team"]), "whole", {"kpis": ["calls"], "by": ["reason", "team"]},
         "ventilée par motif et équipe (--by reason,team)", "broken down by reason and team (--by reason,team)"),
        (lambda: notes.always_open(CALLS), "always_open", {"kpis": ["calls"]}, "toute heure écoulée compte",
         "every elapsed hour counts"),
    ],
)  # fmt: skip
def test_a_note(make: Callable[[], dict[str, Any]], code: str, told: dict[str, Any], fr: str, en: str) -> None:
    note = make()
    assert note["code"] == code
    assert {name: note[name] for name in told} == told
    for language, words in (("fr", fr), ("en", en)):
        said = note[language].replace("\u00a0", " ").replace("\u202f", " ")
        assert words in said
        assert said.endswith(".")
        assert "XX" not in said
