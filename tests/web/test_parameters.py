"""What an address may hold: a parameter that a call does not take is refused, a member that nobody can see is said."""

from __future__ import annotations

import json

import pytest

from tests.web.conftest import As


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("kpis?ids=calls&period=7d", 'This call takes no parameter "period". Those it takes: from, to, where'),
        ("kpis?ids=calls&grian=day", 'no parameter "grian". Did you mean "grain"?'),
        ("kpis/peers?idz=calls", 'no parameter "idz". Did you mean "ids"?'),
        ("rows/calls?limits=3", 'no parameter "limits". Did you mean "limit"?'),
        ("views/refusals?tabel=x", 'no parameter "tabel". Did you mean "table"?'),
        ("catalogue?family=reach", 'takes no parameter, "family" neither'),
        ("catalogue/calls?lang=fr", "This call takes no parameter, "),
        ("imports?limit=3", "This call takes no parameter, "),
        ("imports/1/rejects?limt=3", 'no parameter "limt". Did you mean "limit"?'),
        ("tokens?all=1", "This call takes no parameter, "),
    ],
)
def test_unknown_parameters_are_refused_with_those_that_are_known(
    browsers: dict[str, As], address: str, said: str
) -> None:
    answer = browsers["manager"].get(f"/api/v1/{address}")
    assert answer.status_code == 400
    assert said in json.loads(answer.content)["detail"]


def test_known_parameters_are_taken(browsers: dict[str, As]) -> None:
    for address in ("kpis?ids=calls&from=2026-09-01&to=2026-09-02&where=campaign=A&basis=cohort&format=csv",
                    "rows/calls?part=num&limit=2&within=", "imports/1/rejects?limit=3"):  # fmt: skip
        assert browsers["manager"].get(f"/api/v1/{address}").status_code == 200, address


def test_a_slip_in_a_token_s_side_does_not_leave_it_open(browsers: dict[str, As]) -> None:
    wanted = {"name": "x", "team": ["Red"]}
    answer = browsers["manager"].post("/api/v1/tokens", json.dumps(wanted), content_type="application/json")
    assert answer.status_code in (403, 422)
    assert "team" not in json.dumps(browsers["manager"].get("/api/v1/tokens").json()).replace("teams", "")


def _page(browser: As, address: str) -> str:
    return browser.get(address, headers={"Accept-Language": "en"}).content.decode()


def test_a_member_that_does_not_exist_is_said_on_the_page(browsers: dict[str, As]) -> None:
    for address in ("/?period=all&campaign=NOPE", "/kpi/calls/?period=all&campaign=NOPE", "/hours/?period=all&hour=99"):
        assert "that you have figures of" in _page(browsers["manager"], address), address
    for address in ("/?period=all&campaign=A", "/?period=all&campaign=", "/kpi/calls/?period=all&agent=x&hour=12"):
        assert "that you have figures of" not in _page(browsers["manager"], address), address


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/?period=all&compaign=A", "“compaign” plays no part on this page. Did you mean “campaign”?"),
        ("/funnel/?period=all&by=campain", "“by=campain” is not understood here. Did you mean “campaign”?"),
        ("/hours/?period=all&kpi=x", "“kpi=x” is not understood here. Expected one of: contact_rate,"),
        ("/kpi/calls/?period=all&grain=fortnight", "“grain=fortnight” is not understood here. Expected one of:"),
        ("/?period=all&compare=custom&against=2026-09-02", "give the first and the last"),
        ("/catalogue/?period=all&by=agent", "“by” plays no part on this page."),
    ],
)
def test_what_a_page_does_not_read_is_said_on_it(browsers: dict[str, As], address: str, said: str) -> None:
    assert said in _page(browsers["manager"], address)


def test_what_a_page_reads_is_not(browsers: dict[str, As]) -> None:
    for address in ("/agents/?period=all&kpi=refusal_rate&by=team&sort=agents.-1", "/kpi/calls/?period=all&grain=week&by=agent&all=1",
                    "/kpi/calls/rows/?period=all&part=num&page=1", "/compare/?period=all&by=agent&kpi=contact_rate&a=x&b=y",
                    "/costs/?period=all&by=source&allocate=leads", "/?period=7d&compare=year", "/search/?q=x"):  # fmt: skip
        page = _page(browsers["manager"], address)
        assert "plays no part" not in page, address
        assert "not understood here" not in page, address


def test_a_filter_taken_away_leaves_the_comparison(browsers: dict[str, As]) -> None:
    page = _page(browsers["manager"], "/?period=7d&compare=year&campaign=A")
    assert 'class="filter-chip" href="/?period=7d&amp;compare=year"' in page
    assert '<input type="hidden" name="compare"' not in page
