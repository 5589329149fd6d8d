"""The clock: one function that says what time it is, so that tests and reports can say it themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Now, in UTC, without a zone: the way instants are stored."""
    return datetime.now(UTC).replace(tzinfo=None)
