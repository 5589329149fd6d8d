"""Pages over the tiny store drawn in conftest: figures within rights, addresses, fragments, files, both languages.

On the first of September: 8 leads called, of whom 2 (attempts 1 and 4) were reached, and refused.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.utils import translation

from cadran.catalogue import KPIS
from cadran.catalogue.shape import Better
from cadran.server.owner import Owner
from cadran.web.pages.models import SavedView
from cadran.web.parts.figures import target_status
from tests.web.conftest import As

PAGES = (
    "/", "/campaigns/", "/lists/", "/funnel/", "/hours/", "/refusals/", "/agents/", "/compare/", "/costs/", "/catalogue/",
    "/imports/", "/checks/", "/search/", "/kpi/contactability_rate/", "/kpi/contactability_rate/rows/",
    "/kpi/remaining_leads/", "/kpi/calls/?by=agent&grain=week", "/kpi/contact_rate/sql/", "/kpi/refusal_reasons/",
    "/kpi/answer_rate_by_slot/", "/kpi/conversion_by_delay/", "/kpi/product_mix/",
)  # fmt: skip
FIGURE = re.compile(r"\d+,\d+|\bn\s\d+|\d+\s(?:fiches|appels)\b")
"""A rate, a bound, or how many were counted, as a French page writes them."""
INTERNAL = ("/imports/", "/checks/", "/imports/1/rejects/", "/kpi/contact_rate/sql/")


def text(response: Any) -> str:
    """What a person reads."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def value(response: Any) -> str:
    """The figure in the head of a KPI's page."""
    found = re.search(r'<p class="big"[^>]*>([^<]*)</p>', response.content.decode())
    assert found
    return unescape(found[1]).replace("\u00a0", " ")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_in_both_languages(browsers: dict[str, As], page: str, language: str) -> None:
    response = browsers["manager"].get(page, HTTP_ACCEPT_LANGUAGE=language)
    body = response.content.decode()
    assert response.status_code == 200
    assert f'<html lang="{language}"' in body
    assert body.count("<h1>") == 1
    assert not re.search(r"<[^>]+\sstyle=|<[^>]+\son\w+=|<script(?![^>]*\ssrc=)", body), (
        "a strict policy would block it"
    )


@pytest.mark.parametrize("page", PAGES)
def test_pages_open_on_an_empty_store(store: Any, people: dict[str, Any], page: str) -> None:
    from cadran.web import executor  # noqa: PLC0415

    with Owner(store) as owner:
        executor.use(owner)
        response = As(people["manager"]).get(page)
        executor.forget()
    assert response.status_code == 200
    assert "cadran import calls.csv" in response.content.decode()


@pytest.mark.parametrize(
    ("who", "shown"),
    [("manager", "25,0 %"), ("analyst", "25,0 %"), ("supervisor", "25,0 %"), ("agent", "25,0 %"), ("client", "40,0 %")],
)
def test_a_figure_counts_what_its_reader_may_see(browsers: dict[str, As], who: str, shown: str) -> None:
    """2 of 8; of team Red and of x: 1 of 4; of client P: 2 of 5."""
    assert value(browsers[who].get("/kpi/contactability_rate/")) == shown


@pytest.mark.parametrize(("who", "rows"), [("manager", 8), ("supervisor", 4), ("client", 5)])
def test_rows_are_as_many_as_the_figure_counts(browsers: dict[str, As], who: str, rows: int) -> None:
    response = browsers[who].get("/kpi/answer_rate/rows/?period=7d&part=den&format=csv")
    lines = list(csv.DictReader(io.StringIO(response.content.decode())))
    assert len(lines) == rows


def test_a_client_never_sees_who_called_nor_from_what_number(browsers: dict[str, As]) -> None:
    shown = browsers["client"].get("/kpi/calls/rows/?period=7d&format=csv").content.decode().splitlines()[0].split(",")
    assert not {"agent_id", "caller_number", "disposition", "script", "source_system", "quality_score"} & set(shown)
    assert "lead_id" in shown
    page = text(browsers["client"].get("/kpi/calls/?period=7d"))
    assert "Téléconseiller" not in page
    assert "+33999000001" not in page


@pytest.mark.parametrize("who", ["supervisor", "agent", "client", "outsider"])
@pytest.mark.parametrize("page", INTERNAL)
def test_the_ledger_and_the_sql_do_not_exist_for_those_with_a_narrow_view(
    browsers: dict[str, As], who: str, page: str
) -> None:
    assert browsers[who].get(page).status_code == 404


def test_a_client_has_no_page_about_agents(browsers: dict[str, As]) -> None:
    assert browsers["client"].get("/agents/").status_code == 404
    assert 'href="/agents/' not in browsers["client"].get("/").content.decode()


