"""Pages opened ahead: each for those whose it is, none once a load has come; and figures made once for all who ask."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.urls import resolve

from cadran.executor.local import Store
from cadran.query.request import Request
from cadran.server.owner import Owner
from cadran.web.warming import Warming, first_visits
from tests.conftest import table
from tests.web.conftest import As, attempt


def test_a_page_opened_ahead_computes_no_figure_when_it_is_asked_for(
    owner: Owner, browsers: dict[str, As], monkeypatch: pytest.MonkeyPatch
) -> None:
    Warming(owner, quiet_s=0).round()
    asked: list[Request] = []
    computed = Store.evaluate

    def watched(store: Store, request: Request) -> Any:
        asked.append(request)
        return computed(store, request)

    monkeypatch.setattr(Store, "evaluate", watched)
    for name in ("manager", "supervisor", "client"):
        assert browsers[name].get("/campaigns/?period=7d").status_code == 200
    assert asked == []
    browsers["manager"].get("/campaigns/?period=last-week")
    assert asked


def test_each_right_has_its_pages_opened_and_no_others(owner: Owner, browsers: dict[str, As]) -> None:
    opened: dict[str, set[str]] = {}
    for request in first_visits():
        opened.setdefault(request.user.get_username(), set()).add(resolve(request.path).url_name or "")
    assert {"overview", "agents", "imports", "checks", "costs"} <= opened["manager"]
    assert {"overview", "agents"} <= opened["supervisor"]
    assert "imports" not in opened["supervisor"]
    assert not {"agents", "imports", "checks"} & opened["client"]
    assert "outsider" not in opened


def test_it_stops_when_a_load_comes_and_begins_again_after_it(owner: Owner, browsers: dict[str, As]) -> None:
    warming = Warming(owner, quiet_s=0)
    owner.load("attempts", table([attempt(20, "A", "x")]))
    assert owner.changed.is_set()
    warming.round()
    assert warming.spent == 0.0
    owner.changed.clear()
    warming.round()
    assert warming.spent > 0.0


def test_what_several_ask_at_once_is_computed_once(owner: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    computed, begun, going = Store.evaluate, threading.Event(), threading.Event()
    asked: list[Request] = []

    def slow(store: Store, request: Request) -> Any:
        asked.append(request)
        begun.set()
        assert going.wait(10)
        return computed(store, request)

    monkeypatch.setattr(Store, "evaluate", slow)
    answers: list[Any] = []
    threads = [threading.Thread(target=lambda: answers.append(owner.evaluate(Request(("calls",))))) for _ in range(4)]
    for thread in threads:
        thread.start()
    assert begun.wait(10)
    going.set()
    for thread in threads:
        thread.join(10)
    assert len(asked) == 1
    assert [answer.total["calls"]["value"] for answer in answers] == [8] * 4


def test_a_fault_reaches_all_who_ask_and_is_not_kept(owner: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(store: Store, request: Request) -> Any:
        raise RuntimeError("once")

    with monkeypatch.context() as patched:
        patched.setattr(Store, "evaluate", fails)
        with pytest.raises(RuntimeError):
            owner.evaluate(Request(("calls",)))
    assert owner.evaluate(Request(("calls",))).total["calls"]["value"] == 8


def test_what_is_kept_is_bounded_by_its_figures(owner: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cadran.server.owner.CELLS", 10)
    for kpis in (("calls",), ("attempts",), ("refusals",), ("calls", "attempts"), ("conversations",)):
        owner.evaluate(Request(kpis, by=("campaign",)))
    assert owner._cells <= 10
    assert len(owner._kept) == 2
