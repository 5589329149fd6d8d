"""Whatever is typed, a person gets a message: every command with values that nobody means, and no traceback."""

from __future__ import annotations

import itertools
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from cadran.cli.main import COMMANDS, cli, run
from cadran.executor.local import open as open_store
from tests.conftest import table

VALUES = (
    "", " ", "-1", "0", "99999999999999999999", "1e400", "nan", "é\u202e", "a" * 5000, "'; DROP TABLE attempts; --", "=", "campaign=",
    "=x", "campaign=A\\", "%00", "../../../etc/passwd", "9999-12-31", "0001-01-01", "9999-12-31T23:59:59+23:59", "2026-02-30",
    "2026-01-01:2025-01-01", ":", "1/2/3/4", "\udcff", "[limits]", "/", "/dev/null", "/proc/self/mem", "attempts", "contact_rate",
)  # fmt: skip
SKIPPED = {"serve", "demo"}
"""They run until they are stopped, or make a centre: their options are tried in tests of their own."""


@pytest.fixture(autouse=True)
def environment() -> Iterator[None]:
    """What a command that was refused left in the environment of this process is no matter of the next test."""
    former = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(former)


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hostile") / "centre.duckdb"
    with open_store(path) as store:
        store.load(
            "attempts",
            table([{"attempt_id": "1", "lead_id": "L1", "started_at": "2026-09-01T10:00:00Z", "outcome": "busy"}]),
        )
    return path


def _parameters() -> list[tuple[str, click.Parameter]]:
    found = []
    for name in COMMANDS:
        command = cli.get_command(click.Context(cli), name)
        assert command is not None
        found += [(name, parameter) for parameter in command.params if name not in SKIPPED]
    return found


def _told(capfd: pytest.CaptureFixture[str], arguments: list[str]) -> tuple[int, str]:
    code = run(arguments)
    out, err = capfd.readouterr()
    return code, out + err


def _needed(name: str) -> list[str]:
    return {
        "rows": ["calls"], "undo": ["1"], "import": ["missing.csv"], "restore": ["missing"], "backup": ["/"], "view": ["funnel"]
    }.get(name, [])  # fmt: skip


@pytest.mark.parametrize(
    ("name", "parameter"), _parameters(), ids=lambda one: one if isinstance(one, str) else one.name or "?"
)
def test_no_value_of_any_option_fails_unforeseen(
    name: str, parameter: click.Parameter, centre: Path, tmp_path: Path, capfd: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "etc").mkdir()
    for value in VALUES:
        os.environ.pop("CADRAN_CONFIG", None)
        if parameter.name in ("output", "write_mapping", "target", "file") and value.startswith(("/", "..")):
            continue  # nothing is written outside of this test's folder
        flag = [parameter.opts[0]] if isinstance(parameter, click.Option) and parameter.is_flag else None
        if flag:
            given = flag
        elif isinstance(parameter, click.Option):
            given = [*_needed(name), f"{parameter.opts[0]}={value}"]
        else:
            given = ["--", value]
        store = [] if parameter.name == "store_url" or given[0] == "--" else ["--store", str(centre)]
        monkeypatch.setenv("CADRAN_STORE", str(centre))
        code, told = _told(
            capfd, [name, *store, "--lang", "en", *given] if parameter.name != "language" else [name, *store, *given]
        )
        assert code in (0, 1, 2, 3), (name, given, code, told)
        assert "Cadran failed" not in told and "Traceback" not in told, (name, given, told)


KPI = ("--by", "--grain", "--where", "--from", "--to", "--as-of", "--known-at", "--within", "--allocate", "--compare")


@pytest.mark.parametrize("pair", list(itertools.combinations(KPI, 2)), ids=" ".join)
def test_no_two_options_of_a_figure_fail_together(pair: tuple[str, str], centre: Path, capfd: Any) -> None:
    values = {
        "--by": ("campaign", "list,agent", "nope,campaign"), "--grain": ("hour", "year"), "--where": ("campaign=", "hour=x", "is_hot=maybe"),
        "--from": ("1900-01-01", "2199-12-31"), "--to": ("1900-01-02", "2199-12-31"), "--as-of": ("1900-01-01", "2199-12-31T23:59:59+14:00"),
        "--known-at": ("1900-01-01", "2199-01-01"), "--within": ("7d", "99999999d"), "--allocate": ("leads", "none"),
        "--compare": ("previous", "1900-01-01:1900-01-02", "now"),
    }  # fmt: skip
    for one, other in itertools.product(values[pair[0]], values[pair[1]]):
        code, told = _told(capfd, ["kpi", "calls", "--store", str(centre), pair[0], one, pair[1], other])
        assert code in (0, 1, 2) and "Cadran a échoué" not in told, (pair, one, other, told)


