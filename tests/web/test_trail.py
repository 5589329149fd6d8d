"""The trail of changes is complete: each command, call and address that changes something leaves an entry, and tells who and what.

What changes something is found in the code, not listed here: the calls of the owner that write, the addresses that take a
form, the commands that are not tried as reading ones. One that is added without an act below fails.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import URLPattern, URLResolver, get_resolver

import cadran
from cadran.catalogue.trail import FIELDS, KINDS
from cadran.cli.main import COMMANDS, run
from cadran.executor.calls import Effect, Executor, calls_of
from cadran.executor.local import Store
from cadran.query.entities import NOTED
from cadran.reports.trail import sentence, who
from cadran.server import wire
from cadran.server.connect import restore
from cadran.server.owner import Owner
from cadran.store import trail as store_trail
from cadran.store.actor import acting
from cadran.web import executor
from cadran.web import trail as web_trail
from cadran.web.models import Grant, OneTimeLink, Token, TrailEntry
from tests.conftest import Clock, table
from tests.web.conftest import PASSWORD, As, attempt, fill

# the store: every call that writes


def writing_calls() -> set[str]:
    """The calls that are declared to write or to replace the file: by that the owner takes its lock."""
    return {name for name, call in calls_of(Executor).items() if call.effect is not Effect.READ}


@pytest.fixture
def centre(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    with cadran.open(tmp_path / "centre.duckdb", clock=clock) as store:
        fill(store)
        store.load("leads", table([{"lead_id": "OLD", "created_at": "2020-09-01T08:00:00Z"}]))
        store.backup(tmp_path / "before.duckdb")
        yield store


def file_of_calls(folder: Path) -> Path:
    path = folder / "calls.csv"
    path.write_text("attempt_id,lead_id,started_at,outcome\n9,L9,2026-09-01T10:00:00Z,busy\n")
    return path


CALLS: dict[str, tuple[str, Callable[[Owner, Path], object]]] = {
    "load": ("load", lambda owner, folder: owner.load("attempts", table([attempt(9, "A", "x")]))),
    "import_files": ("load", lambda owner, folder: owner.import_files([file_of_calls(folder)], as_table="attempts")),
    "undo": ("undo", lambda owner, folder: owner.undo(3)),
    "backup": ("backup", lambda owner, folder: owner.backup(folder / "copy.duckdb")),
    "restore": ("restore", lambda owner, folder: owner.restore(folder / "before.duckdb")),
    "erase": ("erased", lambda owner, folder: owner.erase(["default:OLD"])),
    "expire": ("erased", lambda owner, folder: owner.expire(36)),
}


def test_every_call_that_writes_is_tried() -> None:
    assert writing_calls() == set(CALLS)


@pytest.mark.parametrize("name", CALLS)
def test_a_call_that_writes_leaves_an_entry(name: str, centre: Store, tmp_path: Path, clock: Clock) -> None:
    what, act = CALLS[name]
    owner, before = Owner(centre), centre.trail()
    clock.set("2026-10-01T09:30:00")
    with acting("account:chef"):
        act(owner, tmp_path)
    made = owner.trail()[: -len(before)]
    assert owner.trail()[len(made) :] == before  # what was noted stays, after a restore too
    assert made[0].what == what
    assert {entry.who for entry in made} == {"account:chef"}
    assert {f"{entry.at:%Y-%m-%d %H:%M}" for entry in made} == {"2026-10-01 09:30"}
    for language in ("fr", "en"):
        assert "—" not in sentence(made[0].what, made[0].detail, language)


def test_a_change_that_fails_leaves_none(centre: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    before = centre.trail()

    def fail(*given: Any, **named: Any) -> None:
        raise RuntimeError("half-way")

    monkeypatch.setattr("cadran.store.loads._note", fail)
    with pytest.raises(RuntimeError):
        centre.load("attempts", table([attempt(9, "A", "x")]))
    assert centre.trail() == before
    assert len(centre.imports()) == 4


def test_a_damaged_store_s_successor_says_that_it_was_restored(centre: Store, tmp_path: Path, clock: Clock) -> None:
    path = Path(centre.engine.path)
    centre.close()
    path.write_bytes(b"no database any more" * 1000)
    restore(tmp_path / "before.duckdb", path, force=True, clock=clock)
    restore(tmp_path / "before.duckdb", tmp_path / "new.duckdb", clock=clock)
    for restored in (path, tmp_path / "new.duckdb"):
        with cadran.open(restored, clock=clock) as store:
            assert [entry.what for entry in store.trail()][:2] == ["restore", "load"]


def test_nobody_s_name_is_in_the_trail_of_an_erasure(centre: Store) -> None:
    centre.erase(["default:OLD"])
    assert "OLD" not in " ".join(str(entry.detail) for entry in centre.trail() if entry.what in ("erase", "erased"))


def test_a_configuration_s_changes_are_noted_when_the_store_is_next_written_to(tmp_path: Path, clock: Clock) -> None:
    own = tmp_path / "cadran.toml"
    texts = (
        "",
        '[settings]\nretention_months = 24\n[[targets]]\nkpi = "contact_rate"\nvalue = 0.3\n',
        '[[targets]]\nkpi = "contact_rate"\nvalue = 0.35\ncampaign = "A"\n',
    )
    for text in texts:
        own.write_text(text)
        for read_only in (False, True, False):
            with cadran.open(tmp_path / "centre.duckdb", clock=clock, read_only=read_only):
                pass
    with cadran.open(tmp_path / "centre.duckdb", clock=clock) as store:
        second, first, created = store.trail()
    assert created.what == "create"
    assert first.detail["changes"] == {
        "settings.retention_months": [None, "24"], "targets.contact_rate": [None, "0.3"],
    }  # fmt: skip
    assert second.detail["changes"] == {
        "settings.retention_months": ["24", None], "targets.contact_rate": ["0.3", None],
        "targets.contact_rate campaign=A": [None, "0.35"],
    }  # fmt: skip
    assert "contact_rate campaign=A: 0.35" in sentence("configuration", second.detail, "en")


def test_a_declaration_is_written_the_same_in_every_process() -> None:
    """Else a KPI of one's own would be noted as changed at each opening."""
    code = "from cadran.catalogue import KPIS, MEASURES; from cadran.store.trail import _written; " \
           "print([_written(one) for one in (*KPIS.values(), *MEASURES.values())])"  # fmt: skip
    first, second = (
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        )
        for seed in "12"
    )
    assert first.stdout == second.stdout
    assert len(first.stdout) > 10_000


