"""`python -m reference docs` writes the pages into a folder; nothing in them is written by hand."""

from __future__ import annotations

import sys
from pathlib import Path

from reference.pages import write

if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
