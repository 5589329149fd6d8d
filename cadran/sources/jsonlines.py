"""JSON lines: one object a line; its top-level keys are the columns, nested values stay JSON text."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from cadran.errors import InputError
from cadran.sources.base import FileOptions, Ragged, Source, identifier, literal
from cadran.sources.text import examine

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# A separator that no text holds: the reader then gives whole lines.
_LINES = "auto_detect=false, header=false, delim='\x01\x02\x03', quote='', escape='', columns={l: 'VARCHAR'}"


def _lines(path: Path) -> str:
    return f"read_csv({literal(str(path))}, {_LINES})"


@dataclass
class JsonLines(Source):
    """A file of JSON objects."""

    def scan(self, tag: str) -> str:
        assert self.path is not None
        shape = "{" + ", ".join(f'"{_json(h)}": "VARCHAR"' for h in self.headers) + "}"
        fields = ", ".join(f"o.{identifier(h)} AS {c}" for h, c in zip(self.headers, self.columns, strict=True))
        return (
            f"(SELECT {fields} FROM (SELECT json_transform(l, {literal(shape)}) AS o FROM {_lines(self.path)} "
            "WHERE json_type(TRY_CAST(l AS JSON)) = 'OBJECT'))"
        )

    def ragged(self, connection: DuckDBPyConnection, tag: str) -> list[Ragged]:
        assert self.path is not None
        rows = connection.execute(
            f"SELECT line, l FROM (SELECT row_number() OVER () AS line, l FROM {_lines(self.path)}) "
            "WHERE l IS NOT NULL AND trim(l) <> '' AND json_type(TRY_CAST(l AS JSON)) IS DISTINCT FROM 'OBJECT'"
        ).fetchall()
        return [Ragged(line, "is not a JSON object on one line", text) for line, text in rows]

    def faulty(self, connection: DuckDBPyConnection, ordinals: str, tag: str) -> str:
        assert self.path is not None
        name = super().faulty(connection, ordinals, tag)
        connection.execute(
            f"""UPDATE {name} SET line = w.line, raw = w.l FROM (
                SELECT row_number() OVER () - 1 AS n, line, l FROM (
                    SELECT row_number() OVER () AS line, l FROM {_lines(self.path)})
                WHERE json_type(TRY_CAST(l AS JSON)) = 'OBJECT') w WHERE w.n = {name}.n"""
        )
        return name


def _json(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def open_jsonlines(path: Path, options: FileOptions, connection: DuckDBPyConnection) -> JsonLines:
    """The keys of every object are looked at, not only the first ones'."""
    text = examine(path, options.encoding)
    if not text.encoding.startswith("utf-8"):
        raise InputError(f"{path.name} is not UTF-8, as JSON must be. Export it again in UTF-8.")
    try:
        keys = connection.execute(
            "SELECT k FROM (SELECT unnest(json_keys(j)) AS k, n FROM (SELECT TRY_CAST(l AS JSON) AS j, "
            f"row_number() OVER () AS n FROM {_lines(path)}) WHERE json_type(j) = 'OBJECT') "
            "GROUP BY k ORDER BY min(n)"
        ).fetchall()
    except duckdb.Error as error:
        raise InputError(f"{path.name} cannot be read as JSON lines: {str(error).splitlines()[0]}") from None
    if not keys:
        raise InputError(f'{path.name} holds no JSON object. Expected one object a line, such as {{"lead_id": "1"}}.')
    headers = tuple(str(key) for (key,) in keys)
    facts = (("kind", "JSON lines"), ("encoding", "utf-8"))
    return JsonLines(path.name, headers, tuple("VARCHAR" for _ in headers), options, path, facts, header="")