# commands

READING = {
    "catalogue": ["catalogue"], "check": ["check"], "imports": ["imports"], "kpi": ["kpi", "calls"], "rejects": ["rejects"],
    "rows": ["rows", "calls"], "view": ["view", "funnel"], "trail": ["trail"],
}  # fmt: skip
WRITING = {
    "import": lambda folder: ["import", str(file_of_calls(folder))],
    "undo": lambda folder: ["undo", "3"],
    "backup": lambda folder: ["backup", str(folder / "copy.duckdb")],
    "restore": lambda folder: ["restore", str(folder / "before.duckdb"), "--force"],
    "erase": lambda folder: ["erase", "--lead", "OLD", "--yes"],
    "retention": lambda folder: ["retention", "--apply"],
}
ELSEWHERE = {"demo", "serve"}
"""A demonstration makes its store by loads; a server's changes are the calls and addresses tried here."""


def test_every_command_is_tried() -> None:
    assert set(COMMANDS) == {*READING, *WRITING, *ELSEWHERE}


@pytest.mark.parametrize("name", READING)
def test_a_command_that_is_not_noted_changes_nothing(name: str, centre: Store) -> None:
    path = Path(centre.engine.path)
    centre.close()
    before = path.read_bytes()
    assert run([*READING[name], *(["--store", str(path)] if name != "catalogue" else [])]) == 0
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", WRITING)
def test_a_command_that_changes_something_is_noted(name: str, centre: Store, tmp_path: Path) -> None:
    path, before = Path(centre.engine.path), len(centre.trail())
    centre.close()
    assert run([*WRITING[name](tmp_path), "--store", str(path)]) == 0
    with cadran.open(path) as store:
        made = store.trail()[:-before]
    assert made, name
    assert {entry.who for entry in made} == {f"system:{os.environ.get('USER') or 'root'}"}


def test_the_trail_on_the_command_line(centre: Store, capsys: pytest.CaptureFixture[str]) -> None:
    path = centre.engine.path
    centre.close()
    assert run(["trail", "--store", path, "--lang", "en", "--limit", "2"]) == 0
    said = capsys.readouterr().out
    assert "Backup to" in said
    assert "Load 4" in said
    assert "Load 3" not in said
    for format in ("json", "csv"):
        assert run(["trail", "--store", path, "--format", format]) == 0
        assert '"create"' in (out := capsys.readouterr().out) or ",create," in out


# people: every address that takes a form

