"""The API under requests nobody thought of: as each of the cast, no answer is a failure of the server."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.urls import Resolver404, resolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cadran.analysis.views import VIEWS
from cadran.catalogue import DIMENSIONS, KPIS
from cadran.query.periods import GRAINS
from cadran.server.owner import Owner
from cadran.web.api import api
from cadran.web.api.documented import REFUSALS
from cadran.web.models import Token
from tests.web.conftest import CAST, As

SIZES = [30, pytest.param(2000, marks=pytest.mark.long)]
"""So many requests for each of the cast; generated from the schema, so also from what it forbids."""

schema = schemathesis.openapi.from_dict(
    json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str))
)


def documented(case: Any) -> set[int]:
    """The statuses that the description names for a call."""
    return {int(status) for status in case.operation.definition.raw["responses"]}


def _is_route(url: str) -> bool:
    """Whether an address is one of the API's: what is none is 404 for whoever asks, signed in or not."""
    try:
        resolve(unquote(urlsplit(url).path))
    except Resolver404:
        return False
    return True


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", [*CAST, "nobody"])
def test_every_answer_has_a_status_that_is_documented(
    owner: Owner, people: dict[str, Any], name: str, size: int
) -> None:
    application = get_wsgi_application()
    secret = Token.issue(people[name], "essai")[1] if name in people else "cdr_of_nobody_at_all"
    asked = set()

    @settings(
        max_examples=size, deadline=None, database=None, derandomize=size < 100,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=schema.as_strategy())
    def send(case: Any) -> None:
        answer = case.call(app=application, headers={"Authorization": f"Bearer {secret}"})
        asked.add(case.operation.label)
        assert answer.status_code in documented(case), (case.operation.label, answer.status_code, answer.content)
        if answer.status_code >= 400:
            assert answer.headers["content-type"][0] == "application/problem+json"
        if name == "nobody":
            assert answer.status_code == (401 if _is_route(answer.request.url) else 404)

    send()
    assert len(asked) > 8


_TEXTS = st.text(max_size=6) | st.sampled_from(
    ["A", "12", "99999999999999999999", "-1", "true", "1e5", "\x00", "a,b\\,c", "é", "'--"]
)
_WHERE = st.tuples(st.sampled_from(sorted(DIMENSIONS)), _TEXTS).map("=".join)
_DAYS = st.sampled_from(["2026-09-01", "2026-09-02", "0001-01-01", "9999-12-31", "2027-02-28"])
_ASKED = st.fixed_dictionaries(
    {},
    optional={
        "by": st.lists(st.sampled_from(sorted(DIMENSIONS)), max_size=2).map(",".join),
        "grain": st.sampled_from(sorted(GRAINS)),
        "where": st.lists(_WHERE, max_size=2),
        "basis": st.sampled_from(["activity", "cohort"]),
        "from": _DAYS,
        "to": _DAYS,
        "as_of": st.sampled_from(
            ["2026-09-02T00:00:00Z", "0001-01-01", "9999-12-31T23:59:59+14:00", "2026-09-02T00:00:00 02:00"]
        ),
        "known_at": st.sampled_from(["2026-09-02T00:00:00Z", "0001-01-01T00:00:00+14:00"]),
        "format": st.sampled_from(["json", "csv", "csv-fr", "xlsx", "parquet"]),
    },
)
_PATHS = st.one_of(
    st.sampled_from(sorted(KPIS)).map(lambda id: f"kpis?ids={id}&"),
    st.tuples(st.sampled_from(sorted(KPIS)), st.sampled_from(["num", "den"])).map(
        lambda at: f"rows/{at[0]}?part={at[1]}&"
    ),
    st.sampled_from(sorted(VIEWS)).map(lambda id: f"views/{id}?"),
    st.sampled_from(sorted(KPIS)).map(lambda id: f"kpis/peers?ids={id}&"),
)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", CAST)
def test_no_question_makes_the_server_fail(browsers: dict[str, As], name: str, size: int) -> None:
    """Real KPIs, views and dimensions, with values and periods that nobody means."""
    browser = browsers[name]

    @settings(
        max_examples=size, deadline=None, database=None, derandomize=size < 100, suppress_health_check=list(HealthCheck)
    )
    @given(path=_PATHS, asked=_ASKED)
    def send(path: str, asked: dict[str, Any]) -> None:
        answer = browser.get(f"/api/v1/{path}{urlencode(asked, doseq=True)}")
        assert answer.status_code in {200, *REFUSALS}, (path, asked, answer.status_code)

    send()
