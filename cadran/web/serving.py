"""A server made ready and run: the data folder, its secret, the people's database, the first administrator."""

from __future__ import annotations

import contextlib
import importlib.util
import ipaddress
import os
import secrets
import signal
import socket
import sys
import warnings
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import django
import uvicorn
from django.core.management import call_command

from cadran.errors import StoreError, UsageError
from cadran.messages import Message
from cadran.messages.terms import system_reason
from cadran.server.address import private
from cadran.server.listener import Listener
from cadran.server.owner import MEMORY, Owner
from cadran.web import executor
from cadran.web.connections import Connection

SECRET_LENGTH = 50
PUBLISHED = (
    "django-insecure-",
    "changeme",
    "change-me",
    "secret",
    "password",
    "example",
    "insecure",
    "default",
    "test",
)
"""Beginnings of keys that stand in examples and settings that anyone can read."""


@dataclass(frozen=True)
class Options:
    """How to serve: see `cadran serve`."""

    store: str
    data: Path
    host: str = "127.0.0.1"
    port: int = 8300
    hosts: tuple[str, ...] = ()
    tls: bool = False
    proxies: str = "127.0.0.1"
    link: bool = False
    """Print a one-time link even when an administrator has a password."""

    @property
    def is_loopback(self) -> bool:
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host.strip("[]")).is_loopback
        except ValueError:
            return False

    @property
    def address(self) -> str:
        """The address to open in a browser."""
        if self.tls and self.hosts:
            return f"https://{self.hosts[0]}"
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::", "[::]") else self.host
        return f"http://{f'[{host}]' if ':' in host and not host.startswith('[') else host}:{self.port}"


def check(options: Options, environment: Mapping[str, str]) -> None:
    """Refuse what would be unsafe to serve; UsageError says what to do instead."""
    debug = environment.get("CADRAN_DEBUG", "").lower() in ("1", "true", "yes", "on")
    if debug and not options.is_loopback:
        raise UsageError(
            "CADRAN_DEBUG shows code and values to whoever reaches {host}. Unset it, or serve on 127.0.0.1.",
            host=options.host,
        )
    if not options.is_loopback and not options.hosts:
        raise UsageError(
            "Serving on {host} needs the names it is reached by: add --allow-host cadran.example.com "
            "(and --tls behind a proxy with a certificate).",
            host=options.host,
        )
    key = environment.get("CADRAN_SECRET_KEY")
    if key is not None:
        check_secret(key, "CADRAN_SECRET_KEY")
    check_database(environment.get("CADRAN_DATABASE", ""))


def check_database(url: str) -> None:
    """Refuse a database of people that is none, or that nothing here can speak to."""
    if not url:
        return
    if not url.startswith(("postgresql://", "postgres://")):
        raise UsageError(
            "CADRAN_DATABASE is not a PostgreSQL address. Expected "
            "postgresql://user:password@host/name; unset it to keep people in SQLite, in the data "
            "folder."
        )
    if importlib.util.find_spec("psycopg") is None:
        raise UsageError("CADRAN_DATABASE needs the psycopg package. Install it: pip install psycopg[binary]")


def check_secret(key: str, name: str) -> None:
    """Refuse a key that is short, poor or published."""
    lowered = key.strip().lower()
    if len(key.strip()) < SECRET_LENGTH or len(set(key)) < 10 or lowered.startswith(PUBLISHED):
        raise UsageError(
            "{name} is too weak or is a published example: sessions could be forged. Unset it to "
            "have one made in the data folder, or give {length} random characters or more.",
            name=name,
            length=SECRET_LENGTH,
        )


def prepare(options: Options) -> None:
    """The data folder, its secret, Django set up on it, the people's database at this version."""
    check(options, os.environ)
    options.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    if "CADRAN_SECRET_KEY" not in os.environ:
        secret(options.data / "secret.key")
    os.environ.update(
        DJANGO_SETTINGS_MODULE="cadran.web.settings",
        CADRAN_DATA=str(options.data.resolve()),
        CADRAN_STORE=options.store,
        CADRAN_TLS="1" if options.tls else "0",
        CADRAN_HOSTS=",".join((*options.hosts, *(() if options.is_loopback else (options.host,)))),
    )
    mask = os.umask(0o077)
    try:
        django.setup()
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        os.umask(mask)


def secret(file: Path) -> str:
    """The key of the data folder, made at the first start; one that others could read is refused."""
    if not file.exists():
        private(file, secrets.token_urlsafe(64) + "\n")
    if file.stat().st_mode & 0o077:
        raise UsageError(
            '"{file}" can be read by others. Run: chmod 600 {file} (and sign in again if they may have).', file=file
        )
    key = file.read_text(encoding="ascii").strip()
    check_secret(key, str(file))
    return key


def first_link(options: Options) -> str | None:
    """A one-time link for the administrator: at the first start, until they have a password, or when asked for."""
    from cadran.web.administrator import link  # noqa: PLC0415 - models exist only after Django's setup

    token = link(always=options.link)
    return None if token is None else f"{options.address}/welcome/{token}/"


def warming(owner: Owner) -> AbstractContextManager[object]:
    """Pages opened ahead, for as long as the server runs."""
    from cadran.web.warming import Warming  # noqa: PLC0415 - models exist only after Django's setup

    return Warming(owner)


def serve(options: Options, say: Callable[[Message], None]) -> None:
    """Serve until interrupted. `say` tells the terminal what (address, link, clear) and which; StoreError when another server holds the store."""
    prepare(options)
    listening = _bound(options)
    with (
        contextlib.closing(listening),
        executor.start(options.store, memory=os.environ.get("CADRAN_MEMORY") or MEMORY) as owner,
    ):
        with Listener(owner):
            link = first_link(options)
            say(Message("Cadran: {address}  (Ctrl-C to stop)", address=options.address))
            if link:
                say(Message("To come in, once and within the hour: {link}", link=link))
            if not options.is_loopback and not options.tls:
                say(
                    Message(
                        "Without --tls, passwords cross {host} in clear: put a proxy with a certificate in front.",
                        host=options.host,
                    )
                )
            with warming(owner):
                _run(options, listening)
        executor.forget()


def _bound(options: Options) -> socket.socket:
    """The listening socket: taken before anything is said, so that what is said is true."""
    host = options.host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, options.port))
    except OSError as error:
        found.close()
        raise StoreError(
            "{host}:{port} cannot be listened on ({reason}). Is Cadran already running? Otherwise: --port",
            host=host,
            port=options.port,
            reason=system_reason(error),
        ) from None
    return found


def _run(options: Options, listening: socket.socket) -> None:
    config = uvicorn.Config(
        "cadran.web.asgi:application",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=options.tls,
        forwarded_allow_ips=options.proxies,
        timeout_graceful_shutdown=5,
        lifespan="off",
        http=Connection,
        ws="none",
    )
    # static files are small and read in a thread of their own: Django only notes that it takes them whole
    warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
    # the server passes the signal that ended it on: as an interruption it leaves time to leave the place tidy
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])


def is_interactive() -> bool:
    """Whether somebody is at the terminal to follow a link; never under CI."""
    return sys.stdin.isatty() and sys.stdout.isatty() and not os.environ.get("CI")
