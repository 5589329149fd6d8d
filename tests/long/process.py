"""What a process of this machine holds: memory, open files, threads (Linux: /proc)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Held:
    """What a process holds at a moment; memory in megabytes."""

    memory: float
    handles: int
    threads: int


def held(pid: int) -> Held:
    """What a process holds now."""
    place = Path(f"/proc/{pid}")
    lines = (line.split() for line in (place / "status").read_text(encoding="ascii").splitlines())
    told = {words[0]: words[1] for words in lines if len(words) > 1}
    return Held(int(told["VmRSS:"]) / 1024, sum(1 for _ in (place / "fd").iterdir()), int(told["Threads:"]))
