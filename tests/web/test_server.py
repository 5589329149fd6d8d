"""One process owns the store: a real server on a free port, and commands that go through it.

The server is started once for the module, on an empty data folder, as a person would.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError

import pytest

from cadran.errors import StoreBusyError, UsageError
from cadran.executor.local import open as open_store
from cadran.server.address import find
from cadran.server.client import reach
from cadran.web.serving import Options, check, check_secret, secret

CSV = "attempt_id,lead_id,campaign_id,started_at,outcome\n1,L1,A,2026-09-01T10:00:00Z,busy\n2,L2,A,2026-09-01T11:00:00Z,refused\n"


@dataclass
class Served:
    """A running server."""

    process: subprocess.Popen[str]
    data: Path
    address: str
    said: list[str]

    @property
    def store(self) -> str:
        return str(self.data / "cadran.duckdb")

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(self.address + path, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            return error.code, error.read().decode()


def _environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CADRAN_", "DJANGO_"))}
    return {**kept, "CI": "1", **more}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def cadran(*arguments: str, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command, in a process of its own."""
    command = [sys.executable, "-m", "cadran", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=90, cwd=cwd, env=_environment(**environment))


def start(data: Path, *more: str) -> Served:
    """`cadran serve`, once it answers."""
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "cadran", "serve", "--port", str(port), "--data", str(data), *more],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=_environment(),
    )  # fmt: skip
    said: list[str] = []
    assert process.stdout is not None
    threading.Thread(target=lambda: said.extend(iter(process.stdout.readline, "")), daemon=True).start()  # type: ignore[union-attr]
    served = Served(process, data, f"http://127.0.0.1:{port}", said)
    limit = time.monotonic() + 60
    while time.monotonic() < limit and process.poll() is None:
        try:
            served.get("/sign-in/")
            return served
        except OSError:
            time.sleep(0.1)
    process.kill()
    pytest.fail("the server did not start: " + "".join(said))


def stop(served: Served, number: int = signal.SIGTERM) -> None:
    """End the server that `start` started."""
    served.process.send_signal(number)
    served.process.wait(20)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    running = start(tmp_path_factory.mktemp("served") / "data")
    yield running
    stop(running)


def test_the_first_start_makes_a_private_folder_and_a_link_that_signs_in_once(served: Served) -> None:
    for name in ("secret.key", "cadran.sqlite3", "cadran.duckdb.server", "cadran.duckdb.server.sock"):
        assert stat.S_IMODE((served.data / name).stat().st_mode) & 0o077 == 0, name
    assert stat.S_IMODE(served.data.stat().st_mode) == 0o700
    link = re.search(r"http://\S+/welcome/\S+/", "".join(served.said))
    assert link is not None
    status, page = served.get(link.group().removeprefix(served.address))
    assert status == 200
    assert "admin" in page
    assert served.get("/welcome/nothing/")[0] == 404
    assert served.get("/api/v1/kpis")[0] == 401


def test_commands_go_through_the_server(served: Served, tmp_path: Path) -> None:
    (tmp_path / "calls.csv").write_text(CSV, encoding="utf-8")
    with pytest.raises(StoreBusyError):
        open_store(served.store)  # nobody else can hold it
    loaded = cadran("import", "calls.csv", "--as", "attempts", "--store", served.store, "--lang", "en", cwd=tmp_path)
    assert loaded.returncode == 0, loaded.stderr
    figure = cadran("kpi", "calls", "--by", "campaign", "--format", "json", "--store", served.store)
    assert json.loads(figure.stdout)["rows"] == [
        {"key": {"campaign": "A"}, "values": json.loads(figure.stdout)["rows"][0]["values"]}
    ]
    assert json.loads(figure.stdout)["total"]["calls"]["value"] == 2
    rows = cadran("rows", "calls", "--format", "json", "--store", served.store)
    assert [row["attempt_id"] for row in json.loads(rows.stdout)] == ["1", "2"]
    assert [
        line["table"] for line in json.loads(cadran("imports", "--format", "json", "--store", served.store).stdout)
    ] == ["attempts"]
    assert json.loads(cadran("check", "--format", "json", "--store", served.store).stdout)["tables"][0]["rows"] == 2
    assert cadran("rejects", "--store", served.store).returncode == 0
    assert "FROM" in cadran("kpi", "calls", "--explain", "--store", served.store).stdout
    wrong = cadran("kpi", "cals", "--store", served.store)
    assert wrong.returncode == 2
    assert "Vouliez-vous dire «\u00a0calls\u00a0»" in wrong.stderr
    wrong = cadran("kpi", "cals", "--store", served.store, CADRAN_LANG="en")
    assert 'Did you mean "calls"' in wrong.stderr
    undone = cadran("undo", "1", "--store", served.store)
    assert undone.returncode == 0, undone.stderr
    assert json.loads(cadran("kpi", "calls", "--format", "json", "--store", served.store).stdout)["total"]["calls"][
        "value"
    ] in (0, None)


