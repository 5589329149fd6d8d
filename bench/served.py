"""A served demonstration to put under load: its store, its people signed in, the server as a process of its own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import cadran
from bench.data import FOLDER
from bench.running import command

SESSIONS = {"manager": 20, "analyst": 4, "supervisor": 10, "agent": 10, "client": 6}
"""How many of the fifty are signed in as what."""

_PEOPLE = """
import json, sys
import django
django.setup()
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from cadran.web.models import Grant
from cadran.server.owner import Owner
from cadran.store import open as open_store
from cadran.web.access import scope_of
call_command("migrate", verbosity=0, interactive=False)
owner, made = Owner(open_store(sys.argv[1])), []
for place, grant in enumerate(json.load(sys.stdin)):
    user = get_user_model().objects.create_user(f"bench{place}")
    Grant.objects.create(user=user, **grant)
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session.create()
    made.append((session.session_key, owner.askable(scope_of(user))))
json.dump(made, sys.stdout)
"""


@dataclass(frozen=True)
class Person:
    """Somebody signed in: the role, the key of the session, the KPIs that are theirs to see."""

    role: str
    session: str
    kpis: tuple[str, ...]


@dataclass(frozen=True)
class Served:
    """A running server."""

    process: subprocess.Popen[bytes]
    port: int
    store: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def processor(self) -> float:
        """Seconds of processor it has used, on however many."""
        parts = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")

    def megabytes(self) -> float:
        """The most memory it has had resident."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def centre(scale: float) -> Path:
    """A demonstration at this scale (1 is a million attempts), made once and kept."""
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"centre_{scale:g}.duckdb"
    if not path.exists():
        made = FOLDER / f"making_{scale:g}.duckdb"
        command([sys.executable, "-m", "cadran", "demo", "--scale", f"{scale:g}", "--store", str(made)])
        made.rename(path)
    return path


def members(store: Path) -> dict[str, list[str]]:
    """The members of the dimensions that visitors filter by, as their figures have them."""
    with cadran.open(store) as opened:
        return {
            name: [str(row["key"][name]) for row in opened.kpis(["attempts"], by=[name]).rows if row["key"][name]]
            for name in ("campaign", "client", "list", "source", "segment", "team", "agent", "phone_type")
        }


def environment(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CADRAN_", "DJANGO_"))}
    return {**kept, "CI": "1", "DJANGO_SETTINGS_MODULE": "cadran.web.settings", "CADRAN_DATA": str(data)}


def people(store: Path, data: Path, known: dict[str, list[str]]) -> list[Person]:
    """Fifty people with sessions in the data folder, narrowed each to a team, an agent, a client in turn."""
    wanted: list[tuple[str, dict[str, list[str]]]] = []
    for role, count in SESSIONS.items():
        for place in range(count):
            sides = {}
            if side := {"supervisor": "team", "agent": "agent", "client": "client"}.get(role):
                sides[f"{side}s"] = [known[side][place % len(known[side])]]
            wanted.append((role, sides))
    grants = [{"role": role, "may_see_costs": role == "manager", **sides} for role, sides in wanted]
    made = subprocess.run(
        [sys.executable, "-c", _PEOPLE, str(store)], input=json.dumps(grants), capture_output=True, text=True, check=True,
        env=environment(data),
    )  # fmt: skip
    found = json.loads(made.stdout)
    return [Person(role, key, tuple(kpis)) for (role, _), (key, kpis) in zip(wanted, found, strict=True)]


def fresh(store: Path) -> tuple[Path, Path]:
    """A copy of the store to serve, and an empty data folder with a secret."""
    served, data = FOLDER / "served.duckdb", FOLDER / "served-data"
    for file in (served, Path(f"{served}.wal")):
        file.unlink(missing_ok=True)
    shutil.copy(store, served)
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(mode=0o700)
    secret = data / "secret.key"
    secret.touch(mode=0o600)
    secret.write_text(os.urandom(48).hex() + "\n", encoding="ascii")
    return served, data


@contextmanager
def serving(store: Path, data: Path) -> Iterator[Served]:
    """`cadran serve` on a free port of loopback, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = subprocess.Popen(
        [sys.executable, "-m", "cadran", "serve", "--port", str(port), "--data", str(data), "--store", str(store)],
        stdout=subprocess.DEVNULL, env=environment(data),
    )  # fmt: skip
    try:
        _wait(process, port)
        yield Served(process, port, store)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def _wait(process: subprocess.Popen[bytes], port: int, patience_s: float = 120) -> None:
    end = time.monotonic() + patience_s
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the server did not start")
