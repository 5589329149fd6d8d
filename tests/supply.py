"""What the product is made of: the packages of a lock file with their hashes, and the licences under which they come."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.metadata import metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
LICENCES = ROOT / "docs" / "licences.md"
_PIN = re.compile(r"(?P<name>[\w.-]+)==(?P<version>\S+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_CLASSIFIED = {"Apache Software License": "Apache-2.0", "BSD License": "BSD", "MIT License": "MIT", "ISC License (ISCL)": "ISC",
               "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0", "Python Software Foundation License": "PSF-2.0"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pinned:
    """A package of a lock file."""

    name: str
    version: str
    hashes: frozenset[str]


def locked(name: str = "requirements.lock") -> list[Pinned]:
    """The packages of a lock file; ValueError for a line that is not one version of a package."""
    found = []
    for line in (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ").splitlines():
        pin = _PIN.match(line)
        if line.strip() and not line.startswith("#"):
            if pin is None:
                raise ValueError(f"{name}: {line[:80]}")
            found.append(Pinned(normal(pin["name"]), pin["version"], frozenset(_HASH.findall(line))))
    return found


def normal(name: str) -> str:
    """A package's name as the registry compares them.

    >>> normal("Typing_Extensions")
    'typing-extensions'
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def licence(package: str) -> str:
    """The licence that an installed package declares, as SPDX writes it where it can be told."""
    told = metadata(package)
    if expression := told.get("License-Expression"):
        return str(expression)
    classified = [one.rpartition(" :: ")[2] for one in told.get_all("Classifier") or () if one.startswith("License ::")]
    named = [_CLASSIFIED.get(one, one) for one in classified if one != "OSI Approved"]
    text = str(told.get("License") or "").strip().splitlines()
    return " AND ".join(dict.fromkeys(named)) or (text[0] if text else "")


def table() -> str:
    """The page of licences."""
    lines = [f"| {one.name} | {one.version} | {licence(one.name)} |" for one in locked()]
    return "\n".join((
        "# Licences", "",
        "What Cadran is installed with (`requirements.lock`), and the licence that each package declares. Cadran itself is under",
        "Apache-2.0. `make sbom` writes the same list as a bill of materials (CycloneDX), with the hashes.", "",
        "| package | version | licence |", "| --- | --- | --- |", *lines, "",
    ))  # fmt: skip


if __name__ == "__main__":
    LICENCES.write_text(table(), encoding="utf-8")
