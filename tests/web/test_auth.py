"""Signing in and out, the one-time link, limits, and accounts that end."""

from __future__ import annotations

import gettext
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import django.contrib
import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from cadran.messages.compiled import compiled
from cadran.server.owner import Owner
from cadran.web import executor, sign_in
from cadran.web.access import role, scope_of
from cadran.web.administrator import link
from cadran.web.models import FailedSignIn, Grant, OneTimeLink, Token, digest
from cadran.web.scopes import cost_kpis
from tests.web.conftest import PASSWORD, As

SIGN_IN = "/sign-in/"


@pytest.fixture(autouse=True)
def _served(owner: Owner) -> None:
    """Pages after signing in have a store to show."""


def _try(browser: As, name: str, password: str, **more: Any) -> Any:
    return browser.post(SIGN_IN, {"username": name, "password": password}, **more)


def _session(browser: As) -> str | None:
    cookie = browser.cookies.get(settings.SESSION_COOKIE_NAME)
    return cookie.value if cookie else None


def test_a_right_password_signs_in_and_renews_the_session(people: dict[str, Any]) -> None:
    browser = As()
    before = browser.session
    before["seen"] = 1
    before.save()
    old = _session(browser)
    assert _try(browser, "manager", PASSWORD).status_code == 302
    assert _session(browser) not in (None, old)
    assert not Session.objects.filter(session_key=old).exists()


def test_a_wrong_password_says_the_same_as_an_unknown_name(people: dict[str, Any]) -> None:
    answers = [_try(As(), name, "faux").content.decode() for name in ("manager", "personne")]
    said = [page[page.index('role="alert"') :][:300] for page in answers]
    assert said[0] == said[1]


def test_signing_out_flushes_the_session_and_needs_a_post(people: dict[str, Any]) -> None:
    browser = As(people["manager"])
    key = _session(browser)
    assert browser.get("/sign-out/").status_code == 405
    assert browser.post("/sign-out/").status_code == 302
    assert not Session.objects.filter(session_key=key).exists()
    assert browser.get("/account/").status_code == 302


def test_disabling_an_account_ends_its_sessions_links_and_tokens(people: dict[str, Any]) -> None:
    browser, other = As(people["manager"]), As(people["analyst"])
    Token.issue(people["manager"], "un")
    OneTimeLink.issue(people["manager"])
    people["manager"].is_active = False
    people["manager"].save()
    assert not Session.objects.filter(session_key=_session(browser)).exists()
    assert not OneTimeLink.objects.exists()
    assert not Token.objects.filter(revoked_at=None).exists()
    assert browser.get("/account/").status_code == 302
    assert other.get("/account/").status_code == 200


def test_a_new_password_ends_other_sessions(people: dict[str, Any]) -> None:
    here, elsewhere = As(people["manager"]), As(people["manager"])
    new = "une phrase plus longue"
    form = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert here.post("/account/password/", form).status_code == 302
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302


def test_an_old_password_is_tried_no_oftener_than_at_the_sign_in(people: dict[str, Any]) -> None:
    """By whoever found a browser signed in; the sign-in counts them too, and one that succeeds clears them."""
    browser, new = As(people["agent"]), "un tout autre mot de passe"

    def tried(old: str) -> int:
        return browser.post(
            "/account/password/", {"old_password": old, "new_password1": new, "new_password2": new}
        ).status_code

    assert [tried(f"essai {place}") for place in range(sign_in.BY_NAME - 1)] == [200] * (sign_in.BY_NAME - 1)
    assert tried(PASSWORD) == 302
    assert [tried(f"essai {place}") for place in range(sign_in.BY_NAME)] == [200] * sign_in.BY_NAME
    assert tried(new) == 429
    assert As().post("/sign-in/", {"username": "agent", "password": new}).status_code == 429


def test_a_name_is_limited_from_every_address(people: dict[str, Any]) -> None:
    for place in range(sign_in.BY_NAME):
        assert _try(As(), "manager", "faux", REMOTE_ADDR=f"192.0.2.{place}").status_code == 200
    refused = _try(As(), "Manager ", PASSWORD, REMOTE_ADDR="192.0.2.99")
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) == 900
    assert _try(As(), "analyst", PASSWORD, REMOTE_ADDR="192.0.2.99").status_code == 302


def test_an_address_is_limited_whatever_the_name(people: dict[str, Any]) -> None:
    for place in range(sign_in.BY_ADDRESS):
        _try(As(), f"nom{place}", "faux", REMOTE_ADDR=f"2001:db8::{place + 1:x}")
    assert _try(As(), "manager", PASSWORD, REMOTE_ADDR="2001:db8::ffff").status_code == 429
    assert _try(As(), "manager", PASSWORD, REMOTE_ADDR="2001:db8:1::1").status_code == 302


