"""Modules imported at their first use, also when many threads use one at once."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from cadran.lazy import lazy


@pytest.fixture
def slow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A module that takes a moment to run, and only then has what it is used for."""
    (tmp_path / "slow_to_run.py").write_text("import time\ntime.sleep(0.2)\n\ndef answer() -> int:\n    return 42\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "slow_to_run", raising=False)
    return "slow_to_run"


def test_it_is_run_at_its_first_use(slow: str) -> None:
    module = lazy(slow)
    assert slow not in sys.modules
    assert module.answer() == 42
    with pytest.raises(AttributeError):
        _ = module.nothing


def test_no_thread_sees_half_of_it(slow: str) -> None:
    module, found = lazy(slow), []
    threads = [threading.Thread(target=lambda: found.append(module.answer())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [42] * 8


def test_a_module_that_is_not_there_is_told_at_once() -> None:
    with pytest.raises(ModuleNotFoundError):
        lazy("cadran.nowhere")
