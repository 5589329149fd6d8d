"""Who asks much does not keep those waiting who ask little; what waits is bounded, and says when to come again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from cadran.config.limits import Limits
from cadran.errors import LimitError, StoreBusyError
from cadran.query.request import Request
from cadran.server.asker import Asker, asking
from cadran.server.owner import Owner
from cadran.server.places import Places
from tests.web.conftest import As


def _waits(places: Places, asker: str, do: Callable[[], None]) -> threading.Thread:
    def ask() -> None:
        with places.one(asker):
            do()

    thread = threading.Thread(target=ask)
    thread.start()
    return thread


def _standing(places: Places, number: int) -> None:
    """Wait until so many stand in line."""
    until = time.monotonic() + 5
    while sum(map(len, places._lines.values())) != number and time.monotonic() < until:
        time.sleep(0.001)


def test_one_of_each_then_the_next_of_each() -> None:
    """With two places, of which nobody holds both: A asks six times, then B twice, then C once."""
    places, order, held = Places(2, waiting=10, patience_s=5), [], threading.Event()
    first = _waits(places, "A", lambda: held.wait(5))
    other = _waits(places, "X", lambda: held.wait(5))
    while places._free:
        time.sleep(0.001)
    threads = []
    for place, asker in enumerate("AAAAABBC"):
        threads.append(_waits(places, asker, lambda asker=asker: (order.append(asker), time.sleep(0.02))))  # type: ignore[misc]
        _standing(places, place + 1)
    held.set()
    for thread in (first, other, *threads):
        thread.join(5)
    assert sorted(order) == list("AAAAABBC")
    assert order.index("C") < 4 and order.index("B") < 4, order
    assert "".join(order).index("B", order.index("B") + 1) < 6, order


def test_nobody_holds_the_last_place() -> None:
    places, held = Places(3, waiting=10, patience_s=5), threading.Event()
    threads = [_waits(places, "A", lambda: held.wait(5)) for _ in range(5)]
    _standing(places, 3)
    started = time.monotonic()
    with places.one("B"):
        assert time.monotonic() - started < 1
    held.set()
    for thread in threads:
        thread.join(5)


def test_too_many_of_one_are_refused_at_once_and_another_is_not() -> None:
    places, held = Places(2, waiting=3, patience_s=5), threading.Event()
    threads = [_waits(places, "A", lambda: held.wait(5)) for _ in range(4)]
    _standing(places, 3)
    with pytest.raises(StoreBusyError, match="Too many of your questions"), places.one("A"):
        pass
    with places.one("B"):
        pass
    held.set()
    for thread in threads:
        thread.join(5)
    assert places._free == 2 and not places._lines and not places._held


def test_who_waited_in_vain_leaves_the_line() -> None:
    places, held = Places(1, waiting=3, patience_s=0.05), threading.Event()
    thread = _waits(places, "A", lambda: held.wait(5))
    while places._free:
        time.sleep(0.001)
    with pytest.raises(StoreBusyError, match="Too many figures"), places.one("B"):
        pass
    held.set()
    thread.join(5)
    with places.one("B"):
        pass


def test_who_wants_every_place_waits_for_those_under_way_and_goes_before_those_that_come() -> None:
    places, order, held = Places(2, waiting=3, patience_s=5), [], threading.Event()
    first = _waits(places, "A", lambda: (held.wait(5), order.append("under way")))  # type: ignore[func-returns-value]
    while places._free == 2:
        time.sleep(0.001)

    def alone() -> None:
        with places.all():
            order.append("alone")

    waiting = threading.Thread(target=alone)
    waiting.start()
    while not places._alone:
        time.sleep(0.001)
    late = _waits(places, "B", lambda: order.append("came later"))
    held.set()
    for thread in (first, waiting, late):
        thread.join(5)
    assert order == ["under way", "alone", "came later"]


def test_two_hundred_questions_of_one_do_not_starve_the_one_of_another(owner: Owner) -> None:
    """Each takes a twentieth of a second; there are three places, of which one person has two at most."""

    def question() -> float:
        started = time.monotonic()
        with owner.reading():
            time.sleep(0.05)
        return time.monotonic() - started

    def of(name: str) -> float | None:
        with asking(lambda: Asker(name, "manager")):
            try:
                return question()
            except StoreBusyError:
                return None

    with ThreadPoolExecutor(210) as pool:
        many = [pool.submit(of, "greedy") for _ in range(200)]
        time.sleep(0.1)
        alone = pool.submit(of, "modest").result()
        answers = [one.result() for one in many]
    assert alone is not None and alone < 0.5
    assert 40 <= sum(answer is not None for answer in answers) < 200


def test_a_refusal_of_too_many_says_when_to_come_again(
    browsers: dict[str, As], owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: Any, **more: Any) -> Any:
        raise StoreBusyError("Too many of your questions wait for an answer. Try again in a moment.")

    monkeypatch.setattr(owner, "evaluate", full)
    answer = browsers["manager"].get("/api/v1/kpis?ids=calls")
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert "Try again" in answer.json()["detail"]


def test_each_role_has_its_bounds_on_every_way_out(browsers: dict[str, As], owner: Owner) -> None:
    """The manager's are the usual ones; an agent may have two figures, an analyst one row."""
    owner.store.config = _limited(owner, {"agent": {"cells": 2}, "analyst": {"rows": 1}})
    many = "/api/v1/kpis?ids=calls&grain=hour&from=2026-09-01&to=2026-09-02"
    assert browsers["manager"].get(many).status_code == 200
    refused = browsers["agent"].get(many)
    assert refused.status_code == 422
    assert "24 figures" in refused.json()["detail"]
    for format in ("csv", "xlsx", "parquet"):
        assert browsers["agent"].get(f"{many}&format={format}").status_code == 422
    assert browsers["manager"].get("/api/v1/rows/calls?limit=5").status_code == 200
    assert browsers["analyst"].get("/api/v1/rows/calls?limit=5").status_code == 422
    assert browsers["analyst"].get("/api/v1/rows/calls?limit=1").status_code == 200


def _limited(owner: Owner, given: dict[str, dict[str, Any]]) -> Any:
    return replace(owner.store.config, limits=given)


def test_what_one_may_not_have_is_not_given_from_memory_either(owner: Owner) -> None:
    request = Request(("calls",), grain="hour", period=("2026-09-01", "2026-09-02"))  # type: ignore[arg-type]
    with asking(lambda: Asker("a", "manager")):
        assert len(owner.evaluate(request).rows) == 24
    with asking(lambda: Asker("b", "manager", Limits(cells=23))), pytest.raises(LimitError):
        owner.evaluate(request)
