"""What the reading of a file gives to the loader: typed rows of one canonical table, and what was set aside."""

from __future__ import annotations

from dataclasses import dataclass

from cadran.messages import Message


@dataclass(frozen=True, slots=True)
class Staged:
    """One canonical table filled from one file.

    `relation` is a temporary table of the good rows, in file order by rowid, with the model's columns that were
    offered and the model's types. `rejects` is a temporary table (line, "column", value, reason, raw, details), one row a
    fault; several faults of one record share its line. `read` = rows in `relation` + `rejected`, always; `passed` are
    (what, count) of the lines that are no records. `absent`: (column, value, count) of what was taken as missing.
    `unmapped`: disposition codes that no outcome is mapped to, with counts. `header`: the lines above the first
    record (titles, header): in front of the raw lines it makes a file that imports with the same mapping.
    """

    table: str
    relation: str
    columns: tuple[str, ...]
    file_name: str
    sha256: str
    read: int
    rejected: int
    rejects: str | None
    notes: tuple[Message, ...]
    unmapped: tuple[tuple[str, int], ...]
    header: str | None = None
    passed: tuple[tuple[str, int], ...] = ()
    absent: tuple[tuple[str, str, int], ...] = ()
