"""`make bench`: every promise on speed and memory, measured; exits with 1 when one is broken."""

from __future__ import annotations

import argparse
import sys

from bench import daily, facts, imports, queries, starting

ROWS = 10_000_000


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="1 is ten million attempts")
    parser.add_argument("--runs", type=int, default=3, help="runs of each contender; medians are compared")
    options = parser.parse_args()
    rows = int(ROWS * options.scale)
    kept = [
        imports.run(rows, options.runs),
        queries.run(options.runs),
        starting.run(options.runs),
        daily.run(rows, options.runs),
        facts.run(options.runs),
    ]
    return 0 if all(kept) else 1


sys.exit(main())
