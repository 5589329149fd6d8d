"""The door for files: understand them, stage them, show what was understood, write a mapping to edit.

for one in understand(["calls.csv"], connection=connection):     what each file is and how it will be read
    staged = stage(one)                                   typed rows and rejects, in temporary tables
"""

from __future__ import annotations

from cadran.ingest.preview import Preview, preview
from cadran.ingest.reading import Understanding, understand
from cadran.ingest.staged import Staged
from cadran.ingest.staging import discard, stage, stage_arrow
from cadran.ingest.starter import write_mapping

__all__ = [
    "Preview",
    "Staged",
    "Understanding",
    "discard",
    "preview",
    "stage",
    "stage_arrow",
    "understand",
    "write_mapping",
]
