"""The hour and the weekday of a call where the lead is."""

from __future__ import annotations

from cadran.analysis.asking import Asked
from cadran.catalogue.measures import part
from cadran.engines.zones import is_zone

LOCAL = {
    "lead_weekday": "weekday(started_at, lead_row.time_zone)",
    "lead_hour": "hour(started_at, lead_row.time_zone)",
}
"""What tells calls apart by their time in the lead's zone; leads without a known zone are taken to be in the centre's."""


def calls_without_zone(asked: Asked) -> int:
    """The calls to leads without a zone, or with one that is none."""
    cells = asked.counts({"calls": part("calls")}, columns={"zone": "lead_row.time_zone"})
    return sum(cell["calls"] for cell in cells if cell["zone"] is None or not is_zone(cell["zone"]))
