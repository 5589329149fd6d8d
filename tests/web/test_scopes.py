"""Rights as scopes: what each role sees, what a union may and may not open, and averages of too few."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from cadran.executor.local import Store
from cadran.query.request import EVERYTHING, Request, Scope
from cadran.server.owner import Owner
from cadran.web import executor
from cadran.web.access import peers, right, role, scope_of
from cadran.web.models import Grant
from cadran.web.scopes import NOTHING, Right, merged, narrowed, right_of, within
from tests.conftest import table
from tests.web.conftest import attempt


def grant(role: str, **sides: Any) -> SimpleNamespace:
    """A grant that need not be in a database."""
    empty: dict[str, Any] = {name: [] for name in ("clients", "campaigns", "teams", "agents", "centres", "families")}
    return SimpleNamespace(**{"role": role, "may_see_agent_names": True, "may_see_costs": False, **empty, **sides})


# calls that each of the cast counts in the world of conftest, by hand
CALLS = {"manager": 8, "analyst": 8, "supervisor": 4, "agent": 4, "client": 5, "outsider": 0}


@pytest.mark.parametrize(("name", "calls"), CALLS.items())
def test_each_of_the_cast_counts_their_own_calls(owner: Owner, people: dict[str, Any], name: str, calls: int) -> None:
    scope = scope_of(people[name])
    if name == "outsider":
        assert scope == NOTHING
        assert role(people[name]) == ""
        return
    assert owner.evaluate(Request(("calls",), scope=scope)).total["calls"]["value"] == calls


def test_who_is_disabled_or_not_signed_in_sees_nothing(people: dict[str, Any]) -> None:
    people["manager"].is_active = False
    assert scope_of(people["manager"]) == NOTHING
    assert scope_of(SimpleNamespace(is_authenticated=False)) == NOTHING


def test_a_group_s_right_is_its_members(people: dict[str, Any]) -> None:
    group = Group.objects.create(name="Plateau Red")
    Grant.objects.create(group=group, role="supervisor", teams=["Red"])
    people["outsider"].groups.add(group)
    assert scope_of(people["outsider"]).teams == ("Red",)


@pytest.mark.parametrize("name", ["client", "supervisor", "agent"])
def test_a_narrow_role_that_names_nothing_sees_nothing(name: str) -> None:
    scope = right_of(grant(name)).scope
    assert any(values == () for _, values in scope.restrictions())
    with pytest.raises(ValidationError):
        Grant(role=name, group=Group(name="x")).clean()


def test_an_unknown_role_sees_nothing() -> None:
    assert right_of(grant("owner")).scope == NOTHING


def test_a_client_is_given_no_agent_team_or_way_of_working() -> None:
    scope = right_of(grant("client", clients=["P"], may_see_agent_names=True, may_see_costs=True)).scope
    assert scope.dimensions is not None
    assert {"campaign", "outcome", "source"} <= set(scope.dimensions)
    assert not {"agent", "team", "site", "profile", "caller_number"} & set(scope.dimensions)
    assert not scope.costs


def test_without_costs_rows_have_no_margin_and_without_names_no_agent(store: Store) -> None:
    store.load("orders", table([{"order_id": "1", "lead_id": "L", "campaign_id": "A", "agent_id": "x", "amount": 10.0,
                                 "margin": 4.0, "ordered_at": "2026-09-01T10:00:00Z", "status": "confirmed"}]))  # fmt: skip
    asked = Request(("orders",))
    every = store.rows(asked, "orders").column_names
    assert {"margin", "agent_id", "amount"} <= set(every)
    plain = right_of(grant("analyst", may_see_agent_names=False)).scope
    seen = store.rows(replace(asked, scope=plain), "orders").column_names
    assert set(every) - set(seen) == {"margin", "agent_id"}


def test_grants_that_differ_by_one_side_are_joined() -> None:
    both = merged([right_of(grant("supervisor", teams=["Red"])), right_of(grant("supervisor", teams=["Blue"]))])
    assert set(both.scope.teams or ()) == {"Red", "Blue"}


def test_a_right_within_another_adds_nothing() -> None:
    wide, narrow = right_of(grant("manager", may_see_costs=True)), right_of(grant("client", clients=["P"]))
    assert merged([narrow, wide]) == wide


def test_two_campaigns_each_for_a_team_are_both_seen_and_nothing_between_them(owner: Owner) -> None:
    """In the world of conftest: A for Red has calls 1 2 3, B for Blue has call 7; A for Blue and B for Red have others."""
    one, other = (
        grant("supervisor", teams=["Red"], campaigns=["A"]),
        grant("supervisor", teams=["Blue"], campaigns=["B"]),
    )
    scope = merged([right_of(one), right_of(other)]).scope
    assert owner.evaluate(Request(("calls",), scope=scope)).total["calls"]["value"] == 4
    found = owner.evaluate(Request(("calls",), by=("campaign", "team"), scope=scope)).rows
    assert {(row["key"]["campaign"], row["key"]["team"]): row["values"]["calls"]["value"] for row in found} == {
        ("A", "Red"): 3, ("B", "Blue"): 1,
    }  # fmt: skip
    assert owner.rows(Request(("calls",), scope=scope), "calls").column("attempt_id").to_pylist() == [
        "1",
        "2",
        "3",
        "7",
    ]
    narrow = narrowed(scope, Scope(campaigns=("B",)))
    assert owner.evaluate(Request(("calls",), scope=narrow)).total["calls"]["value"] == 1
    asked = Request(("calls",), where={"agent": "y"}, scope=scope)
    assert owner.evaluate(asked).total["calls"]["value"] == 1


def test_grants_that_show_different_things_open_nothing_that_nobody_granted() -> None:
    one, other = grant("supervisor", teams=["1"], campaigns=["A"]), grant("client", campaigns=["B"])
    scope = merged([right_of(one), right_of(other)]).scope
    assert (scope.teams, scope.campaigns, scope.others) == (("1",), ("A",), ())


_SIDE = st.none() | st.lists(st.sampled_from("abc"), max_size=3, unique=True).map(tuple)
_SCOPES = st.builds(Scope, clients=_SIDE, teams=_SIDE, kpis=_SIDE, costs=st.booleans())


def _cells(scope: Scope) -> set[tuple[str, str, str, bool]]:
    """What a scope shows, one by one, in a world of three clients, teams and KPIs; costs beside the rest."""
    found = set()
    for one in (scope, *scope.others):
        shown = ["abcd" if side is None else side for side in (one.clients, one.teams, one.kpis)]
        costs = (False, True) if one.costs else (False,)
        found |= {(a, b, c, d) for a in shown[0] for b in shown[1] for c in shown[2] for d in costs}
    return found


@given(st.lists(_SCOPES, max_size=4))
def test_a_union_never_opens_more_than_its_parts_nor_less_than_one(scopes: list[Scope]) -> None:
    shown = _cells(merged(Right("analyst", scope) for scope in scopes).scope)
    parts = [_cells(scope) for scope in scopes]
    assert shown <= set().union(*parts)
    assert not scopes or any(part <= shown for part in parts)


@given(st.lists(st.builds(Scope, clients=st.just(("a",)) | st.just(("b", "c")), teams=_SIDE.filter(bool)), max_size=4))
def test_rights_closed_on_the_same_sides_add_up_exactly(scopes: list[Scope]) -> None:
    shown = _cells(merged(Right("supervisor", scope) for scope in scopes).scope)
    assert shown == set().union(*(_cells(scope) for scope in scopes))


@given(_SCOPES, _SCOPES)
def test_narrowing_is_what_both_show(one: Scope, other: Scope) -> None:
    assert _cells(narrowed(one, other)) == _cells(one) & _cells(other)


@given(_SCOPES, _SCOPES)
def test_within_says_so(one: Scope, other: Scope) -> None:
    assert not within(one, other) or _cells(one) <= _cells(other)


# averages of others: team Red has x (the agent) and five colleagues r1 … r5; each calls once, r5 is refused


def _team(store: Store, colleagues: int) -> Owner:
    names = ["x", *(f"r{place}" for place in range(1, colleagues + 1))]
    store.load("agents", table([{"agent_id": name, "team": "Red"} for name in names]))
    rows = [
        attempt(place, "A", name, "refused" if name == "r5" else "not_interested")
        for place, name in enumerate(names, 1)
    ]
    store.load("attempts", table([*rows, attempt(50, "A", "x"), attempt(51, "A", "x")]))
    return executor.use(Owner(store))


def _asked_by(user: Any) -> Any:
    request = RequestFactory().get("/")
    request.user = user
    return request


def test_colleagues_are_shown_together_without_the_agent_s_own_calls(store: Store, people: dict[str, Any]) -> None:
    _team(store, 5)
    found = peers(_asked_by(people["agent"]), Request(("calls",)))["calls"]
    assert found is not None
    assert (found["value"], found["agents"]) == (5, 5)


def test_too_few_colleagues_are_not_averaged(store: Store, people: dict[str, Any]) -> None:
    _team(store, settings.GROUP_SIZE - 1)
    assert peers(_asked_by(people["agent"]), Request(("calls",))) == {"calls": None}


def test_filters_never_single_a_colleague_out(store: Store, people: dict[str, Any]) -> None:
    _team(store, 5)
    asked = Request(("calls",), where={"outcome": "refused"})
    assert peers(_asked_by(people["agent"]), asked)["calls"] in (
        None,
        peers(_asked_by(people["agent"]), Request(("calls",)))["calls"],
    )


def test_who_is_no_agent_has_no_colleagues(store: Store, people: dict[str, Any]) -> None:
    _team(store, 5)
    for name in ("manager", "client", "outsider"):
        assert peers(_asked_by(people[name]), Request(("calls",))) == {"calls": None}


def test_the_first_right_read_is_kept_for_the_request_only(people: dict[str, Any]) -> None:
    assert right(people["manager"]).scope.costs
    Grant.objects.filter(user=people["manager"]).delete()
    again = type(people["manager"]).objects.get(pk=people["manager"].pk)
    assert scope_of(again) == NOTHING
    assert EVERYTHING != NOTHING
