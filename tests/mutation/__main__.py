"""`python -m tests.mutation catalogue`: how many small mistakes in the declarations the tests notice."""

from __future__ import annotations

import sys

from tests.mutation import catalogue

RUNS = {"catalogue": catalogue.main}

if __name__ == "__main__":
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in RUNS:
        sys.exit(f"Which run? {', '.join(RUNS)}")
    sys.exit(RUNS[name](sys.argv[2:]))
