"""Pages under load: fifty people signed in, five requests a second between them, then the first visits and a browser.

Times are those of the asker, from connecting to the last byte read: what the server needs and what it makes wait.
Requests are sent when they are due, whether or not earlier ones have been answered.
"""

from __future__ import annotations

import http.client
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

import duckdb

import cadran
from bench import browser
from bench.data import FOLDER
from bench.running import verdict
from bench.served import Person, Served, centre, environment, fresh, members, people, serving
from bench.visits import Visitor, plain

RATE, SECONDS, SEED = 5.0, 180.0, 11
MEDIAN_MS, P95_MS, KILOBYTES, READY_MS, CHANGE_MS, MEGABYTES = 150, 400, 60, 800, 250, 1024
PATIENCE_S = 120

_LOAD = """COPY (SELECT 'B' || attempt_id AS attempt_id, lead_id, campaign_id, list_id, agent_id, started_at, outcome
FROM attempts WHERE local_date = (SELECT max(local_date) FROM attempts)) TO '{target}' (HEADER)"""


@dataclass(frozen=True)
class Answer:
    """One request: the page, milliseconds, bytes as they travelled, whether it was a whole page."""

    page: str
    milliseconds: float
    bytes: int
    is_whole: bool


class Session:
    """Somebody's browser, as the server sees it."""

    def __init__(self, served: Served, person: Person) -> None:
        self.port = served.port
        self.headers = {
            "Cookie": f"cadran_session={person.session}",
            "Accept-Encoding": "gzip",
            "Accept-Language": "fr",
        }
        self.lock = threading.Lock()

    def get(self, page: str, address: str, *, is_change: bool = False) -> Answer:
        """RuntimeError unless the page comes, whole."""
        headers = {**self.headers, "HX-Request": "true"} if is_change else self.headers
        started = time.perf_counter()
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)) as connection:
            connection.request("GET", address, headers=headers)
            answer = connection.getresponse()
            content = answer.read()
        taken = (time.perf_counter() - started) * 1000
        if answer.status != 200:
            raise RuntimeError(f"{address} answered {answer.status}: {content[:200]!r}")
        return Answer(page, taken, len(content), not is_change)


def under_load(sessions: list[Session], visitors: list[Visitor], seconds: float) -> list[Answer]:
    """Requests due at random instants, so many a second on average, each of a person who is not waiting for one."""
    random, found, faults = Random(SEED), list[Answer](), list[BaseException]()

    def visit(place: int) -> None:
        try:
            with sessions[place].lock:
                page, address, is_change = visitors[place].next()
                found.append(sessions[place].get(page, address, is_change=is_change))
        except BaseException as error:
            faults.append(error)

    threads, due = list[threading.Thread](), time.perf_counter()
    end = due + seconds
    while due < end and not faults:
        due += random.expovariate(RATE)
        time.sleep(max(0.0, due - time.perf_counter()))
        idle = [place for place, one in enumerate(sessions) if not one.lock.locked()]
        thread = threading.Thread(target=visit, args=(random.choice(idle or range(len(sessions))),))
        thread.start()
        threads.append(thread)
    for thread in threads:
        thread.join(PATIENCE_S)
    if faults:
        raise faults[0]
    return found


def once(session: Session) -> list[Answer]:
    """Every page as it opens, one after the other."""
    return [session.get(page, address) for page, address in plain().items()]


def _p95(values: Iterable[float]) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def _table(found: list[Answer], first: list[Answer], loaded: list[Answer]) -> tuple[float, float, float]:
    """Print a line a page; the largest median, the largest p95, the most kilobytes."""
    worst = (0.0, 0.0, 0.0)
    print(
        f"     {'page':<10} {'n':>4} {'median':>7} {'p95':>7} {'most':>7}  ms  {'kB':>5}    first visit, after a load (ms)"
    )
    opened = {answer.page: answer.milliseconds for answer in first}
    again = {answer.page: answer.milliseconds for answer in loaded}
    for page in opened:
        mine = [answer for answer in found if answer.page == page]
        if not mine:
            continue
        times = [answer.milliseconds for answer in mine]
        middle, high = statistics.median(times), _p95(times)
        size = max((answer.bytes for answer in mine if answer.is_whole), default=0) / 1000
        is_kept = middle <= MEDIAN_MS and high <= P95_MS and size <= KILOBYTES
        print(
            f"{'ok  ' if is_kept else 'MISS'} {page:<10} {len(mine):>4} {middle:>7.0f} {high:>7.0f} {max(times):>7.0f}"
            f"      {size:>5.1f}    {opened[page]:>7.0f} {again[page]:>7.0f}"
        )
        worst = max(worst[0], middle), max(worst[1], high), max(worst[2], size)
    return worst


def _a_load(served: Served) -> None:
    """One more day's attempts, through the server that holds the store."""
    file = FOLDER / "one_more_load.csv"
    command = [sys.executable, "-m", "cadran", "import", str(file), "--as", "attempts", "--source", "demo"]
    subprocess.run([*command, "--store", str(served.store)], check=True, capture_output=True, env=environment(FOLDER))


def _prepared(store: Path) -> tuple[dict[str, list[str]], date]:
    """The members to filter by and the last day of the store; the file of the load, from that day."""
    known = members(store)
    with cadran.open(store) as opened:
        last = opened.engine.rows("SELECT max(local_date) FROM attempts")[0][0]
    with duckdb.connect(str(store), read_only=True) as connection:
        connection.execute(_LOAD.format(target=FOLDER / "one_more_load.csv"))
    return known, min(last, date.today() - timedelta(days=1))


def run(scale: float = 1.0, seconds: float = SECONDS) -> bool:
    """Measure on a demonstration of this scale: 1 is a million attempts, for which the bounds are given."""
    source = centre(scale)
    store, data = fresh(source)
    known, last = _prepared(store)
    crowd = people(store, data, known)
    with serving(store, data) as served:
        sessions = [Session(served, person) for person in crowd]
        visitors = [Visitor(person, known, last, Random(f"{SEED} {place}")) for place, person in enumerate(crowd)]
        first = once(sessions[0])
        used = served.processor()
        found = under_load(sessions, visitors, seconds)
        used = served.processor() - used
        seen = browser.measure(served, crowd[0])
        _a_load(served)
        loaded = once(sessions[0])
        memory = served.megabytes()
    print(
        f"     {len(found)} requests in {seconds:.0f} s, {len(crowd)} sessions, {int(scale * 1_000_000)} attempts or so"
    )
    print(f"     {used / len(found) * 1000:.0f} ms of processor a request, {used / seconds:.2f} of a core in all")
    middle, high, size = _table(found, first, loaded)
    print("     in Chromium, a first and a second visit (ms): "
          + ", ".join(f"{page} {cold:.0f} {warm:.0f}" for page, (cold, warm) in seen.ready.items()))  # fmt: skip
    kept = verdict("the slowest page's median", middle, MEDIAN_MS, at_most=True, unit="ms")
    kept &= verdict("the slowest page's 95th percentile", high, P95_MS, at_most=True, unit="ms")
    kept &= verdict("the largest page, compressed", size, KILOBYTES, at_most=True, unit="kB")
    kept &= verdict("a page ready in Chromium", seen.slowest, READY_MS, at_most=True, unit="ms")
    kept &= verdict("a filter changed in Chromium", seen.change, CHANGE_MS, at_most=True, unit="ms")
    return verdict("memory of the server", memory, MEGABYTES, at_most=True, unit="MB") and kept