HARMLESS = {"set_language", "theme"}
"""They change a cookie of the visitor, and nothing that is kept here."""


def addresses(patterns: list[Any], before: str = "/", space: str = "") -> Iterator[tuple[str, str, Any]]:
    for one in patterns:
        route = before + str(one.pattern).lstrip("^").replace("\\Z", "").rstrip("$")
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, route, one.namespace or space)
        elif isinstance(one, URLPattern):
            yield f"{space}:{one.name}" if space else str(one.name), route, one.callback


@pytest.fixture
def served(owner: Owner, people: dict[str, Any]) -> dict[str, Any]:
    """The cast with an administrator, who is a manager too."""
    chef = get_user_model().objects.create_superuser("chef", password=PASSWORD)
    Grant.objects.create(user=chef, role="manager", may_see_costs=True)
    return {**people, "chef": chef}


def _sides(**more: str) -> dict[str, str]:
    return {"role": "manager", "clients": "", "campaigns": "", "teams": "", "agents": "", "centres": "", **more}


_INLINE = {f"grants-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS")} | {
    "grants-MAX_NUM_FORMS": "9"
}


def _noted(browser: As) -> int:
    browser.post("/actions/", {"kind": "script", "description": "Nouveau script", "day": "2026-09-02", "next": "/"})
    return executor.current().imports()[-1].import_id


ACTS: dict[str, tuple[str, Callable[[As, dict[str, Any]], object]]] = {
    "sign-in": ("sign_in_failed", lambda browser, people: As().post("/sign-in/", {"username": "chef", "password": "no"})),
    "sign-out": ("signed_out", lambda browser, people: browser.post("/sign-out/")),
    "welcome": ("signed_in", lambda browser, people: As().post(f"/welcome/{OneTimeLink.issue(people['agent'])}/")),
    "account": ("added", lambda browser, people: browser.post("/account/", {"name": "essai"})),
    "password": ("changed", lambda browser, people: browser.post("/account/password/", {
        "old_password": PASSWORD, "new_password1": "un autre long mot", "new_password2": "un autre long mot"})),
    "actions": ("load", lambda browser, people: _noted(browser)),
    "action-undo": ("undo", lambda browser, people: browser.post(f"/actions/{_noted(browser)}/undo/", {"next": "/"})),
    "views": ("added", lambda browser, people: browser.post("/views/", {"name": "Semaine", "address": "/"})),
    "view-delete": ("removed", lambda browser, people: (browser.post("/views/", {"name": "S", "address": "/"}),
        browser.post(f"/views/{people['chef'].saved_views.get().pk}/delete/"))),
    "api:tokens-new": ("added", lambda browser, people: browser.post(
        "/api/v1/tokens", {"name": "essai"}, content_type="application/json")),
    "api:token": ("changed", lambda browser, people: browser.delete(
        f"/api/v1/tokens/{Token.issue(people['chef'], 'essai')[0].pk}")),
    "admin:logout": ("signed_out", lambda browser, people: browser.post("/admin/logout/")),
    "admin:password_change": ("changed", lambda browser, people: browser.post("/admin/password_change/", {
        "old_password": PASSWORD, "new_password1": "un autre long mot", "new_password2": "un autre long mot"})),
    "admin:auth_user_add": ("added", lambda browser, people: browser.post("/admin/auth/user/add/", {
        "username": "neuf", "usable_password": "true", "password1": "un autre long mot", "password2": "un autre long mot",
        **_INLINE})),
    "admin:auth_user_change": ("changed", lambda browser, people: browser.post(
        f"/admin/auth/user/{people['client'].pk}/change/", {
            "username": "client", "first_name": "Cléo", "is_active": "on", "date_joined_0": "2026-09-01", "date_joined_1": "10:00:00",
            **_INLINE})),
    "admin:auth_user_password_change": ("changed", lambda browser, people: browser.post(
        f"/admin/auth/user/{people['client'].pk}/password/", {
            "usable_password": "true", "password1": "un autre long mot", "password2": "un autre long mot"})),
    "admin:auth_user_delete": ("removed", lambda browser, people: browser.post(
        f"/admin/auth/user/{people['client'].pk}/delete/", {"post": "yes"})),
    "admin:auth_group_add": ("added", lambda browser, people: browser.post("/admin/auth/group/add/", {"name": "Equipe", **_INLINE})),
    "admin:auth_group_change": ("changed", lambda browser, people: browser.post(
        f"/admin/auth/group/{Group.objects.create(name='A').pk}/change/", {"name": "B", **_INLINE})),
    "admin:auth_group_delete": ("removed", lambda browser, people: browser.post(
        f"/admin/auth/group/{Group.objects.create(name='A').pk}/delete/", {"post": "yes"})),
    "admin:web_grant_add": ("added", lambda browser, people: browser.post(
        "/admin/web/grant/add/", _sides(user=str(people["outsider"].pk)))),
    "admin:web_grant_change": ("changed", lambda browser, people: browser.post(
        f"/admin/web/grant/{people['client'].grants.get().pk}/change/",
        _sides(user=str(people["client"].pk), role="client", clients="Q", may_see_agent_names="on"))),
    "admin:web_grant_delete": ("removed", lambda browser, people: browser.post(
        f"/admin/web/grant/{people['client'].grants.get().pk}/delete/", {"post": "yes"})),
    "admin:web_token_changelist": ("changed", lambda browser, people: browser.post("/admin/web/token/", {
        "action": "revoke", "_selected_action": [Token.issue(people["agent"], "essai")[0].pk]})),
    "admin:web_token_delete": ("removed", lambda browser, people: browser.post(
        f"/admin/web/token/{Token.issue(people['agent'], 'essai')[0].pk}/delete/", {"post": "yes"})),
    **{f"admin:{kind.replace('/', '_')}_changelist": ("removed", lambda browser, people, kind=kind, made=made: browser.post(
        f"/admin/{kind}/", {"action": "delete_selected", "post": "yes", "_selected_action": [made(people)]}))
       for kind, made in (("auth/user", lambda people: people["agent"].pk),
                          ("auth/group", lambda people: Group.objects.create(name="A").pk),
                          ("web/grant", lambda people: people["agent"].grants.get().pk))},
}  # fmt: skip


