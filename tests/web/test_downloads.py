"""A download is what the screen shows: words, names, the centre's zone, formats, a total, definitions and filters."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import openpyxl
import pytest

from cadran.executor.local import Store
from tests.conftest import table
from tests.web.conftest import As


def book(browser: As, address: str) -> Any:
    response = browser.get(address)
    assert response.status_code == 200, response.content[:300]
    return openpyxl.load_workbook(io.BytesIO(response.content))


def name(browser: As, address: str) -> str:
    return str(browser.get(address).headers["Content-Disposition"]).partition("filename=")[2].strip('"')


def values(page: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in page.iter_rows()]


def test_figures_have_names_formats_a_total_and_definitions(browsers: dict[str, As]) -> None:
    found = book(browsers["manager"], "/campaigns/?period=7d&format=xlsx&table=campaign")
    page, about = found.worksheets
    heads, *rows, total = values(page)
    assert heads[0] == "Campagne"
    assert not [head for head in heads if head and "_" in head]  # none is a machine's
    assert total[0] == "Ensemble"
    assert [row[0] for row in rows if row[0] in ("A", "B")] == ["A", "B"]
    rate = next(place for place, head in enumerate(heads) if head == "Taux de contactabilité")
    assert page.cell(2, rate + 1).number_format == "0.0%"
    told = dict(values(about))
    assert "Fiches contactées" in told["Taux de contactabilité"]
    assert told["Fuseau horaire"] == "Europe/Paris"
    assert "/2026" in told["Jours"]


def test_rows_are_in_the_reader_s_zone_and_words(browsers: dict[str, As]) -> None:
    """Attempt 1 started at 08:00 UTC on a day of September: 10:00 in Paris."""
    page = book(browsers["manager"], "/kpi/calls/rows/?period=all&format=xlsx").worksheets[0]
    heads, *rows = values(page)
    started = rows[0][heads.index("Début")]
    assert isinstance(started, datetime)
    machine = browsers["manager"].get("/kpi/calls/rows/?period=all&format=csv").content.decode().splitlines()
    column = machine[0].split(",").index("started_at")
    utc = min(datetime.fromisoformat(line.split(",")[column].rstrip("Z")) for line in machine[1:])
    assert min(row[heads.index("Début")] for row in rows).hour == utc.hour + 2  # summer time
    assert not {"started_at", "lead_id", "outcome"} & set(heads)
    assert len(rows) == len(machine) - 1


def test_names_stand_for_ids(browsers: dict[str, As], store: Store) -> None:
    store.load("agents", table([{"agent_id": "x", "name": "Xavière Martin", "team": "Red"}]))
    heads, *rows = values(book(browsers["manager"], "/kpi/calls/rows/?period=all&format=xlsx").worksheets[0])
    assert "Xavière Martin" in {row[heads.index("Téléconseiller")] for row in rows}


def test_the_ranking_of_agents_has_what_its_page_has(browsers: dict[str, As]) -> None:
    heads, *_ = values(
        book(browsers["manager"], "/agents/?period=all&kpi=contact_rate&format=xlsx&table=agents").worksheets[0]
    )
    assert {"Observé", "Attendu (mêmes campagnes)", "Estimation"} <= set(heads)


@pytest.mark.parametrize(("language", "expected"), [("fr", "cadran-campagne-"), ("en", "cadran-campaign-")])
def test_files_are_named_after_what_they_hold_and_their_days(
    browsers: dict[str, As], language: str, expected: str
) -> None:
    browser = browsers["manager"]
    address = "/campaigns/?period=custom&from=2026-09-01&through=2026-09-07&format=xlsx&table=campaign"
    got = str(browser.get(address, headers={"Accept-Language": language}).headers["Content-Disposition"])
    assert f'{expected}2026-09-01-2026-09-07.xlsx"' in got


def test_the_ledger_and_the_rejects_too(browsers: dict[str, As]) -> None:
    heads, *rows = values(book(browsers["manager"], "/imports/?format=xlsx").worksheets[0])
    assert heads[:3] == ["Numéro", "Fichier", "Table"]
    assert len(rows) >= 1


def test_a_machine_form_stays(browsers: dict[str, As]) -> None:
    text = browsers["manager"].get("/campaigns/?period=7d&format=csv&table=campaign").content.decode()
    assert text.startswith("campaign,")
    assert name(browsers["manager"], "/campaigns/?period=7d&format=parquet&table=campaign").endswith(".parquet")


@pytest.mark.parametrize("who", ["client", "supervisor", "agent"])
def test_a_reader_s_file_holds_no_more_than_the_machine_s(browsers: dict[str, As], who: str) -> None:
    heads = values(book(browsers[who], "/kpi/calls/rows/?period=all&format=xlsx").worksheets[0])[0]
    hidden = {"client": {"Téléconseiller", "Note de qualité", "Post-appel", "Raccroché par", "Numéro affiché"}}.get(
        who, set()
    )
    assert not hidden & set(heads)


@pytest.mark.parametrize(
    ("address", "named", "heads"),
    [
        ("/lists/?period=all&table=work", "cadran-travail-de-la-periode-", {"Fichier", "Leads traités"}),
        ("/funnel/?period=all&table=rates", "cadran-taux-de-passage-", {"Campagne", "Taux de contactabilité"}),
        ("/kpi/contact_rate/?period=all&by=agent&table=contact_rate-agent", "cadran-taux-de-contact-conversation-appel-par-teleconseiller-",
         {"Téléconseiller", "Taux de contact (conversation / appel), sur les appels qu’un téléconseiller a eus"}),
        ("/kpi/contact_rate/?period=all&table=variants", "cadran-variantes-de-cet-indicateur-", {"Indicateur", "Valeur", "Intervalle à 95\u00a0%", "Comment c’est compté"}),
        ("/compare/?period=all&by=agent&a=x&b=y&table=compare", "cadran-comparer-x-y-", {"Indicateur", "x", "y", "Écart", "Intervalle à 95\u00a0%"}),
        ("/catalogue/?period=all&table=catalogue", "cadran-catalogue-", {"Famille", "Indicateur", "Valeur", "Comment c’est compté"}),
        ("/refusals/?period=all&table=reasons", "cadran-motifs-de-refus-", {"Motif", "Nombre", "Part", "Cumulé"}),
        ("/agents/?period=all&kpi=contact_rate&table=agents", "cadran-teleconseillers-", {"Estimation", "Lecture", "Appels"}),
    ],
)  # fmt: skip
def test_a_download_is_what_its_page_shows(browsers: dict[str, As], address: str, named: str, heads: set[str]) -> None:
    got = browsers["manager"].get(f"{address}&format=xlsx", headers={"Accept-Language": "fr"})
    assert f'filename="{named}' in str(got.headers["Content-Disposition"])
    found = values(openpyxl.load_workbook(io.BytesIO(got.content)).worksheets[0])
    assert heads <= set(found[0])


def test_rows_are_in_the_order_of_the_page(browsers: dict[str, As]) -> None:
    """Campaign A has five attempts, B two, nobody's one: the most first, the total last."""
    found = values(book(browsers["manager"], "/campaigns/?period=all&format=xlsx&table=campaign").worksheets[0])
    assert [row[0] for row in found[1:]] == ["A", "B", "Non attribué", "Ensemble"]


