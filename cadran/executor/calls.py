"""The calls of an open store, each declared once: the store itself, its server's end and the caller's end follow this list.

A new call is its declaration here and its method in cadran.executor.local.Store. The owner (cadran.server.owner) makes it
under the lock or the place that its effect asks for, the socket carries it (cadran.server.listener, client), and the types
of what travels are read from its annotations (cadran.server.wire).
"""
# mypy: disable-error-code="empty-body"

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cached_property, wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast, get_type_hints

from cadran.lazy import lazy
from cadran.messages import Message
from cadran.query.request import EVERYTHING, Request, Scope
from cadran.query.result import Result

if TYPE_CHECKING:
    import pyarrow as pa

    from cadran.checks import overview
    from cadran.keeping import backup as copies
    from cadran.keeping import erase as people
    from cadran.keeping import retention
    from cadran.store import ledger, loads, trail
else:  # looked into when a value of theirs first travels
    copies, people, retention = (
        lazy("cadran.keeping.backup"),
        lazy("cadran.keeping.erase"),
        lazy("cadran.keeping.retention"),
    )
    ledger, loads, trail = lazy("cadran.store.ledger"), lazy("cadran.store.loads"), lazy("cadran.store.trail")
    overview, pa = lazy("cadran.checks.overview"), lazy("pyarrow")

F = TypeVar("F", bound=Callable[..., Any])

PROGRESS = "progress"
"""The parameter, of a call that has one, by which the caller is told the step under way."""
FRESH = timedelta(seconds=30)
ALWAYS = timedelta.max


class Effect(Enum):
    """What a call does to the store: by this an owner lets calls run beside each other or one after the other."""

    READ = "read"
    WRITE = "write"
    REPLACE = "replace"
    """It puts another file in the store's place."""


@dataclass(frozen=True)
class Call:
    """One call: `kept`, how long a server may answer it from memory while no load, nor a new day, comes between;
    `files`, its parameters that name files of the caller's; `rows`, the parameter that is a table of rows.
    """

    declared: Callable[..., Any]
    effect: Effect
    kept: timedelta | None
    files: tuple[str, ...]
    rows: str | None

    @property
    def name(self) -> str:
        return self.declared.__name__

    @cached_property
    def signature(self) -> Signature:
        """The parameters as they are declared."""
        return signature(self.declared)

    @cached_property
    def types(self) -> Mapping[str, Any]:
        """The declared type of each parameter, and of the result under "return"."""
        return get_type_hints(self.declared)

    @property
    def tells(self) -> bool:
        """Whether the caller can be told the step under way."""
        return PROGRESS in self.signature.parameters

    def arguments(self, *given: Any, **named: Any) -> dict[str, Any]:
        """The arguments by name, the options among them; TypeError where they are not those of the call."""
        bound = dict(self.signature.bind(None, *given, **named).arguments)
        for parameter in self.signature.parameters.values():
            if parameter.kind is Parameter.VAR_KEYWORD:
                bound |= bound.pop(parameter.name, {})
        bound.pop("self")
        return bound

    def on(self, store: Executor, arguments: Mapping[str, Any]) -> Any:
        """What the call gives on a store."""
        found = getattr(store, self.name)
        return found(**arguments) if callable(found) else found


def call(
    effect: Effect, *, kept: timedelta | None = None, files: tuple[str, ...] = (), rows: str | None = None
) -> Callable[[F], F]:
    """Declare a method to be a call (see Call): its body is never run, `perform` of the class makes it."""

    def declare(declared: F) -> F:
        made = Call(declared, effect, kept, files, rows)

        @wraps(declared)
        def asked(self: Executor, *given: Any, **named: Any) -> Any:
            return self.perform(made, made.arguments(*given, **named))

        asked.call = made  # type: ignore[attr-defined]
        return cast(F, asked)

    return declare


def calls_of(kind: type[Executor]) -> dict[str, Call]:
    """The calls that a class of executors declares or inherits, by name."""
    members = {name: getattr(kind, name) for name in dir(kind)}
    found = {name: getattr(getattr(member, "fget", member), "call", None) for name, member in members.items()}
    return {name: made for name, made in found.items() if isinstance(made, Call)}


