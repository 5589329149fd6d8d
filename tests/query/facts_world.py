"""Rows of the facts beside attempts, in one line each."""

from __future__ import annotations

from typing import Any

Rows = list[dict[str, Any]]


def lines(names: str, *texts: str, **common: Any) -> Rows:
    """Rows written as texts: `names` are their columns, `-` leaves one empty, numbers are numbers."""
    found = []
    for text in texts:
        values = [None if value == "-" else float(value) if _is_number(value) else value for value in text.split()]
        found.append({**dict(zip(names.split(), values, strict=True)), **common})
    return found


def _is_number(value: str) -> bool:
    return value.replace(".", "", 1).isdigit()


def states(*texts: str, **common: Any) -> Rows:
    """`agent campaign state day from to`, the times of 2026-09, UTC."""
    found = []
    for text in texts:
        agent, campaign, state, day, start, end = text.split()
        at = f"2026-09-{int(day):02d}T"
        found.append(
            {
                "agent_id": agent,
                "campaign_id": None if campaign == "-" else campaign,
                "state": state,
                "started_at": f"{at}{start}:00Z",
                "ended_at": None if end == "-" else f"{at}{end}:00Z",
                **common,
            }
        )
    return found