SAMPLES = {"<slug:id>": "calls", "<str:token>": "nothing", "<path:object_id>": "1", "<app_label>": "auth"}
KEEPS_NOTHING = {
    "None", "admin:index", "admin:login", "admin:view_on_site", "admin:None", "admin:auth_user_history", "admin:auth_group_history",
    "admin:web_grant_history", "admin:web_token_history", "admin:web_token_add", "admin:web_token_change", "api:openapi-json",
    "api:openapi-view", "api:api-root",
}  # fmt: skip
"""They answer a form as they answer without one, or refuse it: the test below holds them to it."""


def kept() -> list[Any]:
    """Everything that is kept of people, and the ledger of loads."""
    tables = [model for model in apps.get_models() if model is not TrailEntry and model._meta.model_name != "session"]
    return [list(model._default_manager.order_by("pk").values()) for model in tables] + [executor.current().imports()]


def test_every_address_that_takes_a_form_is_tried(served: dict[str, Any]) -> None:
    """Whatever does not answer a form, or DELETE, with "not by this method"."""
    every = list(addresses(get_resolver().url_patterns))
    tried = {route for name, route, _ in every if name in {*ACTS, *HARMLESS}}
    missing = []
    for name, route, _callback in every:
        if "(?P" in route or route in tried:
            continue
        for part, value in SAMPLES.items():
            route = route.replace(part, value)
        address = "/".join("1" if part.startswith("<") else part for part in route.split("/"))
        browser = As(served["chef"])
        browser.raise_request_exception = False
        before = kept()
        taken = {answer.status_code for answer in (browser.post(address), browser.delete(address))}
        missing += (
            [(name, address, taken)] if taken != {405} and (name not in KEEPS_NOTHING or kept() != before) else []
        )
    assert not missing, "\n".join(map(str, missing))
    assert {*ACTS, *HARMLESS, *KEEPS_NOTHING} <= {name for name, *_ in every}


@pytest.mark.parametrize("name", ACTS)
def test_an_address_that_changes_something_leaves_an_entry(name: str, served: dict[str, Any]) -> None:
    what, act = ACTS[name]
    before = web_trail.entries(1000)
    act(As(served["chef"]), served)
    made = [entry for entry in web_trail.entries(1000) if entry not in before]
    assert made, name
    assert what in {entry.what for entry in made}, made
    [told] = [entry for entry in made if entry.what == what][:1]
    assert told.who.startswith(("account:", "system:"))
    for language in ("fr", "en"):
        assert sentence(told.what, told.detail, language)
        assert who(told.who, language)
    assert PASSWORD not in str(made)
    assert "un autre long mot" not in str(made)


