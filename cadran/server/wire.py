"""How owner and callers speak: frames of one kind byte and a length, JSON for words, Arrow IPC for tables.

A call is a CALL frame (its name), a WORDS frame (its arguments), and a TABLE frame where it brings rows. The answer is any
number of STEP frames (text), then one WORDS, TABLE or FAULT frame. JSON marks what it has no writing for: {"$": kind, "v": value}.
Records and enums travel that the declared types of the call at hand are made of, and no others.
"""

from __future__ import annotations

import base64
import json
import socket
import struct
import sys
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, get_args, get_type_hints

import numpy as np

from cadran import errors
from cadran.errors import CadranError, StoreError
from cadran.executor.calls import Call
from cadran.messages import Message
from cadran.messages.message import as_data, from_data
from cadran.messages.terms import term

if TYPE_CHECKING:
    import pyarrow as pa

VERSION = 4
CALL, WORDS, TABLE, STEP, FAULT = b"C", b"W", b"T", b"S", b"F"
GREETING_LIMIT = 4096
LIMIT = 1 << 32
NONE: Mapping[str, type] = {}

_PLAIN = frozenset((str, int, float, bool, type(None)))
_HEAD = struct.Struct("!cQ")
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


def expect(source: socket.socket, kind: bytes) -> bytes:
    """The payload of a frame of this kind; ClosedError where another comes."""
    found, payload = receive(source)
    if found != kind:
        raise ClosedError
    return payload


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


@cache
def kinds(call: Call) -> Mapping[str, type]:
    """The records and enums that what a call takes and gives is made of, by name."""
    found: dict[str, type] = {}
    for declared in call.types.values():
        _collect(declared, found)
    return found


def _collect(declared: Any, found: dict[str, type]) -> None:
    """Add the records and enums that a type is made of, and those of their fields."""
    for part in get_args(declared):
        _collect(part, found)
    if not isinstance(declared, type) or not (is_dataclass(declared) or issubclass(declared, Enum)):
        return
    if found.get(declared.__name__, declared) is not declared:
        raise TypeError(f"{declared} and {found[declared.__name__]} would travel under one name")
    if declared.__name__ not in found:
        found[declared.__name__] = declared
        for field in get_type_hints(declared).values() if is_dataclass(declared) else ():
            _collect(field, found)


def pack(value: Any, known: Mapping[str, type] = NONE) -> bytes:
    """A value as JSON; TypeError for a record that is none of the known ones."""
    return json.dumps(_marked(value, known), ensure_ascii=False, separators=(",", ":")).encode()


def unpack(payload: bytes, known: Mapping[str, type] = NONE) -> Any:
    """The value that `pack` wrote."""
    return json.loads(payload, object_hook=lambda found: _unmarked(found, known))


def _marked(value: Any, known: Mapping[str, type]) -> Any:
    if type(value) in _PLAIN:
        return value
    kind = next((one for one in type(value).__mro__ if known.get(one.__name__) is one), None)
    if kind is not None:  # what is derived from a record that travels does so as that record
        parts = (
            value.value
            if issubclass(kind, Enum)
            else {one.name: _marked(getattr(value, one.name), known) for one in fields(cast(Any, kind))}
        )
        return {"$": kind.__name__, "v": parts}
    if isinstance(value, Message):
        return {"$": "message", "v": as_data(value)}
    if isinstance(value, str | int | float):
        return value
    if isinstance(value, list):
        return [_marked(item, known) for item in value]
    if isinstance(value, Mapping):
        return {str(name): _marked(item, known) for name, item in value.items()}
    if isinstance(value, tuple):
        return {"$": "tuple", "v": [_marked(item, known) for item in value]}
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
    raise TypeError(f"{type(value).__name__} does not travel: {value!r}")


def _unmarked(found: dict[str, Any], known: Mapping[str, type]) -> Any:
    kind = found.get("$")
    if kind is None or len(found) != 2 or "v" not in found:
        return found
    if kind in _READERS:
        return _READERS[kind](found["v"])
    if kind in known:
        return known[kind](**found["v"]) if is_dataclass(known[kind]) else known[kind](found["v"])
    raise StoreError(
        'The server sent a "{name}", which this version does not know. Use the same version on both sides.', name=kind
    )


def framed(value: Any, known: Mapping[str, type]) -> tuple[bytes, bytes]:
    """Kind and payload of a value: of an Arrow table its columns, of anything else words."""
    pyarrow = sys.modules.get("pyarrow")  # without it there is no table
    if pyarrow is not None and isinstance(value, pyarrow.Table):
        return TABLE, table_bytes(value)
    return WORDS, pack(value, known)


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
