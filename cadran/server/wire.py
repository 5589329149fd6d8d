"""How owner and callers speak: frames of one kind byte and a length, JSON for words, Arrow IPC for tables.

A call is a WORDS frame {"call", "args"}, then a TABLE frame where it brings rows. The answer is any number of STEP
frames (text), then one WORDS, TABLE or FAULT frame. JSON marks what it has no writing for: {"$": kind, "v": value}.
"""

from __future__ import annotations

import base64
import json
import socket
import struct
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cadran import errors
from cadran.checks.overview import Finding, TableState
from cadran.errors import CadranError, StoreError
from cadran.keeping.backup import Restored
from cadran.keeping.erase import Erased, Person
from cadran.keeping.retention import Overdue
from cadran.messages import Message
from cadran.messages.message import as_data, from_data
from cadran.messages.terms import term
from cadran.query.columns import Beside, Columns, Form, Target
from cadran.query.keys import Keys
from cadran.query.periods import Period
from cadran.query.request import Request, Scope
from cadran.query.result import Result
from cadran.store.ledger import Import, Missing, Reject
from cadran.store.loads import Report
from cadran.store.trail import Entry

if TYPE_CHECKING:
    import pyarrow as pa

VERSION = 3
WORDS, TABLE, STEP, FAULT = b"W", b"T", b"S", b"F"
GREETING_LIMIT = 4096
LIMIT = 1 << 32

_HEAD = struct.Struct("!cQ")
_RECORDS: dict[str, type] = {
    kind.__name__: kind
    for kind in (
        Import, Missing, Reject, Report, Finding, TableState, Request, Scope, Restored, Person, Erased, Overdue, Entry,
        Result, Keys, Period, Columns, Form, Beside, Target,
    )
}  # fmt: skip
_READERS: dict[str, Callable[[Any], Any]] = {
    "day": date.fromisoformat,
    "instant": datetime.fromisoformat,
    "decimal": Decimal,
    "path": Path,
    "message": from_data,
    "tuple": tuple,
    "array": lambda told: np.frombuffer(base64.b64decode(told[2]), told[0]).reshape(told[1]),
}


class ClosedError(Exception):
    """The other side hung up."""


def send(to: socket.socket, kind: bytes, payload: bytes) -> None:
    """One frame."""
    to.sendall(_HEAD.pack(kind, len(payload)))
    to.sendall(payload)


def receive(source: socket.socket, limit: int = LIMIT) -> tuple[bytes, bytes]:
    """One frame: its kind and payload; ClosedError when there is no more, or too much."""
    kind, length = _HEAD.unpack(_exactly(source, _HEAD.size))
    if length > limit:
        raise ClosedError
    return kind, _exactly(source, length)


def _exactly(source: socket.socket, length: int) -> bytes:
    found = bytearray(length)
    view, have = memoryview(found), 0
    while have < length:
        got = source.recv_into(view[have:])
        if not got:
            raise ClosedError
        have += got
    return bytes(found)


def pack(value: Any) -> bytes:
    """A value as JSON."""
    return json.dumps(_marked(value), ensure_ascii=False, separators=(",", ":")).encode()


def unpack(payload: bytes) -> Any:
    """The value that `pack` wrote."""
    return json.loads(payload, object_hook=_unmarked)


def _marked(value: Any) -> Any:
    if isinstance(value, Message):
        return {"$": "message", "v": as_data(value)}
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, list):
        return [_marked(item) for item in value]
    if isinstance(value, Mapping):
        return {str(name): _marked(item) for name, item in value.items()}
    if isinstance(value, tuple):
        return {"$": "tuple", "v": [_marked(item) for item in value]}
    if isinstance(value, datetime):
        return {"$": "instant", "v": value.isoformat()}
    if isinstance(value, date):
        return {"$": "day", "v": value.isoformat()}
    if isinstance(value, Decimal):
        return {"$": "decimal", "v": str(value)}
    if isinstance(value, Path):
        return {"$": "path", "v": str(value)}
    if isinstance(value, np.ndarray):
        data = base64.b64encode(np.ascontiguousarray(value).data).decode()
        return {"$": "array", "v": [value.dtype.str, list(value.shape), data]}
    name = type(value).__name__
    if is_dataclass(value) and _RECORDS.get(name) is type(value):
        return {"$": name, "v": {field.name: _marked(getattr(value, field.name)) for field in fields(value)}}
    raise TypeError(f"{name} does not travel: {value!r}")


def _unmarked(found: dict[str, Any]) -> Any:
    kind = found.get("$")
    if kind is None or len(found) != 2 or "v" not in found:
        return found
    if kind in _READERS:
        return _READERS[kind](found["v"])
    if kind in _RECORDS:
        return _RECORDS[kind](**found["v"])
    raise StoreError(
        'The server sent a "{name}", which this version does not know. Use the same version on both sides.', name=kind
    )


def table_bytes(table: pa.Table) -> bytes:
    """An Arrow table as an IPC stream."""
    pyarrow = import_module("pyarrow")
    sink = pyarrow.BufferOutputStream()
    with pyarrow.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def table_from(payload: bytes) -> pa.Table:
    """The Arrow table of an IPC stream."""
    ipc: Any = import_module("pyarrow").ipc
    table: pa.Table = ipc.open_stream(payload).read_all()
    return table


def fault(error: BaseException) -> bytes:
    """An error as it travels: the class and the message of Cadran's own; of others, that there was one."""
    if isinstance(error, CadranError):
        return pack({"kind": type(error).__name__, "message": error.message})
    kind = type(error).__name__
    said = Message("The server failed ({kind}). Its log says where; try again.", kind=kind)
    return pack({"kind": "CadranError", "message": said})


def raised(payload: bytes) -> CadranError:
    """The error that a fault frame tells of."""
    told = unpack(payload)
    kind = getattr(errors, str(told.get("kind")), None)
    if not (isinstance(kind, type) and issubclass(kind, CadranError)):
        kind = CadranError
    said = told.get("message", "")
    made: CadranError = kind(said if isinstance(said, Message) else term(str(said)))
    return made