@pytest.mark.parametrize(
    "spelling",
    [
        "manager",
        "MANAGER",
        " manager",
        "ｍａｎａｇｅｒ",
        "man\u200bager",
        "mana\u00adger",
        "ᵐanager",
        "Manager\x00",
    ],
)
def test_no_spelling_of_a_name_counts_as_another(people: dict[str, Any], spelling: str) -> None:
    for place in range(sign_in.BY_NAME - 1):
        _try(As(), "manager", "faux", REMOTE_ADDR=f"192.0.2.{place}")
    _try(As(), spelling, "faux", REMOTE_ADDR="192.0.2.98")
    assert _try(As(), "manager", PASSWORD, REMOTE_ADDR="192.0.2.99").status_code == 429


@pytest.mark.parametrize(
    ("address", "known"),
    [("127.0.0.1", "loopback"), ("127.8.9.10", "loopback"), ("::1", "loopback"), ("::ffff:127.0.0.2", "loopback"),
     ("192.0.2.1", "192.0.2.1"), ("::ffff:192.0.2.1", "192.0.2.1"), ("2001:db8::5", "2001:db8::/64"), ("socket", "socket")],
)  # fmt: skip
def test_addresses_that_one_holds_together_are_one(address: str, known: str) -> None:
    assert sign_in.address_of(RequestFactory().get("/", REMOTE_ADDR=address)) == known


def test_this_machine_is_one_client_whatever_its_address(people: dict[str, Any]) -> None:
    for place in range(sign_in.BY_ADDRESS):
        _try(As(), f"nom{place}", "faux", REMOTE_ADDR=f"127.0.{place}.1")
    assert _try(As(), "manager", PASSWORD, REMOTE_ADDR="127.9.9.9").status_code == 429


def test_health_is_told_apart_from_signing_in(owner: Owner, people: dict[str, Any]) -> None:
    for _ in range(sign_in.BY_ADDRESS + 2):
        answer = As().get("/health/")
        assert (answer.status_code, answer.json(), answer.cookies) == (200, {"status": "ok"}, {})
    assert not FailedSignIn.objects.exists()
    assert _try(As(), "manager", PASSWORD).status_code == 302
    for _ in range(sign_in.BY_ADDRESS):
        _try(As(), "x", "faux")
    assert As().get("/health/").status_code == 200
    executor.forget()
    assert As().get("/health/").status_code == 503


def test_attempts_are_forgotten_after_the_window_and_name_nobody(people: dict[str, Any]) -> None:
    for _ in range(sign_in.BY_NAME):
        _try(As(), "manager", "faux")
    assert not FailedSignIn.objects.filter(name="manager").exists()
    FailedSignIn.objects.update(at=timezone.now() - sign_in.WINDOW - timedelta(seconds=1))
    assert _try(As(), "manager", PASSWORD).status_code == 302
    assert not FailedSignIn.objects.exists()


def test_everything_asks_to_sign_in_but_what_must_not(people: dict[str, Any]) -> None:
    nobody = As()
    for path in ("/account/", "/account/password/", "/admin/", "/admin/login/", "/admin/auth/user/"):
        answer = nobody.get(path, follow=True)
        assert answer.redirect_chain[-1][0].startswith(SIGN_IN), path
    assert nobody.get(SIGN_IN).status_code == 200


def test_one_is_never_sent_elsewhere_after_signing_in(people: dict[str, Any]) -> None:
    for address in ("https://example.org/", "//example.org", "javascript:alert(1)"):
        answer = As().post(SIGN_IN, {"username": "manager", "password": PASSWORD, "next": address})
        assert answer["Location"] == "/"


# the one-time link


def test_the_first_administrator_comes_in_once_and_chooses_a_password() -> None:
    secret = link()
    assert secret is not None
    browser, address = As(), reverse("welcome", args=[secret])
    assert browser.get(address).status_code == 200
    assert browser.get(address).status_code == 200  # looking at it uses nothing up
    answer = browser.post(address)
    assert answer["Location"] == reverse("password")
    assert As().post(address).status_code == 404
    administrator = get_user_model().objects.get(is_superuser=True)
    assert role(administrator) == "manager"
    assert scope_of(administrator).costs
    new = "une phrase plus longue"
    assert browser.post("/account/password/", {"new_password1": new, "new_password2": new}).status_code == 302
    assert link() is None
    assert link(always=True) is not None
    assert get_user_model().objects.count() == 1


def test_a_link_expires_and_is_kept_as_a_digest() -> None:
    secret = link()
    assert secret is not None
    kept = OneTimeLink.objects.get()
    assert kept.digest == digest(secret)
    OneTimeLink.objects.update(expires_at=timezone.now())
    for answer in (As().get(f"/welcome/{secret}/"), As().post(f"/welcome/{secret}/")):
        assert answer.status_code == 404
        assert "serve --link" in answer.content.decode()


