"""JSON lines: one object a line; its keys are the columns, those of objects within it by their path ("user.id").

Lists stay JSON text, as does a key that is an object on some lines and a plain value on others. A document that is one
list of objects, or an object with one such list beside plain values (a page of an API), is read as its objects' lines.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import duckdb

from cadran.errors import InputError
from cadran.messages import Message
from cadran.sources.base import FileOptions, Ragged, Source, identifier, literal
from cadran.sources.text import examine

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_DEEPEST = 4
"""How many keys a path may have; what lies deeper stays JSON text."""

DOCUMENT_LIMIT = 256 * 1024 * 1024
"""Bytes of a document that is not JSON lines: it is read whole."""

Path_ = tuple[str, ...]

# A separator that no text holds: the reader then gives whole lines.
_LINES = "auto_detect=false, header=false, delim='\x01\x02\x03', quote='', escape='', columns={l: 'VARCHAR'}"


def _lines(path: Path) -> str:
    return f"read_csv({literal(str(path))}, {_LINES})"


@dataclass
class JsonLines(Source):
    """A file of JSON objects; `paths` lead to each column's values."""

    paths: tuple[Path_, ...] = ()
    read_path: Path = Path()
    folder: TemporaryDirectory[str] | None = None

    def scan(self, tag: str) -> str:
        shape: dict[str, Any] = {}
        for keys in self.paths:
            inner = shape
            for key in keys[:-1]:
                inner = inner.setdefault(key, {})
            inner[keys[-1]] = "VARCHAR"
        fields = ", ".join(
            f"o.{'.'.join(identifier(key) for key in keys)} AS {column}"
            for keys, column in zip(self.paths, self.columns, strict=True)
        )
        text = literal(json.dumps(shape, ensure_ascii=False))
        return (
            f"(SELECT {fields} FROM (SELECT json_transform(l, {text}) AS o FROM {_lines(self.read_path)} "
            "WHERE json_type(TRY_CAST(l AS JSON)) = 'OBJECT'))"
        )

    def ragged(self, connection: DuckDBPyConnection, tag: str) -> list[Ragged]:
        rows = connection.execute(
            f"SELECT line, l FROM (SELECT row_number() OVER () AS line, l FROM {_lines(self.read_path)}) "
            "WHERE l IS NOT NULL AND trim(l) <> '' AND json_type(TRY_CAST(l AS JSON)) IS DISTINCT FROM 'OBJECT'"
        ).fetchall()
        return [Ragged(line, Message("is not a JSON object on one line"), text) for line, text in rows]

    def outside_count(self, connection: DuckDBPyConnection) -> int:
        with self.read_path.open("rb") as stream:
            return sum(bool(line.strip()) for line in stream)

    def scanned_ragged(self, connection: DuckDBPyConnection, tag: str) -> int:
        return self.ragged_count(connection, tag)

    def faulty(self, connection: DuckDBPyConnection, ordinals: str, tag: str) -> str:
        name = super().faulty(connection, ordinals, tag)
        connection.execute(
            f"""UPDATE {name} SET line = w.line, raw = w.l FROM (
                SELECT row_number() OVER () - 1 AS n, line, l FROM (
                    SELECT row_number() OVER () AS line, l FROM {_lines(self.read_path)})
                WHERE json_type(TRY_CAST(l AS JSON)) = 'OBJECT') w WHERE w.n = {name}.n"""
        )
        return name


def _paths(path: Path, connection: DuckDBPyConnection, above: Path_ = ()) -> list[Path_]:
    """The paths of a file's values, in order of first appearance; the keys of every object are looked at."""
    place = "$" + "".join(f".{json.dumps(key, ensure_ascii=False)}" for key in above)
    rows = connection.execute(
        "SELECT k, bool_and(json_type(j -> k) IN ('OBJECT', 'NULL')) AND bool_or(json_type(j -> k) = 'OBJECT') FROM ("
        f"SELECT unnest(json_keys(j)) AS k, j, n FROM (SELECT json_extract(j, {literal(place)}) AS j, n FROM ("
        f"SELECT TRY_CAST(l AS JSON) AS j, row_number() OVER () AS n FROM {_lines(path)})) WHERE json_type(j) = 'OBJECT') "
        "GROUP BY k ORDER BY min(n)"
    ).fetchall()
    found: list[Path_] = []
    for key, is_object in rows:
        here = (*above, str(key))
        found += (_paths(path, connection, here) if is_object and len(here) < _DEEPEST else []) or [here]
    return found


def _unpacked(path: Path) -> TemporaryDirectory[str] | None:
    """A folder with the records of a JSON document, a line each; None where the file is JSON lines, or nothing of the kind."""
    with path.open("rb") as stream:
        head = stream.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head.startswith(b"[") and path.suffix.lower() != ".json":
        return None
    if path.stat().st_size > DOCUMENT_LIMIT:
        if head.startswith(b"["):
            raise InputError(
                "{file} is one JSON document of more than 256 MB. Export it as JSON lines, an object a line.",
                file=path.name,
            )
        return None
    try:
        records = _records(json.loads(path.read_text(encoding="utf-8-sig")))
    except RecursionError:
        raise InputError(
            "{file} is nested too deeply to be a table. Export it as JSON lines, a flat object a line.", file=path.name
        ) from None
    except ValueError:
        return None
    if records is None:
        return None
    folder = TemporaryDirectory(prefix="cadran-")
    with (Path(folder.name) / "records.jsonl").open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(json.dumps(record) + "\n" for record in records)
    return folder


def _records(document: Any) -> list[Any] | None:
    """The list of objects that a document is, or holds beside plain values."""
    if isinstance(document, dict):
        lists = [value for value in document.values() if isinstance(value, list)]
        plain = not any(isinstance(value, dict) for value in document.values())
        document = lists[0] if len(lists) == 1 and plain else None
    return document if document and all(isinstance(one, dict) for one in document) else None


def open_jsonlines(path: Path, options: FileOptions, connection: DuckDBPyConnection) -> JsonLines:
    """Its columns are the values of every object, found line by line."""
    text = examine(path, options.encoding)
    if not text.encoding.startswith("utf-8"):
        raise InputError("{file} is not UTF-8, as JSON must be. Export it again in UTF-8.", file=path.name)
    folder = _unpacked(path)
    read_path = path if folder is None else Path(folder.name) / "records.jsonl"
    try:
        paths = tuple(_paths(read_path, connection))
    except duckdb.Error as error:
        raise InputError(
            "{file} cannot be read as JSON lines: {reason}", file=path.name, reason=str(error).splitlines()[0]
        ) from None
    if not paths:
        raise InputError(
            '{file} holds no JSON object. Expected one object a line, such as {{"lead_id": "1"}}.', file=path.name
        )
    headers = tuple(".".join(keys) for keys in paths)
    kind = Message("JSON lines") if folder is None else Message("JSON document")
    facts = (("kind", kind), ("encoding", Message("{encoding}", encoding="utf-8")))
    return JsonLines(
        path.name,
        headers,
        tuple("VARCHAR" for _ in headers),
        options,
        path,
        facts,
        header="",
        paths=paths,
        read_path=read_path,
        folder=folder,
    )