@pytest.mark.parametrize("format", ["xlsx", "csv-fr"])
def test_what_is_estimated_stands_beside_what_was_paid(browsers: dict[str, As], store: Store, format: str) -> None:
    """List F costs 90 for its 3 leads of campaign A, 2 of which were called: 60 estimated, beside staff of 40; B booked 25."""
    store.load("lists", table([{"list_id": "F", "cost": 90.0, "currency": "EUR"}]))
    store.load(
        "leads",
        table(
            [
                {"lead_id": f"F{n}", "campaign_id": "A", "list_id": "F", "created_at": "2026-09-01T08:00:00Z"}
                for n in range(3)
            ]
        ),
    )
    calls = [{"attempt_id": f"F{n}", "lead_id": f"F{n}", "campaign_id": "A", "list_id": "F", "started_at": "2026-09-01T10:00:00Z",
              "outcome": "busy"} for n in range(2)]  # fmt: skip
    store.load("attempts", table(calls))
    booked = (("A", "staff", 40.0), ("B", "tools", 25.0))
    store.load("costs", table([{"cost_id": campaign, "campaign_id": campaign, "category": category, "amount": amount, "currency": "EUR",
                                "starts_on": "2026-09-01"} for campaign, category, amount in booked]))  # fmt: skip
    address = f"/costs/?period=all&by=campaign&table=units&format={format}"
    if format == "xlsx":
        heads, *rows = values(book(browsers["manager"], address).worksheets[0])
    else:
        text = browsers["manager"].get(address).content.decode("utf-8-sig")
        heads, *rows = [line.split(";") for line in text.splitlines()]
    paid, part = heads.index("Coût total de la campagne"), heads.index("Coût total de la campagne – dont coûts estimés")
    found = {row[0]: [_amount(row[place]) for place in (paid, part)] for row in rows}
    assert found["A"] == [100, 60]
    assert found["B"] == [25, None]
    assert found["Ensemble"] == [125, 60]


def _amount(cell: Any) -> float | None:
    """A cell of a workbook, or of a French spreadsheet's CSV."""
    text = (
        str(cell if cell is not None else "").replace(",", ".").replace("\u202f", "").replace("\u00a0", "").rstrip("€ ")
    )
    return float(text) if text else None
