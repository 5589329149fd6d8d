"""Measuring: seconds and peak memory of a command, medians of alternating runs."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    """What a run cost: wall-clock seconds, peak resident memory in MB."""

    seconds: float
    megabytes: float


def command(arguments: Sequence[str]) -> Cost:
    """Run a command to its end; its output is thrown away. RuntimeError when it fails."""
    started = time.perf_counter()
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    message = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if status:
        raise RuntimeError(f"{' '.join(arguments)} failed: {message[-500:]}")
    return Cost(seconds, usage.ru_maxrss / 1024)


def script(text: str) -> Cost:
    """Run Python source in a fresh process."""
    return command([sys.executable, "-c", text])


def alternating(runs: int, **contenders: Callable[[], Cost]) -> dict[str, Cost]:
    """Run each contender in turn, `runs` times over: the median seconds and the largest memory of each."""
    costs: dict[str, list[Cost]] = {name: [] for name in contenders}
    for _ in range(runs):
        for name, run in contenders.items():
            costs[name].append(run())
    return {
        name: Cost(statistics.median(cost.seconds for cost in found), max(cost.megabytes for cost in found))
        for name, found in costs.items()
    }


def timed(call: Callable[[], object]) -> float:
    """Seconds that a call takes."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def median_of(runs: int, *calls: Callable[[], object]) -> list[float]:
    """The median seconds of each call, run in turn, after one warming round."""
    for call in calls:
        call()
    taken: list[list[float]] = [[] for _ in calls]
    for _ in range(runs):
        for place, call in enumerate(calls):
            taken[place].append(timed(call))
    return [statistics.median(seconds) for seconds in taken]


def verdict(label: str, figure: float, bound: float, *, at_most: bool, unit: str = "×") -> bool:
    """Print one line with the figure, its bound and whether it is kept."""
    is_kept = figure <= bound if at_most else figure >= bound
    sign = "≤" if at_most else "≥"
    print(f"{'ok  ' if is_kept else 'MISS'} {label:<66} {figure:8.3f} {unit}  ({sign} {bound:g})", flush=True)
    return is_kept