class Executor:
    """An open store, whoever holds it: this process, or a server that is asked. Close it, or use it in a `with`."""

    def perform(self, call: Call, arguments: Mapping[str, Any]) -> Any:
        """Make a call that this class has no method of its own for."""
        raise NotImplementedError(call.name)

    def progress(self) -> float:
        """How far the statement under way is, in percent; negative where that is not known."""
        return -1.0

    def close(self) -> None:
        """Release the store."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def kpis(
        self,
        ids: Sequence[str] | str,
        *,
        by: Sequence[str] | str = (),
        grain: str | None = None,
        period: tuple[Any, Any] | None = None,
        where: Mapping[str, Any] | None = None,
        basis: str = "activity",
        as_of: datetime | str | None = None,
        known_at: datetime | str | None = None,
        scope: Scope = EVERYTHING,
        **more: Any,
    ) -> Result:
        """Figures. `period` is (from, to) in local days, `to` exclusive; `where` maps a dimension to its values.

        `more`: compare ("previous", "year", or "now" with known_at) and within (seconds), as Request has them.
        """
        asked: dict[str, Any] = {"by": by, "grain": grain, "period": period, "where": where or {}, "basis": basis}
        return self.evaluate(Request(ids, as_of=as_of, known_at=known_at, scope=scope, **asked, **more))  # type: ignore[arg-type]

    # what it is

    @property
    @call(Effect.READ)
    def zone(self) -> str:
        """The reporting zone: local days are its days."""

    @property
    @call(Effect.READ, kept=ALWAYS)
    def currency(self) -> str:
        """The base currency, fixed with the first money loaded."""

    # figures

    @call(Effect.READ, kept=FRESH)
    def evaluate(self, request: Request) -> Result:
        """The figures of a request."""

    @call(Effect.READ, kept=FRESH)
    def explain(self, request: Request) -> str:
        """The SQL of a request, with its values, and what each figure rests on."""

    @call(Effect.READ)
    def rows(
        self, request: Request, kpi: str, *, part: str = "num", limit: int | None = None, personal: bool = False
    ) -> pa.Table:
        """The rows behind a figure's numerator ("num") or denominator ("den"); personal data only when asked for."""

    # loads

    @call(Effect.WRITE, rows="data")
    def load(
        self,
        table: str,
        data: Any,
        *,
        source: str = "default",
        covers: tuple[date, date] | None = None,
        zone: str = "UTC",
    ) -> list[loads.Report]:
        """Load rows of one canonical table: an Arrow table or reader, a pandas or polars frame.

        Columns are named as in the model; others are refused. Values are checked as those of a file are. Instants
        that carry no zone are times of `zone`.
        """

    @call(Effect.WRITE, files=("paths", "mapping"))
    def import_files(
        self,
        paths: Sequence[str | Path],
        *,
        source: str = "default",
        covers: tuple[date, date] | None = None,
        progress: loads.Progress = lambda step: None,
        **options: Any,
    ) -> list[loads.Report]:
        """Load files in one transaction, all or none; options are those of ingest.understand."""

    @call(Effect.WRITE)
    def undo(self, import_id: int) -> tuple[list[ledger.Import], list[Message]]:
        """Take an import back with the others of its file: the imports undone, and what to know about it."""

    # the ledger

    @call(Effect.READ, kept=ALWAYS)
    def imports(self) -> list[ledger.Import]:
        """The ledger, oldest load first."""

    @call(Effect.READ)
    def rejects(self, import_id: int | None = None, limit: int | None = None) -> list[ledger.Reject]:
        """What was set aside, of one import or of all; UsageError when there is no such import."""

    @call(Effect.READ)
    def header(self, import_id: int | None) -> str:
        """The lines above the first record of an import's file, as they stood in it."""

    @call(Effect.READ, kept=ALWAYS)
    def overview(self) -> tuple[list[overview.TableState], list[overview.Finding], list[tuple[str, int]]]:
        """What is loaded, what is wrong with it, and the codes that are not mapped."""

    @call(Effect.READ)
    def duplicate_leads(self) -> int:
        """How many leads share the number of an earlier lead."""

    @call(Effect.READ)
    def trail(self, limit: int | None = None) -> list[trail.Entry]:
        """The changes made to this store, latest first: see store.trail."""

    # keeping

    @call(Effect.WRITE, files=("target",))
    def backup(self, target: Path, *, force: bool = False) -> Path:
        """Copy the store, as it is at this moment, to a file: see keeping.backup."""

    @call(Effect.REPLACE, files=("source",))
    def restore(self, source: Path) -> copies.Restored:
        """Put a backup in this store's place, whole or not at all; who was erased here since is erased there too.

        Where this store can no longer say who was, it is damaged: the backup takes its place, and it is kept beside.
        """

    @call(Effect.READ)
    def find(self, person: people.Person) -> list[str]:
        """The keys of the leads that are this person: see keeping.erase."""

    @call(Effect.REPLACE)
    def erase(self, keys: Sequence[str]) -> people.Erased:
        """Erase the leads of these keys, everywhere; the file is written anew, so that none of its pages holds them."""

    @call(Effect.READ)
    def overdue(self, months: int | None = None) -> retention.Overdue:
        """The prospects kept for longer than `months` (else the setting) since their collection or last contact."""

    @call(Effect.REPLACE)
    def expire(self, months: int | None = None) -> people.Erased:
        """Erase those that `overdue` gives, with rejected lines of that age; the file is written anew."""
