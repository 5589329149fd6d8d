"""Numbers of the leads: valid for libphonenumber, and nobody's.

Fixed lines come first from the five blocks of 10,000 that the French numbering plan keeps for fiction (01 99 00,
02 61 91, 03 53 01, 04 65 71, 05 36 49), then from 01 92 to 01 98, of which no block is attributed to an operator. Fiction's mobile
block (06 39 98) is refused by libphonenumber, which counts it to Mayotte; mobiles come from 07 90 to 07 99, valid and attributed to
no operator. A base of 300,000 leads needs more numbers than fiction has, and in a real one only 2 to 4 % recur.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cadran.demo.clock import Flags, Ints, identifiers

_FICTION = np.array([199_000_000, 261_910_000, 353_010_000, 465_710_000, 536_490_000])
_FICTION_SIZE = len(_FICTION) * 10_000
_RESERVE, _RESERVE_SIZE = 192_000_000, 7_000_000
_MOBILE, _MOBILE_SIZE = 790_000_000, 10_000_000
_COPIES = 0.05  # drawn as copies; those of the other type of line are not, which leaves some 2.7 %

REACHABLE, WRONG, UNASSIGNED, MALFORMED, MISSING = range(5)  # what is at the end of a lead's number


def numbers(rng: np.random.Generator, is_mobile: Flags, created: Ints) -> Ints:
    """Nine-digit national numbers, all different but for about 3 % that repeat the number of an earlier lead."""
    rows = len(is_mobile)
    number = np.empty(rows, np.int64)
    fixed, mobile = np.flatnonzero(~is_mobile), np.flatnonzero(is_mobile)
    number[mobile] = _MOBILE + rng.choice(_MOBILE_SIZE, len(mobile), replace=False)
    fiction = rng.permutation(_FICTION_SIZE)[: len(fixed)]
    number[fixed[: len(fiction)]] = _FICTION[fiction // 10_000] + fiction % 10_000
    more = fixed[len(fiction) :]
    number[more] = _RESERVE + rng.choice(_RESERVE_SIZE, len(more), replace=False)
    order = np.argsort(created, kind="stable")
    late = np.flatnonzero(rng.random(rows) < _COPIES)
    late = late[late > 0]
    copies, originals = order[late], order[(rng.random(len(late)) * late).astype(np.int64)]
    original_numbers = number.copy()
    same_type = is_mobile[copies] == is_mobile[originals]
    number[copies[same_type]] = original_numbers[originals[same_type]]
    return number


def phone_columns(number: Ints, is_mobile: Flags, line: Ints) -> dict[str, pa.Array]:
    """The columns phone and phone_type: malformed numbers lost their last three digits, missing ones are null."""
    known = line != MISSING
    full = identifiers("+33", number, 9, known)
    short = identifiers("+33", number // 1000, 6, known)
    kind = np.select([line == MALFORMED, is_mobile], [2, 1], 0)
    names = pa.array(["fixed", "mobile", "invalid"], pa.large_string())
    return {
        "phone": pc.if_else(pa.array(line == MALFORMED), short, full),
        "phone_type": names.take(pa.array(kind, mask=~known)),
    }
