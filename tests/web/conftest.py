"""The web's tests: Django on a database in memory, a tiny store, and a fixed cast of people.

attempt  campaign  client  agent  team of the day     cast
1 2 3    A         P       x      Red                  manager     everything, costs too
4 5      A         P       y      Blue                 analyst     everything, no costs
6        B         Q       x      Red                  supervisor  team Red
7        B         Q       y      Blue                 agent       agent x, and the mean of team Red
8        –         –       –      –                    client      client P
                                                       outsider    signed in, no right at all
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connections, transaction
from django.test import Client
from django.test.utils import (
    _TestState,
    setup_databases,
    setup_test_environment,
    teardown_databases,
    teardown_test_environment,
)

from cadran.executor.local import Store
from cadran.server.owner import Owner
from cadran.web import executor
from cadran.web.models import Grant
from tests.conftest import table

PASSWORD = "un long mot de passe"
CAST = ("manager", "analyst", "supervisor", "agent", "client", "outsider")
GRANTS: dict[str, dict[str, Any]] = {
    "manager": {"may_see_costs": True},
    "analyst": {},
    "supervisor": {"teams": ["Red"]},
    "agent": {"agents": ["x"], "teams": ["Red"]},
    "client": {"clients": ["P"]},
}


@pytest.fixture(scope="session", autouse=True)
def django_ready() -> Iterator[None]:
    """A database in memory with every migration, and Django's test environment."""
    if hasattr(_TestState, "saved_data"):  # another room's tests, in the same process, have it ready
        yield
        return
    settings.DATABASES["default"].setdefault("TEST", {})
    setup_test_environment(debug=False)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    made = setup_databases(verbosity=0, interactive=False)
    yield
    teardown_databases(made, verbosity=0)
    teardown_test_environment()


@pytest.fixture(autouse=True)
def rolled_back(django_ready: None) -> Iterator[None]:
    """What a test writes about people is gone after it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    connections["default"].run_on_commit = []


def attempt(id: int, campaign: str | None, agent: str | None, outcome: str = "busy") -> dict[str, Any]:
    """An attempt on the first of September, with a lead of its own."""
    return {
        "attempt_id": str(id), "lead_id": f"L{id}", "campaign_id": campaign, "agent_id": agent,
        "started_at": f"2026-09-01T10:{id:02d}:00Z", "outcome": outcome, "caller_number": "+33999000001",
    }  # fmt: skip


def fill(store: Store) -> Store:
    """The world that this module's docstring draws."""
    store.load("campaigns", table([{"campaign_id": "A", "client": "P"}, {"campaign_id": "B", "client": "Q"}]))
    store.load("agents", table([{"agent_id": "x", "team": "Red"}, {"agent_id": "y", "team": "Blue"}]))
    places = (("A", "x"), ("A", "x"), ("A", "x"), ("A", "y"), ("A", "y"), ("B", "x"), ("B", "y"), (None, None))
    outcomes = ("refused", "busy", "busy", "refused", "busy", "busy", "busy", "busy")
    rows = [attempt(place + 1, *places[place], outcomes[place]) for place in range(8)]
    store.load("attempts", table(rows))
    return store


@pytest.fixture
def owner(store: Store) -> Iterator[Owner]:
    """The tiny store, served."""
    made = executor.use(Owner(fill(store)))
    yield made
    executor.forget()


@pytest.fixture
def people() -> dict[str, Any]:
    """The cast, with their rights."""
    found = {}
    for name in CAST:
        found[name] = get_user_model().objects.create_user(name, password=PASSWORD)
        if name in GRANTS:
            Grant.objects.create(user=found[name], role=name, **GRANTS[name])
    return found


class As(Client):
    """A browser that somebody is signed in with."""

    def __init__(self, user: Any | None = None, **options: Any) -> None:
        super().__init__(**options)
        if user is not None:
            self.force_login(user)


@pytest.fixture
def browsers(owner: Owner, people: dict[str, Any]) -> dict[str, As]:
    """One browser a person, and `nobody`'s."""
    return {"nobody": As(), **{name: As(user) for name, user in people.items()}}
