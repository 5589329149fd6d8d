"""Agents with their calls, a line a group: so many conversations, so many pitched, so many of these won."""

from __future__ import annotations

from typing import Any


def conversations(
    agent: str, number: int, argued: int, won: int, *, campaign: str = "A", **more: Any
) -> list[dict[str, Any]]:
    """`number` conversations of one agent: the first `won` booked, the next refused after the pitch, the rest called back."""
    return [
        {"attempt_id": f"{campaign}{agent}{n}", "lead_id": f"{campaign}{agent}{n}", "campaign_id": campaign, "agent_id": agent,
         "started_at": "2026-09-22T09:00:00Z", "outcome": "appointment" if n < won else "refused" if n < argued else "callback", **more}
        for n in range(number)
    ]  # fmt: skip
