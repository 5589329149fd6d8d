"""A few places at which figures are computed, given in turn to those who wait: one question of each, then the next of each."""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager

from cadran.errors import StoreBusyError


class Places:
    """At most `places` at once, of which nobody holds more than all but one; who waits stands in a line of their own.

    At most `waiting` questions of one asker wait, and for no longer than `patience_s`: then StoreBusyError.
    """

    def __init__(self, places: int, *, waiting: int, patience_s: float) -> None:
        self.places, self.waiting, self.patience_s = places, waiting, patience_s
        self._each = max(places - 1, 1)
        self._guard = threading.Lock()
        self._free = places
        self._held: Counter[str] = Counter()
        self._lines: OrderedDict[str, deque[threading.Event]] = OrderedDict()
        self._alone: deque[threading.Event] = deque()

    @contextmanager
    def one(self, asker: str) -> Iterator[None]:
        """A place, as soon as it is this asker's turn."""
        turn = threading.Event()
        with self._guard:
            line = self._lines.setdefault(asker, deque())
            if len(line) >= self.waiting:
                raise StoreBusyError("Too many of your questions wait for an answer. Try again in a moment.")
            line.append(turn)
            self._next()
        if not turn.wait(self.patience_s) and not self._gave_up(asker, turn):
            raise StoreBusyError("Too many figures are being computed. Try again in a moment.")
        try:
            yield
        finally:
            with self._guard:
                self._free += 1
                self._held[asker] -= 1
                self._held += Counter()  # who holds none is forgotten
                self._next()

    @contextmanager
    def all(self) -> Iterator[None]:
        """Every place at once: those under way end first, those that come wait."""
        turn = threading.Event()
        with self._guard:
            self._alone.append(turn)
            self._next()
        turn.wait()
        try:
            yield
        finally:
            with self._guard:
                self._free = self.places
                self._next()

    def _gave_up(self, asker: str, turn: threading.Event) -> bool:
        """Leave the line; whether the turn came in the very moment."""
        with self._guard:
            if turn.is_set():
                return True
            self._lines[asker].remove(turn)
        return False

    def _next(self) -> None:
        """Give what is free to whoever is next: to who wants all first, else to the next of each asker in turn."""
        if self._alone:
            if self._free == self.places:
                self._free = 0
                self._alone.popleft().set()
            return
        for asker in list(self._lines):
            line = self._lines[asker]
            if line and self._free and self._held[asker] < self._each:
                self._free -= 1
                self._held[asker] += 1
                line.popleft().set()
                self._lines.move_to_end(asker)
            if not line:
                del self._lines[asker]
