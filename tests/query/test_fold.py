"""Folding: the rows of all branches of a statement, each cell once, and the whole."""

from __future__ import annotations

from typing import Any

import numpy as np

from cadran.query.columns import REAL, written
from cadran.query.compile import BRANCH, COUNT, MONEY, Branch, Statement
from cadran.query.fold import folded
from cadran.query.slots import Slot

CALLS, LEADS = Slot("attempts", "local_date", "count", ()), Slot("attempts", "local_date", "distinct", (), "lead_key")
COST = Slot("costs", "local_date", "sum", (), "amount_base")
TYPES = {CALLS: COUNT, LEADS: COUNT, COST: MONEY}
STATEMENT = Statement(
    "", (), ("k0",),
    (
        Branch({CALLS: "n0"}, shown=True, whole=True),
        Branch({LEADS: "n0"}, shown=True, whole=False),
        Branch({LEADS: "n0"}, shown=False, whole=True),
        Branch({COST: "a0"}, shown=True, whole=True),
    ),
    TYPES,
)  # fmt: skip


def stack(*rows: tuple[int, str | None, float | None, float | None]) -> dict[str, Any]:
    """branch, member, n0, a0: as the engine gives them."""
    branch, member, counts, amounts = zip(*rows, strict=True)
    unknown = [[value is None for value in column] for column in (member, counts, amounts)]
    columns = [
        np.array(member, object),
        np.array([value or 0 for value in counts], np.int64),
        np.array(amounts, np.float64),
    ]
    masked = [np.ma.MaskedArray(column, mask) for column, mask in zip(columns, unknown, strict=True)]
    return {BRANCH: np.array(branch), **dict(zip(("k0", "n0", "a0"), masked, strict=True))}


def test_branches_meet_on_their_keys() -> None:
    """A lead called for A and for B counts in both, and once of the whole; nobody's costs are a member of their own."""
    found = folded(STATEMENT, stack(
        (0, "A", 5, None), (0, "B", 3, None),
        (1, "B", 2, None), (1, "A", 2, None),
        (2, None, 3, None),
        (3, "A", None, 0.1), (3, None, None, 0.2),
    ))  # fmt: skip
    members = [found.members[place][0] for place in found.member]
    lines = [written(line, REAL) for line in found.values]
    assert dict(zip(members, zip(*lines, strict=True), strict=False)) == {
        "A": (5, 2, 0.1), "B": (3, 2, None), None: (None, None, 0.2),
    }  # fmt: skip
    assert found.wholes.tolist() == [8, 3, 0.3]  # money to the cent: 0.1 + 0.2 in floats is 0.30000000000000004
    assert [line[-1] for line in lines] == [None] * 3  # the place of what is nowhere


def test_nothing_found_is_unknown_and_no_cell() -> None:
    found = folded(STATEMENT, stack((2, None, None, None)))
    assert found.values.shape == (3, 1)
    assert np.isnan(found.wholes).all()