@pytest.mark.parametrize("page", ["/", "/campaigns/", "/lists/", "/refusals/", "/agents/"])
@pytest.mark.parametrize("dimension", ["is_hot", "weekday", "attempt_rank", "script"])
def test_a_page_whose_filters_leave_some_of_its_figures_opens(
    browsers: dict[str, As], page: str, dimension: str
) -> None:
    """By cohort a team's right reaches no lead, and some filters no call: the others are shown, these say why not."""
    for who in ("supervisor", "agent"):
        shown = browsers[who].get(f"{page}?period=all&{dimension}=1&basis=cohort")
        assert shown.status_code == 200 or (who, page) == ("agent", "/agents/"), who
        assert shown.status_code in (200, 403, 404), who


@pytest.mark.parametrize("page", PAGES)
def test_nobody_is_sent_to_sign_in_and_an_outsider_sees_no_figure(browsers: dict[str, As], page: str) -> None:
    assert browsers["nobody"].get(page).status_code == 302
    answer = browsers["outsider"].get(page)
    assert answer.status_code in (200, 404)
    assert FIGURE.findall(text(answer)) == []


@pytest.mark.parametrize("page", PAGES)
def test_a_manager_sees_a_figure_where_an_outsider_sees_none(browsers: dict[str, As], page: str) -> None:
    """Else the test above could not fail. No cost is known in this centre, and a search shows names."""
    is_open = browsers["outsider"].get(page).status_code == 200
    assert bool(FIGURE.search(text(browsers["manager"].get(page)))) or not is_open or page in ("/costs/", "/search/")


def test_a_foreign_member_is_not_among_the_filters(browsers: dict[str, As]) -> None:
    menus = browsers["client"].get("/").content.decode()
    assert 'name="campaign" value="A"' in menus
    assert 'name="campaign" value="B"' not in menus
    assert 'name="agent"' not in menus


def test_a_filter_narrows_and_stays_in_the_address_and_from_page_to_page(browsers: dict[str, As]) -> None:
    """Campaign A: attempts 1 to 5, of which 2 reached."""
    manager = browsers["manager"]
    page = manager.get("/kpi/contactability_rate/?period=7d&campaign=A")
    assert value(page) == "40,0 %"
    assert 'href="/funnel/?period=7d&amp;campaign=A"' in page.content.decode()
    assert manager.get("/funnel/").headers["Location"] == "/funnel/?period=7d&campaign=A"
    assert manager.get("/?reset=1").headers["Location"] == "/"
    assert manager.get("/funnel/").status_code == 200


def test_a_kpi_without_the_dimension_of_a_filter_says_so(browsers: dict[str, As]) -> None:
    page = text(browsers["manager"].get("/kpi/leads/?period=7d&agent=x"))
    assert "n’a pas de « Téléconseiller »" in page


def test_a_filter_that_is_not_understood_is_told(browsers: dict[str, As]) -> None:
    page = browsers["manager"].get("/?period=fortnight")
    assert "« fortnight » n’est pas une période" in text(page)
    assert page.status_code == 200


def test_a_fragment_is_the_content_alone_and_caches_know(browsers: dict[str, As]) -> None:
    whole = browsers["manager"].get("/?period=7d")
    part = browsers["manager"].get("/?period=7d", HTTP_HX_REQUEST="true")
    assert "HX-Request" in whole.headers["Vary"] and "HX-Request" in part.headers["Vary"]
    assert "<html" not in part.content.decode()
    assert '<main id="content"' in part.content.decode()
    assert 'id="navigation"' in part.content.decode()


def test_going_back_in_the_browser_gets_the_whole_page(browsers: dict[str, As]) -> None:
    back = browsers["manager"].get("/?period=7d", HTTP_HX_REQUEST="true", HTTP_HX_HISTORY_RESTORE_REQUEST="true")
    assert "<html" in back.content.decode()


@pytest.mark.parametrize("id", ["no_such_kpi", "revenue-now"])
def test_an_unknown_kpi_is_not_found(browsers: dict[str, As], id: str) -> None:
    assert browsers["manager"].get(f"/kpi/{id}/").status_code == 404


def test_two_members_are_compared_with_a_verdict(browsers: dict[str, As]) -> None:
    """A 2 of 5 (Wilson 0.1176 to 0.7693), B 0 of 2 (0 to 0.6576): Newcombe's interval of the +40 points runs from
    0.4 - sqrt(0.2824² + 0.6576²) = -0.316 to 0.4 + 0.3693 = 0.769 and holds zero.
    """
    page = text(browsers["manager"].get("/compare/?period=7d&kpi=contactability_rate&by=campaign&a=A&b=B"))
    said = page.replace("\u00a0", " ").replace("\u202f", " ")  # in the words of the view, which alone judges
    assert "indécis entre A et B (+40,0 points ; de −31,6 points à +76,9 points)" in said
    assert "−31,6 à +76,9 pt" in said


@pytest.mark.parametrize(
    ("format", "start"),
    [
        ("csv", b"campaign,"),
        ("csv-fr", b"\xef\xbb\xbfCampagne;"),
        ("csv-en", b"\xef\xbb\xbfCampagne,"),
        ("xlsx", b"PK"),
        ("parquet", b"PAR1"),
    ],
)
def test_every_table_is_a_file_too(browsers: dict[str, As], format: str, start: bytes) -> None:
    response = browsers["manager"].get(f"/campaigns/?period=7d&format={format}&table=campaign")
    assert response.content.startswith(start)
    assert "attachment" in response.headers["Content-Disposition"]


