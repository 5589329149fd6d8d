"""What one question takes of memory at most, in a process of its own: small, as large as may be, and larger."""

from __future__ import annotations

from bench.data import store_of
from bench.running import script, verdict

PEAK = 1_200.0
"""MB: the 768 that a server's database may take, and the largest answer as columns and as JSON (277 MB seen at a million)."""
QUESTIONS = {
    "one figure": "ids=('calls',)",
    "figures by campaign and day": "ids=('calls', 'contact_rate', 'answer_rate'), by=('campaign',), grain='day'",
    "as many figures as may be": "ids=('calls', 'contact_rate'), by=('agent', 'campaign'), grain='day'",
    "five dimensions by the hour": "ids=('calls',), by=('campaign', 'agent', 'list', 'caller_number', 'disposition'), grain='hour'",
}
_ASK = """
import cadran
from cadran.config.limits import SERVED
from cadran.errors import LimitError
from cadran.query.request import Request
def ask(ids, **more):
    with cadran.open({path!r}, read_only=True, memory='768MB') as store:
        store.limits = SERVED
        with store.engine.within(SERVED.seconds):
            try:
                store.evaluate(Request(ids, **more)).to_json()
            except LimitError:
                pass
ask({question})
"""


def run(rows: int) -> bool:
    """Measure each question at a size; whether each keeps to the bound."""
    path, kept = str(store_of(rows)), True
    for name, question in QUESTIONS.items():
        cost = script(_ASK.format(path=path, question=question))
        size = f"{rows:,}".replace(",", " ")
        kept &= verdict(f"{size} attempts, {name}: peak of memory", cost.megabytes, PEAK, at_most=True, unit="MB")
    return kept
