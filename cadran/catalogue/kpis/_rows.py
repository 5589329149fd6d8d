"""Short forms for the rows of examples: a Monday in March 2025, leads created at 08:00 UTC, calls from 09:00 on."""

from __future__ import annotations

Row = dict[str, object]


def call(number: int, lead_id: str | None, outcome: str | None, **columns: object) -> Row:
    """An outbound call at 09:00 plus `number` minutes."""
    return {
        "attempt_id": f"c{number}",
        "lead_id": lead_id,
        "started_at": f"2025-03-03T09:{number:02d}:00Z",
        "outcome": outcome,
        **columns,
    }


def lead(lead_id: str, **columns: object) -> Row:
    """A lead created at 08:00."""
    return {"lead_id": lead_id, "created_at": "2025-03-03T08:00:00Z", **columns}


def appointment(number: int, lead_id: str, **columns: object) -> Row:
    """An appointment booked at 10:00 plus `number` minutes."""
    return {
        "appointment_id": f"r{number}",
        "lead_id": lead_id,
        "booked_at": f"2025-03-03T10:{number:02d}:00Z",
        **columns,
    }


def order(number: int, lead_id: str, amount: int, **columns: object) -> Row:
    """An order taken at 11:00 plus `number` minutes, in the base currency."""
    return {
        "order_id": f"o{number}",
        "lead_id": lead_id,
        "ordered_at": f"2025-03-03T11:{number:02d}:00Z",
        "amount": amount,
        **columns,
    }


def state(start: int, minutes: int, name: str, **columns: object) -> Row:
    """Agent Z in a state from 09:00 plus `start` minutes, for so many minutes."""
    return {
        "agent_id": "Z",
        "state": name,
        "started_at": _clock(start),
        "ended_at": _clock(start + minutes),
        **columns,
    }


def _clock(minutes: int) -> str:
    return f"2025-03-03T{9 + minutes // 60:02d}:{minutes % 60:02d}:00Z"


def cost(number: int, amount: int, category: str, **columns: object) -> Row:
    """A cost of that Monday, in the base currency."""
    return {"cost_id": f"d{number}", "amount": amount, "category": category, "starts_on": "2025-03-03", **columns}
