"""`cadran serve`: the screens and the API, by the one process that holds the store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from cadran.cli.common import language_option, tell
from cadran.cli.harmless import echo
from cadran.config.location import path_of
from cadran.messages import Message

if TYPE_CHECKING:
    from cadran.web.serving import Options

DATA, STORE = "cadran-data", "cadran.duckdb"


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8300, show_default=True, help="Port to listen on.")
@click.option(
    "--data",
    envvar="CADRAN_DATA",
    type=click.Path(file_okay=False, path_type=Path),
    help=f"Folder of the secret and of the people's database (default: {DATA} beside the store; also CADRAN_DATA).",
)
@click.option(
    "--store",
    "store_url",
    envvar="CADRAN_STORE",
    metavar="URL",
    help=f"The store (default: {STORE} in the data folder if --data is given, else here; also CADRAN_STORE).",
)
@click.option(
    "--allow-host",
    "hosts",
    multiple=True,
    envvar="CADRAN_HOSTS",
    help="A host name it is reached by, besides loopback.",
)
@click.option("--tls", is_flag=True, envvar="CADRAN_TLS", help="It is served behind TLS: secure cookies, HSTS.")
@click.option(
    "--proxy",
    "proxies",
    default="127.0.0.1",
    show_default=True,
    help="With --tls, the proxy's address, to be believed.",
)
@click.option("--link", is_flag=True, help="Print a one-time sign-in link for the administrator.")
@language_option
def serve(
    host: str,
    port: int,
    data: Path | None,
    store_url: str | None,
    hosts: tuple[str, ...],
    tls: bool,
    proxies: str,
    link: bool,
    language: str,
) -> None:
    """Serve the screens and the API, until interrupted (Ctrl-C).

    The first start makes the data folder, its secret and the administrator, who comes in by the link that is printed.
    Other commands find the server by a file beside the store, and go through it.
    """
    from cadran.web.serving import Options
    from cadran.web.serving import serve as run

    store = store_url or (str(data / STORE) if data else STORE)
    named = tuple(name.strip() for host_names in hosts for name in host_names.split(",") if name.strip())
    run(Options(store, _folder(data, store), host, port, named, tls, proxies, link), _tell(language))


def _folder(data: Path | None, store: str) -> Path:

    return data or Path(path_of(store)).parent / DATA


def _tell(language: str) -> Callable[[Message], None]:
    return lambda said: echo(said.text(language))


def serve_demo(store_url: str, language: str) -> None:
    """How a demonstration ends: served with a one-time link where somebody is there to follow it, else told how."""
    from cadran.web.serving import is_interactive

    if not is_interactive():
        tell(language, "To open it in a browser: cadran serve --link --store {store}", store=quote(store_url))
        return
    from cadran.web.serving import serve as run

    run(demo_options(store_url), _tell(language))


def demo_options(store_url: str) -> Options:
    """Served on loopback, always with a link: a demonstration has no one to keep out but others of the machine."""
    from cadran.web.serving import Options

    return Options(store_url, _folder(None, store_url), link=True)
