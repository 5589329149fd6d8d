"""Parsers that are not ours run in a child process, so that no file can take the memory or the time of this one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from cadran.errors import InputError
from cadran.sources import child

MEMORY = 3 << 30
SECONDS = 300


def run_child(kind: str, path: Path, folder: Path, *more: str) -> None:
    """Have the child program write what a file holds into `folder`; InputError where it cannot within its bounds."""
    command = [
        sys.executable,
        "-I",
        str(child.__file__),
        kind,
        str(path.resolve()),
        str(folder),
        str(MEMORY),
        str(SECONDS),
    ]
    try:
        done = subprocess.run([*command, *more], capture_output=True, timeout=2 * SECONDS, check=False)
        code, said = done.returncode, done.stderr.decode("utf-8", "replace").strip()
    except subprocess.TimeoutExpired:
        code, said = -24, ""
    if code == 4:
        if kind == "workbook":
            raise InputError(f"{path.name} is a damaged or truncated workbook ({said[:200]}). Save it again.")
        raise InputError(f"{path.name} is a damaged or truncated JSON document ({said[:200]}). Save it again.")
    if code:
        raise InputError(
            f"{path.name} would take more than {MEMORY >> 30} GB of memory or {SECONDS // 60} minutes to read: it is far "
            "larger than it looks. Delete what stands far from the data, or save it as CSV and import that."
        )
