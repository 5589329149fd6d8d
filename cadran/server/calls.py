"""What can be asked of a server: the calls of every executor, and the views, which stand above those."""
# mypy: disable-error-code="empty-body"

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cadran.executor.calls import Effect, Executor, call, calls_of
from cadran.lazy import lazy
from cadran.query.request import EVERYTHING, Scope

if TYPE_CHECKING:
    from cadran import analysis
else:  # views are imported only when one is asked for
    analysis = lazy("cadran.analysis")


class Served(Executor):
    """A store with a server's end, or that end itself."""

    @call(Effect.READ)
    def view(self, name: str, *, scope: Scope = EVERYTHING, **asked: Any) -> analysis.ViewResult:
        """The answer of a view: see cadran.analysis.view."""


CALLS = calls_of(Served)