def test_who_did_it_is_who_was_signed_in(served: dict[str, Any]) -> None:
    ACTS["admin:web_grant_change"][1](As(served["chef"]), served)
    [entry] = [one for one in web_trail.entries(5) if one.what == "changed"]
    assert entry.who == "account:chef"
    assert sentence("changed", entry.detail, "en") == "Right “client, client” changed (clients: P → Q)"
    assert sentence("changed", entry.detail, "fr").startswith("Droit «\u00a0client")


def test_a_change_noted_in_the_store_is_in_the_name_of_its_account(served: dict[str, Any]) -> None:
    _noted(As(served["chef"]))
    entry = executor.current().trail()[0]
    assert (entry.who, entry.what) == ("account:chef", "load")
    assert executor.current().imports()[-1].source_system == NOTED


def test_a_failed_sign_in_keeps_no_name_that_is_nobody_s(served: dict[str, Any]) -> None:
    for name in ("my secret pass phrase", "chef"):
        As().post("/sign-in/", {"username": name, "password": "no"})
    told = [entry.detail["name"] for entry in web_trail.entries(2)]
    assert told == ["chef", ""]


def test_a_flood_of_sign_ins_is_noted_once(served: dict[str, Any]) -> None:
    for _ in range(14):
        As().post("/sign-in/", {"username": "chef", "password": "no"})
    counted = [entry.what for entry in web_trail.entries(50)]
    assert counted.count("sign_in_failed") == 8
    assert counted.count("sign_in_stopped") == 1


# who may read it


def test_administrators_alone_read_it(served: dict[str, Any]) -> None:
    for name, user in served.items():
        browser = As(user)
        expected = 200 if name == "chef" else 404
        for address in ("/trail/", "/trail/?format=xlsx", "/trail/?format=csv", "/api/v1/trail"):
            assert browser.get(address).status_code == expected, (name, address)
        assert ("/trail/" in browser.get("/account/").content.decode()) == (name == "chef")
    secret = Token.issue(served["chef"], "essai")[1]
    assert As().get("/api/v1/trail", headers={"Authorization": f"Bearer {secret}"}).status_code == 404
    assert As().get("/api/v1/trail").status_code == 401


def test_the_page_and_the_api_tell_the_same(served: dict[str, Any]) -> None:
    browser = As(served["chef"])
    ACTS["admin:web_grant_change"][1](browser, served)
    lines = browser.get("/api/v1/trail").json()
    assert {"create", "load", "added", "changed"} <= {line["what"] for line in lines}
    page = browser.get("/trail/", headers={"Accept-Language": "en"}).content.decode()
    assert lines[0]["sentence"] == "Right “client, client” changed (clients: P → Q)"
    assert lines[0]["sentence"] in page


def test_every_kind_that_is_noted_has_its_words() -> None:
    """The kinds written anywhere in the package are those that are declared; a question and a view note other things."""
    noted = set()
    root = Path(cadran.__file__).parent
    for path in root.rglob("*.py"):
        if path.relative_to(root).parts[0] in ("analysis", "query"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and (getattr(node.func, "attr", None) or getattr(node.func, "id", None)) == "note"
            ):
                noted |= {
                    one.value for one in node.args[:2] if isinstance(one, ast.Constant) and isinstance(one.value, str)
                }
    assert noted == set(KINDS)


def test_it_travels_through_the_socket() -> None:
    entry = store_trail.Entry(Clock("2026-09-30T12:00:00").now, "system:jean", "load", {"imports": [1], "new": 2})
    known = wire.kinds(calls_of(Executor)["trail"])
    assert wire.unpack(wire.pack([entry], known), known) == [entry]


def test_every_field_of_what_is_watched_has_its_words() -> None:
    """In both languages; its value is no word of Python."""
    watched = [model for model in apps.get_models() if issubclass(model, web_trail.WATCHED)]
    names = {field.name for model in watched for field in model._meta.concrete_fields} - web_trail._PASSED_OVER
    names |= {field.related_model._meta.model_name for model in watched for field in model._meta.many_to_many}
    assert len(names) > 15
    assert names - set(FIELDS) == set()
    changes = {"may_see_costs": [None, True], "expires_at": [None, "2026-11-28 05:07:25.3+00:00"]}
    said = sentence("added", {"kind": "token", "name": "2026-11-28 05:07:25 x", "changes": changes}, "fr")
    assert said == (
        "Jeton «\u00a02026-11-28 05:07:25 x\u00a0»\u00a0: ajouté (voit les coûts\u00a0: oui\u00a0; "
        "expire le\u00a0: 28/11/2026 05:07 UTC)"
    )