def test_a_second_server_is_refused_with_the_reason(served: Served) -> None:
    other = cadran("serve", "--port", str(_free_port()), "--data", str(served.data), CADRAN_LANG="en")
    assert other.returncode == 1
    assert "held by process" in other.stderr
    assert served.get("/sign-in/")[0] == 200
    assert cadran("imports", "--store", served.store).returncode == 0  # the first one's place is still there


def test_a_second_server_is_refused_by_whatever_name_it_calls_the_store(served: Served, tmp_path: Path) -> None:
    """A folder of its own, and the store by a link: the first goes on, and commands by that name go through it."""
    link = tmp_path / "link.duckdb"
    link.symlink_to(served.store)
    for language, said in (("en", "only one process at a time"), ("fr", "un seul processus à la fois")):
        other = cadran(
            "serve",
            "--port",
            str(_free_port()),
            "--data",
            str(tmp_path / "d"),
            "--store",
            str(link),
            "--lang",
            language,
        )
        assert other.returncode == 1
        assert said in other.stderr
        assert str(served.process.pid) in other.stderr
    assert cadran("imports", "--store", str(link)).returncode == 0
    assert served.get("/health/")[0] == 200


def test_a_port_in_use_is_told(served: Served, tmp_path: Path) -> None:
    port = served.address.rpartition(":")[2]
    other = cadran("serve", "--port", port, "--data", str(tmp_path / "other"))
    assert other.returncode == 1
    assert "--port" in other.stderr


def test_killed_it_leaves_a_place_that_nobody_minds(tmp_path: Path) -> None:
    running = start(tmp_path / "data")
    stop(running, signal.SIGKILL)
    assert find(running.store) is not None
    assert reach(running.store) is None
    done = cadran("imports", "--store", running.store)
    assert done.returncode == 0, done.stderr
    again = start(tmp_path / "data")
    try:
        assert cadran("imports", "--store", again.store).returncode == 0
    finally:
        stop(again)
    assert find(running.store) is None


# what is refused before anything is served


@pytest.mark.parametrize("options", [
    {"CADRAN_SECRET_KEY": "django-insecure-" + "abcdefghijklmnopqrstuvwxyz0123456789" * 2},
    {"CADRAN_SECRET_KEY": "short"},
    {"CADRAN_SECRET_KEY": "a" * 80},
    {"CADRAN_SECRET_KEY": "changeme" + "abcdefghijklmnopqrstuvwxyz0123456789" * 2},
])  # fmt: skip
def test_a_weak_or_published_secret_is_refused(options: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="too weak or is a published example"):
        check(Options("x", Path()), options)


@pytest.mark.parametrize("url", ["mysql://u@h/d", "cadran.sqlite3", "postgres"])
def test_a_database_of_people_that_is_no_postgresql_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="not a PostgreSQL address"):
        check(Options("x", Path()), {"CADRAN_DATABASE": url})


def test_postgresql_without_its_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(UsageError, match="pip install"):
        check(Options("x", Path()), {"CADRAN_DATABASE": "postgresql://u@h/d"})


def test_debug_is_refused_on_any_address_but_loopback() -> None:
    for host in ("127.0.0.1", "::1", "localhost", "127.8.8.8"):
        check(Options("x", Path(), host), {"CADRAN_DEBUG": "1"})
    for host in ("0.0.0.0", "::", "192.0.2.1", "cadran.example.com"):
        with pytest.raises(UsageError, match="CADRAN_DEBUG"):
            check(Options("x", Path(), host, hosts=("cadran.example.com",)), {"CADRAN_DEBUG": "1"})


def test_a_public_address_needs_the_names_it_is_reached_by() -> None:
    with pytest.raises(UsageError, match="--allow-host"):
        check(Options("x", Path(), "0.0.0.0"), {})
    check(Options("x", Path(), "0.0.0.0", hosts=("cadran.example.com",)), {})


def test_serving_is_refused_as_a_command_too(tmp_path: Path) -> None:
    refused = cadran("serve", "--data", str(tmp_path / "d"), CADRAN_SECRET_KEY="changeme")
    assert refused.returncode == 2
    assert "CADRAN_SECRET_KEY" in refused.stderr
    assert not (tmp_path / "d").exists()


def test_the_secret_is_made_once_and_never_read_from_a_public_file(tmp_path: Path) -> None:
    file = tmp_path / "secret.key"
    key = secret(file)
    check_secret(key, "key")
    assert secret(file) == key
    file.chmod(0o644)
    with pytest.raises(UsageError, match="chmod 600"):
        secret(file)