DEEP = 3000
CONFIGURATIONS = {
    "deep condition": f"[measures.m]\nfact='attempts'\nwhere='{'(' * DEEP}answered{')' * DEEP}'\n[kpis.k]\nnum='m'",
    "long chain": f"[measures.m]\nfact='attempts'\nwhere='{' AND '.join(['answered'] * DEEP)}'\n[kpis.k]\nnum='m'",
    "not not": f"[measures.m]\nfact='attempts'\nwhere='{'NOT ' * DEEP}answered'\n[kpis.k]\nnum='m'",
    "deep formula": f"[kpis.k]\nnum='{'(' * DEEP}attempts{')' * DEEP}'",
    "long formula": f"[kpis.k]\nnum='{' + '.join(['attempts'] * DEEP)}'",
    "NUL": '[measures.m]\nfact="attempts"\nwhere="outcome = \'a\\u0000b\'"\n[kpis.k]\nnum="m"',
    "deep table": f"a = {'[' * DEEP}{']' * DEEP}",
    "deep keys": f"{'.'.join(['a'] * DEEP)} = 1",
    "long list": f"[measures.m]\nfact='attempts'\nwhere=\"outcome IN ({', '.join(repr(str(n)) for n in range(DEEP // 2))})\"\n[kpis.k]\nnum='m'",
}


@pytest.mark.parametrize("kind", CONFIGURATIONS)
def test_a_configuration_of_any_depth_is_answered(kind: str, centre: Path, tmp_path: Path, capfd: Any) -> None:
    file = tmp_path / "own.toml"
    file.write_text(CONFIGURATIONS[kind])
    code, told = _told(capfd, ["kpi", "k", "--store", str(centre), "--config", str(file), "--lang", "en"])
    assert code == (0 if kind == "long list" else 1 if "deep t" in kind or "deep k" in kind else code), told
    assert "Cadran failed" not in told, told[:500]


def test_a_full_disk_and_a_closed_folder_are_said(centre: Path, tmp_path: Path, capfd: Any) -> None:
    code, told = _told(
        capfd, ["kpi", "calls", "--format", "csv", "-o", "/dev/full", "--store", str(centre), "--lang", "en"]
    )
    assert code == 1 and "No space left on device" in told
    code, told = _told(
        capfd, ["kpi", "calls", "--format", "csv", "-o", str(tmp_path / "no" / "where.csv"), "--store", str(centre)]
    )
    assert code in (1, 2) and "where.csv" in told


def test_what_is_made_is_its_users_own(tmp_path: Path, capfd: Any) -> None:
    """Whatever the umask: the store, its log, a backup, an export."""
    former = os.umask(0)
    try:
        (tmp_path / "calls.csv").write_text("attempt_id,lead_id,started_at,outcome\n1,L1,2026-09-01T10:00:00Z,busy\n")
        store = str(tmp_path / "centre.duckdb")
        assert _told(capfd, ["import", str(tmp_path / "calls.csv"), "--store", store])[0] == 0
        assert _told(capfd, ["backup", str(tmp_path / "copy.duckdb"), "--store", store])[0] == 0
        assert (
            _told(capfd, ["kpi", "calls", "--format", "csv", "-o", str(tmp_path / "figures.csv"), "--store", store])[0]
            == 0
        )
        assert _told(capfd, ["restore", str(tmp_path / "copy.duckdb"), "--force", "--store", store])[0] == 0
        with open_store(tmp_path / "library.duckdb"):
            assert stat.S_IMODE((tmp_path / "library.duckdb").stat().st_mode) == 0o600
        assert os.umask(0) == 0  # and the caller's own is as it was
    finally:
        os.umask(former)
    for path in tmp_path.iterdir():
        if path.name != "calls.csv" and not path.name.startswith("library"):
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name


@pytest.mark.parametrize("after", [0.3, 0.8, 1.5, 3.0])
def test_a_key_pressed_to_stop_it_is_no_failure(tmp_path: Path, after: float) -> None:
    """An import of 400,000 rows, stopped on the way, says so; nothing of it is kept, whole or not at all."""
    file = tmp_path / "calls.csv"
    with file.open("w") as out:
        out.write("attempt_id,lead_id,started_at,outcome\n")
        out.writelines(f"{n},L{n},2026-09-01T10:00:00Z,busy\n" for n in range(400_000))
    store = tmp_path / "centre.duckdb"
    process = subprocess.Popen(
        [sys.executable, "-m", "cadran", "import", str(file), "--store", str(store), "--lang", "en"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    time.sleep(after)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert "Traceback" not in err or process.returncode == -signal.SIGINT, err
    if process.returncode == 1:
        assert "Stopped." in err
        assert not store.exists()
