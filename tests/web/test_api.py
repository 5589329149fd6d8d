"""The API: every route for each of the cast, on what is theirs and what is not; totals, ranks and counts too."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from cadran.catalogue import KPIS
from cadran.server.owner import Owner
from cadran.web.api import api
from cadran.web.models import Token, digest
from tests.web.conftest import CAST, As

FIGURES = "/api/v1/kpis"
# calls of each, and calls by campaign, by hand from the world of conftest
CALLS = {"manager": 8, "analyst": 8, "supervisor": 4, "agent": 4, "client": 5}
BY_CAMPAIGN = {
    "manager": {"A": 5, "B": 2, None: 1},
    "analyst": {"A": 5, "B": 2, None: 1},
    "supervisor": {"A": 3, "B": 1},
    "agent": {"A": 3, "B": 1},
    "client": {"A": 5},
}
# refused calls that each may open
REFUSED = {"manager": 2, "analyst": 2, "supervisor": 1, "agent": 1, "client": 2}
SEERS = tuple(CALLS)

# (method, path, body): who gets what; a number is the status of all others
ROUTES: dict[tuple[str, str], tuple[tuple[str, ...], int, int]] = {
    ("get", "/api/v1/kpis?ids=calls"): (SEERS, 200, 404),
    ("get", "/api/v1/kpis"): (SEERS, 200, 400),
    ("get", "/api/v1/kpis?ids=nothing_of_the_kind"): ((), 200, 404),
    ("get", "/api/v1/kpis/peers?ids=calls"): (SEERS, 200, 404),
    ("get", "/api/v1/rows/calls"): (SEERS, 200, 404),
    ("get", "/api/v1/rows/nothing_of_the_kind"): ((), 200, 404),
    ("get", "/api/v1/catalogue"): (CAST, 200, 404),
    ("get", "/api/v1/catalogue/calls"): (SEERS, 200, 404),
    ("get", "/api/v1/catalogue/nothing_of_the_kind"): ((), 200, 404),
    ("get", "/api/v1/dimensions"): (CAST, 200, 404),
    ("get", "/api/v1/views"): (CAST, 200, 404),
    ("get", "/api/v1/views/nothing_of_the_kind"): ((), 200, 404),
    ("get", "/api/v1/views/agents"): (("manager", "analyst", "supervisor", "agent"), 200, 404),
    ("get", "/api/v1/imports"): (("manager", "analyst"), 200, 403),
    ("get", "/api/v1/imports/1"): (("manager", "analyst"), 200, 404),
    ("get", "/api/v1/imports/999"): ((), 200, 404),
    ("get", "/api/v1/imports/1/rejects"): (("manager", "analyst"), 200, 404),
    ("get", "/api/v1/trail"): ((), 200, 404),  # administrators are none of the cast
    ("get", "/api/v1/tokens"): (CAST, 200, 404),
    ("post", "/api/v1/tokens"): (CAST, 201, 404),
    ("delete", "/api/v1/tokens/999999"): ((), 204, 404),
}


def _send(browser: As, method: str, path: str) -> Any:
    body = {"name": "essai"} if method == "post" else None
    return (
        getattr(browser, method)(path, body, content_type="application/json")
        if body
        else getattr(browser, method)(path)
    )


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_every_route_for_each_of_the_cast(browsers: dict[str, As], route: tuple[str, str]) -> None:
    may, right, otherwise = ROUTES[route]
    for name in CAST:
        answer = _send(browsers[name], *route)
        assert answer.status_code == (right if name in may else otherwise), (name, answer.content)
        if answer.status_code >= 400:
            assert answer["Content-Type"] == "application/problem+json"
            assert set(json.loads(answer.content)) >= {"type", "title", "status", "detail"}
    assert _send(browsers["nobody"], *route).status_code == 401


def test_no_route_is_left_out_of_the_walk() -> None:
    declared = {
        (method, path)
        for path, methods in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items()
        for method in methods
    }
    walked = {(method, path.partition("?")[0]) for method, path in ROUTES}

    def covered(method: str, path: str) -> bool:
        parts = path.strip("/").split("/")
        return any(
            method == one and len(parts) == len(walk.strip("/").split("/"))
            and all(part == other or part.startswith("{") for part, other in zip(parts, walk.strip("/").split("/"), strict=True))
            for one, walk in walked
        )  # fmt: skip

    assert [route for route in declared if not covered(*route)] == []


def _kpis(browser: As, query: str) -> Any:
    answer = browser.get(f"{FIGURES}?{query}")
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


@pytest.mark.parametrize("name", SEERS)
def test_totals_and_members_are_those_one_may_see(browsers: dict[str, As], name: str) -> None:
    found = _kpis(browsers[name], "ids=calls&by=campaign")
    assert found["total"]["calls"]["value"] == CALLS[name]
    assert {row["key"]["campaign"]: row["values"]["calls"]["value"] for row in found["rows"]} == BY_CAMPAIGN[name]


@pytest.mark.parametrize("name", SEERS)
def test_rates_count_only_what_one_may_see(browsers: dict[str, As], name: str) -> None:
    figure = _kpis(browsers[name], "ids=contact_rate")["total"]["contact_rate"]
    assert figure["den"] == CALLS[name]
    assert figure["n"] == CALLS[name]


@pytest.mark.parametrize("name", SEERS)
def test_rows_are_as_many_as_the_figure_counts(browsers: dict[str, As], name: str) -> None:
    for kpi, count in (("calls", CALLS[name]), ("refusals", REFUSED[name])):
        rows = json.loads(browsers[name].get(f"/api/v1/rows/{kpi}").content)
        assert len(rows) == count
    assert all(set(row) >= {"attempt_id", "campaign_id"} for row in rows)


@pytest.mark.parametrize(("name", "filter"), [
    ("client", "campaign=B"), ("client", "client=Q"), ("supervisor", "team=Blue"), ("supervisor", "agent=y"), ("agent", "agent=y"),
])  # fmt: skip
def test_a_filter_on_what_is_another_s_finds_nothing_as_one_on_what_does_not_exist(
    browsers: dict[str, As], name: str, filter: str
) -> None:
    dimension, _, _ = filter.partition("=")
    theirs = _kpis(browsers[name], f"ids=calls&where={filter}")
    none = _kpis(browsers[name], f"ids=calls&where={dimension}=zz")
    assert theirs["total"] == none["total"]
    assert theirs["rows"] == none["rows"]
    assert theirs["total"]["calls"]["value"] == 0
    assert json.loads(browsers[name].get(f"/api/v1/rows/calls?where={filter}").content) == []
    said = [[note["en"] for note in answer["notes"] if note["code"] == "unknown_member"] for answer in (theirs, none)]
    other = filter.partition("=")[2]
    assert said[0][0].replace(f'"{other}"', '"zz"').startswith(said[1][0][:40])
    assert f'There is nothing of {dimension} "{other}" here.' in said[0][0]


def test_an_answer_without_room_for_notes_has_them_in_its_header(browsers: dict[str, As]) -> None:
    for path in ("rows/calls?", "kpis?ids=calls&format=csv&", "views/refusals?format=csv&"):
        answer = browsers["manager"].get(f"/api/v1/{path}where=campaign=AA", headers={"Accept-Language": "fr"})
        assert answer.status_code == 200
        (said,) = json.loads(answer.headers["Cadran-Note"])
        assert (
            said
            == "Rien ici pour campaign «\u00a0AA\u00a0». Vouliez-vous dire «\u00a0A\u00a0»\u00a0? Ses valeurs\u00a0: A, B."
        )
        assert "Cadran-Note" not in browsers["manager"].get(f"/api/v1/{path}where=campaign=A").headers


@pytest.mark.parametrize("dimension", ["agent", "team", "site", "profile", "caller_number"])
def test_a_client_cannot_break_down_or_filter_by_how_the_centre_works(browsers: dict[str, As], dimension: str) -> None:
    for query in (f"by={dimension}", f"where={dimension}=x"):
        answer = browsers["client"].get(f"{FIGURES}?ids=calls&{query}")
        assert answer.status_code == 400
        assert "not among those you may use" in json.loads(answer.content)["detail"]
    assert dimension not in [one["id"] for one in json.loads(browsers["client"].get("/api/v1/dimensions").content)]


def test_nothing_that_a_client_is_given_names_an_agent(browsers: dict[str, As]) -> None:
    for row in json.loads(browsers["client"].get("/api/v1/rows/calls").content):
        assert not {"agent_id", "caller_number", "script", "disposition"} & set(row)
    mine = json.loads(browsers["manager"].get("/api/v1/rows/calls").content)
    assert {row["agent_id"] for row in mine} == {"x", "y", None}


def test_no_row_brings_personal_data(browsers: dict[str, As], owner: Owner) -> None:
    for kpi in KPIS:
        answer = browsers["manager"].get(f"/api/v1/rows/{kpi}")
        if answer.status_code == 200:
            assert not any(
                {"phone", "first_name", "last_name", "email"} & set(row) for row in json.loads(answer.content)
            )


def test_every_format_says_the_same(browsers: dict[str, As]) -> None:
    address = f"{FIGURES}?ids=calls&by=campaign&format="
    expected = [("A", 5.0), ("B", 2.0), (None, 1.0)]
    browser = browsers["manager"]

    def same(rows: list[tuple[Any, Any]]) -> bool:
        return sorted(rows, key=str) == sorted(expected, key=str)

    plain = csv.DictReader(io.StringIO(browser.get(address + "csv").content.decode()))
    assert same([(row["campaign"] or None, float(row["calls"])) for row in plain])
    french = csv.DictReader(io.StringIO(browser.get(address + "csv-fr").content.decode("utf-8-sig")), delimiter=";")
    assert same([(row["campaign"] or None, float(row["calls"].replace(",", "."))) for row in french])
    parquet = pq.read_table(io.BytesIO(browser.get(address + "parquet").content)).to_pylist()
    assert same([(row["campaign"], row["calls"]) for row in parquet])
    head, *lines = (
        CalamineWorkbook.from_filelike(io.BytesIO(browser.get(address + "xlsx").content))
        .get_sheet_by_index(0)
        .to_python()
    )
    places = head.index("campaign"), head.index("calls")
    assert same([(line[places[0]] or None, float(str(line[places[1]]))) for line in lines])
    answer = browser.get(address + "xlsx")
    assert answer["Content-Disposition"] == 'attachment; filename="cadran-kpis.xlsx"'


def test_the_json_is_that_of_the_contract(browsers: dict[str, As]) -> None:
    found = _kpis(browsers["manager"], "ids=calls,contact_rate&grain=day&from=2026-09-01&to=2026-09-02")
    assert {"period", "basis", "as_of", "known_at", "by", "grain", "rows", "total", "notes"} <= set(found)
    assert (found["period"]["from"], found["period"]["to"]) == ("2026-09-01", "2026-09-02")
    assert found["rows"][0]["key"] == {"period": "2026-09-01"}


@pytest.mark.parametrize("query", [
    "ids=calls&from=2026-09-31", "ids=calls&grain=fortnight", "ids=calls&format=pdf", "ids=calls&basis=x",
    "ids=calls&by=nothing", "ids=calls&where=campaign", "ids=calls&from=2026-09-02&to=2026-09-01", "ids=calls&as_of=soon",
    "ids=calls&where=hour=noon", "ids=leads&by=agent",
])  # fmt: skip
def test_what_cannot_be_asked_is_a_problem_that_says_so(browsers: dict[str, As], query: str) -> None:
    answer = browsers["manager"].get(f"{FIGURES}?{query}")
    assert answer.status_code in (400, 422)
    problem = json.loads(answer.content)
    assert problem["status"] == answer.status_code
    assert problem["detail"]


# tokens


def _bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def test_a_token_is_shown_once_and_kept_as_a_digest(browsers: dict[str, As], people: dict[str, Any]) -> None:
    made = browsers["manager"].post("/api/v1/tokens", {"name": "tableur"}, content_type="application/json")
    secret = json.loads(made.content)["token"]
    token = Token.objects.get(user=people["manager"])
    assert token.digest == digest(secret)
    assert secret not in browsers["manager"].get("/api/v1/tokens").content.decode()
    assert _kpis_by(secret)["total"]["calls"]["value"] == 8


def _kpis_by(secret: str, query: str = "ids=calls", status: int = 200) -> Any:
    answer = As().get(f"{FIGURES}?{query}", headers=_bearer(secret))
    assert answer.status_code == status, answer.content
    return json.loads(answer.content)


def test_a_token_sees_what_its_owner_sees_narrowed(owner: Owner, people: dict[str, Any]) -> None:
    _, whole = Token.issue(people["client"], "tout")
    _, narrow = Token.issue(people["manager"], "Q", clients=["Q"])
    _, foreign = Token.issue(people["client"], "Q", clients=["Q"])
    assert _kpis_by(whole)["total"]["calls"]["value"] == 5
    assert _kpis_by(narrow)["total"]["calls"]["value"] == 2
    assert _kpis_by(foreign)["total"]["calls"]["value"] == 0
    assert As().get("/api/v1/imports", headers=_bearer(narrow)).status_code == 403


def test_a_token_ends_when_revoked_expired_or_its_owner_is_disabled(owner: Owner, people: dict[str, Any]) -> None:
    first, secret = Token.issue(people["manager"], "un")
    assert As(people["analyst"]).delete(f"/api/v1/tokens/{first.pk}").status_code == 404
    assert As(people["manager"]).delete(f"/api/v1/tokens/{first.pk}").status_code == 204
    _kpis_by(secret, status=401)
    token, secret = Token.issue(people["manager"], "deux")
    _kpis_by(secret)
    token.expires_at = token.created_at
    token.save()
    _kpis_by(secret, status=401)
    _, secret = Token.issue(people["manager"], "trois")
    people["manager"].is_active = False
    people["manager"].save()
    _kpis_by(secret, status=401)


def test_a_token_makes_no_token(owner: Owner, people: dict[str, Any]) -> None:
    _, secret = Token.issue(people["manager"], "un")
    answer = As().post("/api/v1/tokens", {"name": "x"}, content_type="application/json", headers=_bearer(secret))
    assert answer.status_code == 403


def test_a_session_needs_its_csrf_token_to_write(owner: Owner, people: dict[str, Any]) -> None:
    browser = As(people["manager"], enforce_csrf_checks=True)
    refused = browser.post("/api/v1/tokens", {"name": "x"}, content_type="application/json")
    assert refused.status_code == 403
    assert not Token.objects.exists()
    assert refused["Content-Type"] == "application/problem+json"
    browser.get("/account/")  # a page with a form sets the cookie
    header = {"X-CSRFToken": browser.cookies["cadran_csrf"].value}
    assert (
        browser.post("/api/v1/tokens", {"name": "x"}, content_type="application/json", headers=header).status_code
        == 201
    )


def test_the_docs_are_served_from_here(browsers: dict[str, As]) -> None:
    page = browsers["manager"].get("/api/v1/docs").content.decode()
    assert "http" not in page.replace("http://www.w3.org", "")
    assert browsers["manager"].get(reverse("api:openapi-json")).status_code == 200
