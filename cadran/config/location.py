"""Where a store and its configuration are found: from a URL to a file, and what lies beside it."""

from __future__ import annotations

import os
from pathlib import Path

from cadran.config.reading import read_config
from cadran.config.shape import NOTHING, Config
from cadran.errors import UsageError

DEFAULT_URL = "cadran.duckdb"
VARIABLE = "CADRAN_CONFIG"
FILE = "cadran.toml"
_SCHEMES = ("postgresql", "spark", "clickhouse")


def path_of(url: str) -> str:
    """The file of a store's URL: a bare path, or duckdb:///path (an absolute one, as in any URL).

    >>> path_of("centre.duckdb"), path_of("duckdb:///srv/centre.duckdb")
    ('centre.duckdb', '/srv/centre.duckdb')
    """
    scheme, separator, rest = url.partition("://")
    if not separator:
        return url
    if scheme == "duckdb":
        return "/" + rest.lstrip("/") if rest.startswith("/") else rest
    if scheme in _SCHEMES:
        raise UsageError(
            'This version has no engine for "{scheme}://" yet. Give a path or duckdb:///path.', scheme=scheme
        )
    raise UsageError('"{url}" is not a store. Expected a path or duckdb:///path.', url=url)


def find_config(store: str | Path | None) -> Path | None:
    """The file that holds for a store: the one CADRAN_CONFIG names, else cadran.toml beside the store's file."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    beside = Path(store).parent / FILE if store is not None and str(store) != ":memory:" else None
    return beside if beside is not None and beside.is_file() else None


def configured(path: str | None, config: Config | str | Path | None = None) -> Config:
    """The configuration that holds for a store's file, read and checked against the catalogue."""
    if isinstance(config, Config):
        return config
    file = Path(config) if config is not None else find_config(path)
    return NOTHING if file is None else read_config(file)