def test_a_new_link_ends_the_one_before() -> None:
    first, second = link(), link()
    assert OneTimeLink.alive(str(first)) is None
    assert OneTimeLink.alive(str(second)) is not None


def test_a_link_needs_the_form_it_shows() -> None:
    secret = link()
    assert As(enforce_csrf_checks=True).post(f"/welcome/{secret}/").status_code == 403
    assert OneTimeLink.alive(str(secret)) is not None


# administration


def test_only_administrators_administer(people: dict[str, Any]) -> None:
    for name in people:
        for path in ("/admin/", "/admin/login/?next=/admin/", "/admin/auth/user/"):
            refused = As(people[name]).get(path, follow=True)  # told, not sent round between two pages
            assert refused.status_code == 403, (name, path)
            assert "administrat" in refused.content.decode()
    administrator = get_user_model().objects.create_superuser("chef", password=PASSWORD)
    browser = As(administrator)
    for path in ("/admin/", "/admin/auth/user/", "/admin/auth/user/add/", "/admin/web/grant/add/", "/admin/web/token/"):
        assert browser.get(path).status_code == 200, path
    assert browser.get(f"/admin/auth/user/{administrator.pk}/change/").status_code == 200


def test_a_right_is_given_in_the_administration(people: dict[str, Any]) -> None:
    browser = As(get_user_model().objects.create_superuser("chef", password=PASSWORD))
    form = {
        "user": people["outsider"].pk,
        "role": "client",
        "clients": "P\nR\n",
        "campaigns": "",
        "teams": "",
        "agents": "",
        "centres": "",
    }
    assert browser.post("/admin/web/grant/add/", form).status_code == 302
    assert scope_of(get_user_model().objects.get(pk=people["outsider"].pk)).clients == ("P", "R")
    assert (
        browser.post("/admin/web/grant/add/", {**form, "clients": ""}).status_code == 200
    )  # refused, told on the form


def test_a_right_names_what_there_is_and_belongs_to_one(people: dict[str, Any]) -> None:
    browser = As(get_user_model().objects.create_superuser("chef", password=PASSWORD), HTTP_ACCEPT_LANGUAGE="fr")
    form = {
        "user": people["outsider"].pk,
        "role": "agent",
        "agents": "xx",
        "clients": "",
        "campaigns": "",
        "teams": "",
        "centres": "",
    }

    def told(**fields: Any) -> str:
        answer = browser.post("/admin/web/grant/add/", {**form, **fields})
        assert answer.status_code == 200
        return str(answer.content.decode())

    assert "Il n’y a pas de «\u00a0xx\u00a0» dans la base." in told()
    assert "Vouliez-vous dire x" in told()
    for side in ("campaigns", "teams"):
        assert "Il n’y a pas de «\u00a0Zéro\u00a0»" in told(agents="x", **{side: "Zéro"}), side
    both = told(agents="x", group=Group.objects.create(name="g").pk)
    assert "grant_of" not in both
    assert "donnez l’un des deux" in both
    assert not Grant.objects.filter(user=people["outsider"]).exists()
    assert browser.post("/admin/web/grant/add/", {**form, "agents": "x"}).status_code == 302


def gettext_of(folder: Path) -> dict[str, str]:
    """The French of a catalogue's messages that have no context."""
    with (folder / "fr/LC_MESSAGES/django.mo").open("rb") as file:
        held = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    return {one: told for one, told in held.items() if one and isinstance(one, str) and "\x04" not in one}


def test_the_administration_speaks_as_django_does() -> None:
    """A word of ours must not take the place of one of Django's own: "Change" was "Évolution" there."""
    own = gettext_of(compiled())
    for app in ("admin", "auth", "contenttypes", "sessions"):
        for message, told in gettext_of(Path(django.contrib.__file__).parent / app / "locale").items():
            if message in own:
                assert own[message] == told, message


def test_costs_are_no_revenue() -> None:
    assert not {"revenue", "average_order_value", "calls"} & cost_kpis()


def test_a_token_is_made_and_ended_on_the_account_page(people: dict[str, Any]) -> None:
    browser = As(people["analyst"])
    page = browser.post("/account/", {"name": "tableur"}).content.decode()
    token = Token.objects.get(user=people["analyst"], revoked_at=None)
    found = re.search(r"cdr_[\w-]{40,}", page)
    assert found is not None
    assert token.digest == digest(found[0])
    assert found[0] not in browser.get("/account/").content.decode()
    As(people["manager"]).post("/account/", {"revoke": token.pk})
    assert Token.objects.filter(revoked_at=None).exists()
    browser.post("/account/", {"revoke": token.pk})
    assert not Token.objects.filter(revoked_at=None).exists()
