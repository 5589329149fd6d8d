"""The evaluator's entry points: a request in, figures out, with or without what they are held against."""

from __future__ import annotations

from collections.abc import Sequence

from cadran.config import Target
from cadran.config.limits import UNBOUNDED, Limits
from cadran.engines.base import Engine
from cadran.query import bounds
from cadran.query.assemble import Answer, assembled
from cadran.query.compare import compared
from cadran.query.equal_mix import at_equal_mix
from cadran.query.maturity import judged
from cadran.query.prepare import prepare
from cadran.query.ratio_intervals import with_intervals
from cadran.query.request import Request
from cadran.query.result import Result
from cadran.query.state import Catalogue, StoreState
from cadran.query.targets import decided


def figures(
    engine: Engine,
    state: StoreState,
    request: Request,
    catalogue: Catalogue,
    targets: Sequence[Target],
    limits: Limits = UNBOUNDED,
) -> Result:
    """The figures of a request held against their targets; what is too young is not judged."""

    def asked(one: Request) -> Result:
        return decided(evaluate(engine, state, one, catalogue, limits), one, catalogue.kpis, targets)

    return judged(asked(request), request, catalogue, state, asked)


def evaluate(
    engine: Engine, state: StoreState, request: Request, catalogue: Catalogue, limits: Limits = UNBOUNDED
) -> Result:
    """The figures of a request: one statement, then what is zero, unknown or too young is told apart.

    UsageError and NotConformedError say what cannot be asked, LimitError that there would be more figures than `limits`
    allow; StoreError that the store cannot go back in time.
    """
    state = state.as_known(request.known_at) if request.compare != "now" else state
    if request.compare:
        made = compared(engine, state, request, catalogue, limits)
        if request.compare == "now":
            return made
        return at_equal_mix(
            made, request, catalogue, state, lambda one: compared(engine, state, one, catalogue, limits)
        )
    prepared = prepare(engine.dialect, state, request, catalogue)
    found = bounds.answer(engine, state, request, catalogue, prepared, limits)
    result = assembled(state, catalogue, Answer(request, prepared, found, limits))
    return with_intervals(engine, request, catalogue, prepared, result) if request.intervals else result
