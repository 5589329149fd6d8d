"""A power cut takes nothing back that was answered: every file and folder that a command changed is synced before it ends.

Each command runs under strace. A file whose content changed is dirty until it is synced, a folder whose names changed until
it is: nothing is given a store's or a backup's name while it is dirty, and nothing is dirty when the command has answered.
The databases write some files by themselves and sync them; those are held to the same, but for the end of a file that
DuckDB cuts off after its header: free blocks, which are as free where they are still there.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from cadran.cli.main import run

pytestmark = pytest.mark.long

CALLS = ("write", "pwrite64", "writev", "pwritev", "ftruncate", "truncate", "fallocate", "fsync", "fdatasync", "openat", "creat",
         "rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat")  # fmt: skip
_LINE = re.compile(r"\d+ +(?P<call>\w+)\((?P<given>.*)\) += (?P<answer>-?\d+)")
_QUOTED, _HANDLE = re.compile(r'"([^"]*)"'), re.compile(r"<([^>]*)>")
PASSING = (".server", ".server.sock", "-wal", "-shm", "-journal")
"""What lives no longer than its process, or is SQLite's own to sync."""


@dataclass
class Disk:
    """What a power cut could take back, of one folder."""

    folder: Path
    dirty: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def follow(self, line: str) -> None:
        """One call of the trace."""
        found = _LINE.match(line)
        if found is None or found["answer"].startswith("-"):
            return
        call, given = found["call"], found["given"]
        named = [self._whole(name) for name in _QUOTED.findall(given)]
        handles = _HANDLE.findall(given)
        if call in ("fsync", "fdatasync"):
            self.dirty.discard(handles[0])
        elif call in ("write", "pwrite64", "writev", "pwritev", "fallocate"):
            self._touch(handles[0] if handles else "")
        elif call == "truncate":
            self._touch(named[0])
        elif call in ("openat", "creat") and "O_CREAT" in given:
            self._touch(str(Path(named[-1]).parent))
        elif call.startswith(("rename", "link")):
            source, target = named[:2]
            if source in self.dirty:
                self.faults.append(f"{source} has the name {target} before it is on the disk")
            self._touch(str(Path(target).parent))
        elif call.startswith("unlink"):
            self.dirty.discard(named[0])
            self._touch(str(Path(named[0]).parent))

    def _whole(self, name: str) -> str:
        return str(self.folder / name)

    def _touch(self, path: str) -> None:
        if path.startswith(str(self.folder)) and not path.endswith(PASSING):
            self.dirty.add(path)


def traced(arguments: list[str], folder: Path) -> Disk:
    """What a command leaves to chance in a folder."""
    log = folder.with_name("trace.txt")
    command = ["strace", "-f", "-qq", "-y", "-s", "300", "-e", f"trace={','.join(CALLS)}", "-o", str(log),
               sys.executable, "-m", "cadran", *arguments]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=folder, check=False)
    assert done.returncode == 0, done.stderr
    disk = Disk(folder)
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        disk.follow(line)
    return disk


def test_a_name_given_too_early_is_found(tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    for line in (f'7 openat(AT_FDCWD, "{tmp_path}/a", O_WRONLY|O_CREAT, 0600) = 3', f'7 write(3<{tmp_path}/a>, "x", 1) = 1',
                 f'7 rename("{tmp_path}/a", "{tmp_path}/b") = 0'):  # fmt: skip
        disk.follow(line)
    assert disk.dirty == {f"{tmp_path}/a", str(tmp_path)}
    assert len(disk.faults) == 1
    disk.follow(f"7 fsync(3<{tmp_path}/a>) = 0")
    disk.follow(f"7 fsync(4<{tmp_path}>) = 0")
    assert disk.dirty == set()


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Path]:
    """A folder of its own with a store of two leads, its backup, and a file to load."""
    folder = tmp_path / "centre"
    folder.mkdir()
    (folder / "leads.csv").write_text(
        "lead_id,created_at,phone\nL1,2020-01-01T00:00:00Z,+33639980012\nL2,2026-01-01T00:00:00Z,\n"
    )
    (folder / "calls.csv").write_text("attempt_id,lead_id,started_at,outcome\n1,L2,2026-09-01T10:00:00Z,busy\n")
    assert run(["import", str(folder / "leads.csv"), "--store", str(folder / "s.duckdb")]) == 0
    assert run(["backup", str(folder / "b.duckdb"), "--store", str(folder / "s.duckdb")]) == 0
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize("arguments", [
    ["import", "calls.csv"], ["undo", "1"], ["erase", "--phone", "+33639980012", "--yes"], ["retention", "--apply"],
    ["restore", "b.duckdb", "--force"], ["backup", "b.duckdb", "--force"], ["backup", "new.duckdb"],
], ids=" ".join)  # fmt: skip
def test_what_was_answered_is_on_the_disk(arguments: list[str], centre: Path) -> None:
    disk = traced([*arguments, "--store", "s.duckdb"], centre)
    assert disk.faults == []
    assert disk.dirty == set()


def test_a_store_that_is_made_and_one_that_is_restored_in_an_empty_folder(centre: Path) -> None:
    for arguments in (
        ["import", "leads.csv", "--store", "fresh.duckdb"],
        ["restore", "b.duckdb", "--store", "other.duckdb"],
    ):
        disk = traced(arguments, centre)
        assert disk.faults == []
        assert disk.dirty == set(), arguments