@pytest.mark.parametrize("query", ["format=exe", "format=csv&table=secrets"])
def test_a_file_that_is_not_offered_is_refused_in_words(browsers: dict[str, As], query: str) -> None:
    assert browsers["manager"].get(f"/campaigns/?period=7d&{query}").status_code == 400


def test_search_finds_by_any_word_without_accents(browsers: dict[str, As]) -> None:
    found = browsers["manager"].get("/search/?q=decroche", HTTP_HX_REQUEST="true")
    assert 'href="/kpi/answer_rate/?' in found.content.decode()
    assert "<html" not in found.content.decode()
    assert "/kpi/" not in browsers["outsider"].get("/search/?q=decroche", HTTP_HX_REQUEST="true").content.decode()


@pytest.mark.parametrize("typed", ["33999000001", "+33 9 99 00 00 01", "0999000001", "99900"])
def test_a_number_shown_is_found_however_it_is_typed(browsers: dict[str, As], typed: str) -> None:
    found = browsers["manager"].get(f"/search/?q={quote(typed)}", HTTP_HX_REQUEST="true").content.decode()
    assert "caller_number=%2B33999000001" in found
    assert "33999000001" not in browsers["client"].get(f"/search/?q={quote(typed)}").content.decode().partition(
        "<main"
    )[2].replace(f'value="{typed}"', "")


def test_a_day_without_calls_is_no_empty_store(browsers: dict[str, As]) -> None:
    """The first of September has all the calls; the second none."""
    said = text(browsers["manager"].get("/compare/?period=custom&from=2026-08-20&through=2026-08-20&by=agent"))
    assert "Rien n’est encore chargé" not in said
    assert "Choisissez deux valeurs" in said


def test_a_table_in_the_catalogue_is_not_said_to_have_nothing(browsers: dict[str, As]) -> None:
    page = browsers["manager"].get("/catalogue/?period=all").content.decode()
    row = next(row for row in page.split("<tr ") if "/kpi/refusal_reasons/" in row)
    assert "un tableau" in row
    assert "rien à compter" not in row


def test_a_saved_view_is_its_owners_alone(browsers: dict[str, As], people: dict[str, Any]) -> None:
    browsers["manager"].post("/views/", {"name": "Lundi", "address": "/funnel/?period=week&campaign=A"})
    view = SavedView.objects.get(user=people["manager"])
    assert view.address == "/funnel/?period=week&campaign=A"
    assert "Lundi" in text(browsers["manager"].get("/?period=7d"))
    assert "Lundi" not in text(browsers["analyst"].get("/?period=7d"))
    assert browsers["analyst"].post(f"/views/{view.pk}/delete/").status_code == 404
    assert browsers["manager"].post(f"/views/{view.pk}/delete/").status_code == 302
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("address", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_no_view_and_no_preference_leads_elsewhere(browsers: dict[str, As], address: str) -> None:
    browsers["manager"].post("/views/", {"name": "x", "address": address})
    assert SavedView.objects.get().address == "/"
    assert browsers["manager"].post("/theme/", {"theme": "dark", "next": address}).headers["Location"] == "/"


def test_the_theme_is_kept(browsers: dict[str, As]) -> None:
    browsers["manager"].post("/theme/", {"theme": "dark", "next": "/"})
    assert 'data-theme="dark"' in browsers["manager"].get("/").content.decode()


@pytest.mark.parametrize(
    ("better", "decision", "kind", "mark"),
    [
        (Better.UP, "above", "ok", "●"), (Better.UP, "below", "bad", "▼"), (Better.DOWN, "above", "bad", "▲"),
        (Better.DOWN, "below", "ok", "●"), (Better.BAND, "above", "bad", "▲"), (Better.BAND, "below", "bad", "▼"),
        (Better.NONE, "above", "neutral", "▲"), (Better.UP, "undecided", "neutral", "◆"), (Better.UP, None, "neutral", "◆"),
    ],
)  # fmt: skip
def test_a_target_gives_a_status_by_the_side_that_is_wanted(
    better: Better, decision: str, kind: str, mark: str
) -> None:
    status = target_status(replace(KPIS["contact_rate"], better=better), decision)
    assert (status.kind, status.mark) == (kind, mark)


def test_every_page_is_light(browsers: dict[str, As]) -> None:
    """60 kB compressed, the script and the sheet included."""
    folder = Path(__file__).parents[2] / "cadran" / "web" / "static" / "cadran"
    own = sum(len((folder / name).read_bytes().replace(b"  ", b"")) for name in ("cadran.css", "cadran.js")) // 3
    for page in PAGES:
        body = browsers["manager"].get(page, HTTP_ACCEPT_ENCODING="gzip")
        assert len(body.content) + own + 17_000 < 60_000, page


def test_both_languages_are_spoken() -> None:
    with translation.override("fr"):
        assert translation.gettext("Best hours") == "Meilleures heures"
    with translation.override("en"):
        assert translation.gettext("Best hours") == "Best hours"
