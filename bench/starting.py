"""What a small question costs before the database has done anything: building statements, starting the program."""

from __future__ import annotations

import subprocess
import sys

from bench.data import FOLDER
from bench.running import alternating, command, verdict

_KPIS = (
    "calls", "contact_rate", "answer_rate", "contactability_rate", "argued_call_rate", "refusal_rate",
    "average_talk_time", "conversion_per_worked_lead",
)  # fmt: skip
_BUILD = """
import time
from cadran.query.prepare import prepare
from cadran.query.request import Request
from cadran.store import CATALOGUE, open
store = open({store!r}, read_only=True)
state = store.state()
def build(kpis):
    started = time.perf_counter()
    prepare('duckdb', state, Request(kpis, by=('campaign',), grain='day'), CATALOGUE)
    return (time.perf_counter() - started) * 1000
build(('attempts',))  # the libraries are loaded, none of the statement's own work is done
print(build({kpis!r}), build({kpis!r}))
"""


def run(runs: int) -> bool:
    """Measure on the store that the import benchmark left."""
    store = str(FOLDER / "cadran.duckdb")
    text = _BUILD.format(store=store, kpis=_KPIS)
    found = [
        [float(part) for part in subprocess.run([sys.executable, "-c", text], capture_output=True, check=True,
                                                text=True).stdout.split()]
        for _ in range(runs)
    ]  # fmt: skip
    cold, cached = (sorted(column)[len(column) // 2] for column in zip(*found, strict=True))
    kept = verdict("building a statement for 8 KPIs, cold", cold, 20, at_most=True, unit="ms")
    kept = verdict("the same, cached", cached, 1, at_most=True, unit="ms") and kept
    cli = [sys.executable, "-m", "cadran", "kpi", "contact_rate", "--store", _small_store()]
    costs = alternating(runs * 2 + 1, cli=lambda: command(cli), python=lambda: command([sys.executable, "-c", "pass"]))
    print(f"     python alone takes {costs['python'].seconds:.3f} s to start and stop")
    return verdict("one small KPI from the command line", costs["cli"].seconds, 0.45, at_most=True, unit="s") and kept


def _small_store() -> str:
    """A small demonstration centre, made once."""
    path = FOLDER / "small.duckdb"
    if not path.exists():
        command([sys.executable, "-m", "cadran", "demo", "--scale", "0.02", "--store", str(path)])
    return str(path)
