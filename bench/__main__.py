"""`make bench`: every promise on speed and memory, measured; exits with 1 when one is broken."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence

from bench import bounds, daily, facts, imports, pages, queries, starting

ROWS = 10_000_000
SIZES = (100_000, 1_000_000)
"""What most centres have: figures are measured at these sizes too."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument(
        "--scale", type=float, default=1.0, help="1 is ten million attempts; for pages, a demo of one million"
    )
    parser.add_argument("--runs", type=int, default=3, help="runs of each contender; medians are compared")
    parser.add_argument("--seconds", type=float, default=pages.SECONDS, help="how long pages are asked for")
    parser.add_argument("parts", nargs="*", metavar="PART", help="imports first, on whose store the others measure")
    options = parser.parse_args()
    rows = int(ROWS * options.scale)
    sizes = [size for size in SIZES if size < rows] + [rows]
    known: dict[str, Callable[[], bool]] = {
        "imports": lambda: imports.run(rows, options.runs),
        "queries": lambda: _each(queries.run, sizes, options.runs),
        "starting": lambda: starting.run(options.runs),
        "daily": lambda: daily.run(rows, options.runs),
        "facts": lambda: _each(facts.run, sizes, options.runs),
        "bounds": lambda: _each(lambda size, _: bounds.run(size), sizes, 1),
        "pages": lambda: pages.run(options.scale, options.seconds),
    }
    unknown = [part for part in options.parts if part not in known]
    if unknown:
        parser.error(f'no part "{unknown[0]}"; there are {", ".join(known)}')
    kept = [known[part]() for part in options.parts or known]
    return 0 if all(kept) else 1


def _each(run: Callable[[int, int], bool], sizes: Sequence[int], runs: int) -> bool:
    """Whether every size keeps its bounds; all are measured."""
    kept = [run(size, runs) for size in sizes]
    return all(kept)


sys.exit(main())
