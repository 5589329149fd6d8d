"""The supply chain: every package pinned with its hashes, under a licence that can be given on, listed in the bill of materials."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.supply import LICENCES, ROOT, licence, locked, normal, table

PERMITTED = {"0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MPL-2.0", "OFL-1.1", "PSF-2.0",
             "Python-2.0", "Unlicense", "Zlib"}  # fmt: skip
"""Licences under which what is shipped may be given on as it is."""


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_package_is_pinned_with_its_hashes(name: str) -> None:
    found = locked(name)
    assert len(found) > 20
    assert [one.name for one in found if not one.hashes] == []
    assert len({one.name for one in found}) == len(found)


def test_both_locks_have_the_same_versions_and_hold_what_is_declared() -> None:
    product, everything = (
        {one.name: one for one in locked(name)} for name in ("requirements.lock", "requirements-dev.lock")
    )
    assert {name: one.version for name, one in product.items()} == {name: everything[name].version for name in product if name in everything} | {
        name: one.version for name, one in product.items() if name not in everything
    }  # fmt: skip
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    assert {normal(re.match(r"[\w.-]+", one)[0]) for one in declared} <= set(product)  # type: ignore[index]


def test_every_licence_can_be_given_on() -> None:
    for one in locked():
        parts = set(re.split(r"\s+(?:AND|OR)\s+|[()]", licence(one.name))) - {""}
        assert parts, one.name
        assert parts <= PERMITTED, (one.name, parts)


def test_the_page_of_licences_is_that_of_the_lock() -> None:
    assert LICENCES.read_text(encoding="utf-8") == table(), "run: make sbom"


def test_the_bill_of_materials_is_the_lock(tmp_path: Path) -> None:
    """As `make sbom` writes it, with its hashes."""
    target = tmp_path / "sbom.json"
    subprocess.run(
        [Path(sys.executable).with_name("cyclonedx-py"), "requirements", "requirements.lock", "--pyproject", "pyproject.toml",
         "--output-reproducible", "--output-file", target],
        cwd=ROOT, check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    told = json.loads(target.read_text(encoding="utf-8"))
    assert told["bomFormat"] == "CycloneDX"
    assert told["metadata"]["component"]["name"] == "cadran"
    listed = {
        (normal(one["name"]), one["version"]): {
            found["content"] for reference in one["externalReferences"] for found in reference["hashes"]
        }
        for one in told["components"]
    }
    assert listed == {(one.name, one.version): set(one.hashes) for one in locked()}
