"""What a file is and how it will be read, decided from its head and told in full before anything is staged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Mapping as Map
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar

import duckdb

from cadran.config import Meaning
from cadran.engines.zones import zone as check_zone
from cadran.errors import InputError, MappingError, UsageError, did_you_mean
from cadran.ingest import headers
from cadran.ingest.choosing import choose, prepare, refuse_contradicted, sampled
from cadran.ingest.contradictions import decimal_ids
from cadran.ingest.mapping import MADE, ROW_CONTENT, ROW_NUMBER, Mapping, OutcomeRule, Rule, TableRule, read_mapping
from cadran.ingest.plan import ColumnPlan, TablePlan, origin
from cadran.ingest.propose import Proposal, next_step, propose
from cadran.ingest.raw import Raw
from cadran.ingest.recognise import (
    canonical_rule,
    missing_required,
    presets,
    recognised,
    refuse_missing,
    table_of,
)
from cadran.ingest.recognise import (
    preset as preset_named,
)
from cadran.ingest.totals import mostly_filled
from cadran.messages import Message
from cadran.messages.terms import term
from cadran.model import TABLES, Column, Type
from cadran.sources.base import FileOptions, Source, temporary_name
from cadran.sources.delimited import regularised
from cadran.sources.dialect import NAMELESS, fold
from cadran.sources.opening import expand, open_sources
from cadran.sources.packed import Member, members
from cadran.sources.relation import open_arrow

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

T = TypeVar("T")

CODES = {"disposition", "reported_disposition"}


@dataclass
class Understanding:
    """One source, understood: what it is, how each column will be read, and what is left out.

    `sample` is a temporary table of its first raw records. `problems` is empty unless asked for a starter mapping:
    what would have stopped an import. `unmatched` are headers that nothing takes.
    """

    connection: DuckDBPyConnection
    source: Source
    mapping: Mapping
    tables: list[TablePlan]
    zone: str
    sample: str
    unmatched: tuple[str, ...]
    notes: list[Message] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    folder: TemporaryDirectory[str] | None = None
    proposal: Proposal | None = None

    @property
    def name(self) -> str:
        return self.source.name


def understand(
    paths: Iterable[str | Path],
    *,
    connection: DuckDBPyConnection,
    as_table: str | None = None,
    preset: str | None = "auto",
    mapping: Mapping | Path | str | None = None,
    zone: str = "Europe/Paris",
    lenient: bool = False,
    proposing: bool = False,
    meanings: Map[str, Meaning | OutcomeRule] | None = None,
    begins: Callable[[str, int], None] = lambda name, size: None,
) -> list[Understanding]:
    """Understand files (names or patterns), one result for each file or sheet; `begins` is told each one's name and size.

    `zone` is that of times which carry none, unless the mapping names one. `meanings` are those of disposition codes
    that the mapping does not list. `lenient` collects what stops an import in `problems` instead of raising, for writing
    a starter mapping; `proposing` works a mapping out for files that nothing knows. Raises InputError (every file's message, one a
    line), MappingError or UsageError.
    """
    check_zone(zone)
    if as_table is not None and as_table not in TABLES:
        raise UsageError(
            '"{name}" is not a table.{near} Tables: {names}.',
            name=as_table,
            near=did_you_mean(as_table, TABLES),
            names=[*TABLES],
        )
    given = mapping if isinstance(mapping, Mapping | None) else read_mapping(Path(mapping))
    if given is None and preset not in (None, "auto", "none"):
        given = preset_named(str(preset))
    chooser = _Chooser(
        connection, given, as_table, preset == "auto", zone, lenient, meanings, proposing=proposing or lenient
    )
    understood: list[Understanding] = []
    failures: list[InputError] = []
    for path in expand(paths):
        begins(path.name, path.stat().st_size)
        try:
            packed = members(path)
        except InputError as error:
            failures.append(error)
            continue
        for member in packed:
            try:
                understood += chooser.file(member)
            except InputError as error:
                failures.append(error)
    if failures:
        if len(failures) == 1:
            raise failures[0]
        kind = MappingError if all(isinstance(one, MappingError) for one in failures) else InputError
        raise kind("\n".join(str(one) for one in failures))
    return understood


def understand_arrow(
    connection: DuckDBPyConnection,
    table: str,
    data: Any,
    *,
    zone: str = "Europe/Paris",
    meanings: Map[str, Meaning] | None = None,
) -> Understanding:
    """Understand Arrow data or a data frame whose columns have canonical names."""
    if table not in TABLES:
        raise UsageError(
            '"{name}" is not a table.{near} Tables: {names}.',
            name=table,
            near=did_you_mean(table, TABLES),
            names=[*TABLES],
        )
    check_zone(zone)
    source = open_arrow(data, FileOptions(decimal="."), connection, table)
    return _Chooser(connection, None, table, False, zone, False, meanings).source(source)


class _Chooser:
    """Carries what was asked through the steps for one file."""

    def __init__(
        self, connection: DuckDBPyConnection, mapping: Mapping | None, as_table: str | None, auto: bool, zone: str,
        lenient: bool, meanings: Map[str, Meaning | OutcomeRule] | None = None, *, proposing: bool = False,
    ) -> None:  # fmt: skip
        self.connection = connection
        self.mapping = mapping
        self.as_table = as_table
        self.auto = auto and as_table is None and mapping is None
        self.zone = zone
        self.lenient = lenient
        self.meanings = {code: OutcomeRule(one.outcome, one.reason) for code, one in (meanings or {}).items()}
        self.proposing = proposing
        self.problems: list[str] = []
        self.proposal: Proposal | None = None

    def known(self) -> set[str]:
        """Folded names that a header may bear."""
        if self.mapping is not None:
            return {fold(name) for table in self.mapping.tables for name in headers.headers_of(table)}
        names = {fold(name) for table in TABLES.values() for name in table.names}
        if self.auto:
            names |= {fold(name) for one in presets().values() for name in one.recognise}
        return names

    def file(self, member: Member) -> list[Understanding]:
        """One file; packed ones keep their name in the archive, and their folder for as long as they are read."""
        found = self.unpacked(member.path)
        for one in found if member.folder is not None else []:
            sheet = one.source.name.removeprefix(member.path.name)
            one.source.name, one.folder = member.name + sheet, member.folder
        return found

    def unpacked(self, path: Path) -> list[Understanding]:
        options = self.mapping.file if self.mapping else FileOptions()
        if options.zone:
            check_zone(options.zone)
        sources = open_sources(path, options, self.connection, self.known())
        if len(sources) == 1:
            return [self.source(sources[0])]
        return self.sheets(sources)

    def sheets(self, sources: Sequence[Source]) -> list[Understanding]:
        """The sheets that are understood; the others are named in a note. None understood: the first one's error."""
        taken: list[Understanding] = []
        left: list[tuple[str, InputError]] = []
        wanted, self.proposing = self.proposing, False
        for source in sources:
            try:
                taken.append(self.source(source))
            except InputError as error:
                left.append((source.name, error))
        self.proposing = wanted
        if not taken and not wanted:
            raise left[0][1]
        taken = taken or [self.source(source) for source in sources]
        if left and len(taken) < len(sources):
            names = [name.split("#")[-1] for name, _ in left]
            taken[0].notes.append(Message("sheets passed over, their columns are not understood: {names}", names=names))
        return taken

    def source(self, source: Source) -> Understanding:
        self.problems = []
        mapping = self.mapping_for(source)
        if mapping.is_preset:
            source.options = replace(mapping.file, encoding=source.options.encoding)
        zone = mapping.file.zone or self.zone
        plans = [plan for rule in self.rules_for(mapping, source) if (plan := self.plan(mapping, rule, source, zone))]
        if not plans and not self.problems:
            raise InputError("{file}: none of its columns is understood.", file=source.name)
        for plan in plans:
            prepare(plan, source.options)
        sample = scanned(source, lambda: sampled(self.connection, source, temporary_name("look")))
        mostly = mostly_filled(self.connection, source, sample)
        for plan in plans:
            plan.no_record = plan.raw.no_record(mostly)
            scanned(source, partial(choose, self.connection, plan, sample, temporary_name("whole")))
            stated = partial(refuse_contradicted, self.connection, plan, source.options, temporary_name("stated"))
            scanned(source, stated)
        taken = {header for plan in plans for header in headers.headers_of(plan.rule)}
        unmatched = tuple(header for header in source.headers if header not in taken and not NAMELESS.fullmatch(header))
        understood = Understanding(self.connection, source, mapping, plans, zone, sample, unmatched)
        understood.notes += [*source.notes, *map(term, mapping.notes), *decimal_ids(self.connection, plans, sample)]
        if any(ROW_NUMBER in one.key for plan in plans for one in plan.rule.rules):
            understood.notes.append(
                Message(
                    "a key rests on the row number: another export of the same rows makes other keys, and "
                    'they count twice. Name columns that tell the rows apart, or "row_content"'
                )
            )
        understood.problems, understood.proposal = self.problems, self.proposal
        return understood

    def mapping_for(self, source: Source) -> Mapping:
        self.proposal = None
        if self.mapping is not None:
            return self.mapping
        if self.auto and (found := recognised(source.headers)):
            return found
        try:
            table = TABLES[self.as_table] if self.as_table else table_of(source.headers, source.name)
            rule = canonical_rule(table, source.headers)
            if missing := missing_required(table, rule):
                raise refuse_missing(table, missing, source.headers, source.name)
        except InputError as error:
            if not self.proposing:
                headers.explain_single_column(source, error)
                raise
            return self.proposed(source, error)
        return Mapping("canonical column names", source.options, (rule,))

    def proposed(self, source: Source, refusal: InputError) -> Mapping:
        """A mapping worked out from headers and values; the refusal is a problem where a column is still lacking."""
        self.proposal = scanned(source, partial(propose, self.connection, source, self.as_table, self.zone))
        tables, notes = tuple(self.proposal.rules), (next_step(source),)
        if missing_required(TABLES[tables[0].name], tables[0]):
            self.problems.append(str(refusal))
        return Mapping("a proposal from headers and values", source.options, tables, notes=notes)

    def rules_for(self, mapping: Mapping, source: Source) -> list[TableRule]:
        if self.as_table is None:
            return list(mapping.tables)
        chosen = [one for one in mapping.tables if one.name == self.as_table]
        if not chosen:
            names = ", ".join(one.name for one in mapping.tables)
            raise UsageError(
                "{file} does not fill {table}. It fills {names}.", file=mapping.origin, table=self.as_table, names=names
            )
        return chosen

    def plan(self, mapping: Mapping, rule: TableRule, source: Source, zone: str) -> TablePlan | None:
        table = TABLES[rule.name]
        resolved, missing_required_headers = self.resolve(mapping, rule, source)
        if missing_required_headers:  # only a preset leaves a table out: an optional key that this export lacks
            return None
        raw = Raw(source, {header: at for at, header in enumerate(source.headers)})
        columns = [_column_plan(table.column(one.target), one, raw, one.zone or zone) for one in resolved.rules]
        plan = TablePlan(table, resolved, source, columns, raw=raw)
        plan.has_absent = raw.has_word(plan.read_headers(), source.options.absent())
        made = {name for one in resolved.rules for name in one.key if name in MADE}
        plan.needs_number, plan.needs_content = bool(made), ROW_CONTENT in made
        conditions = [c for c in (raw.condition(resolved.where), raw.condition(resolved.where_not, True)) if c]
        if resolved.one_per_key:
            keys = [one for one in columns if one.name in table.key and one.column.required]
            conditions += [f"({one.raw}) IS NOT NULL" for one in keys]
        plan.where = " AND ".join(conditions)
        return plan

    def resolve(self, mapping: Mapping, rule: TableRule, source: Source) -> tuple[TableRule, bool]:
        """The rule with the file's own headers in it; whether a required column is left without any."""
        place = f"{mapping.origin}, [[table]] {rule.name}"
        kept: list[Rule] = []
        for one in rule.rules:
            found = headers.resolved(one, source)
            if found is not None:
                kept.append(found)
            elif not one.optional:
                absent = [header for header in one.headers if headers.spelling(header, source.headers) is None]
                raise headers.absent(f"{place}, {one.target}", absent[0], source)
        where, where_not = (headers.conditions(place, key, source, words) for key, words in
                            (("where", rule.where), ("where_not", rule.where_not)))  # fmt: skip
        filled = {one.target for one in kept}
        lacking = [c.name for c in TABLES[rule.name].columns if c.required and c.name not in filled]
        outcomes = {**self.meanings, **rule.outcomes} if filled & CODES else rule.outcomes
        whole = replace(rule, rules=tuple(kept), outcomes=outcomes, where=where, where_not=where_not)
        return whole, bool(lacking) and not (self.lenient or self.problems)


def _column_plan(column: Column, rule: Rule, raw: Raw, zone: str) -> ColumnPlan:
    """One column; which words stand for no value in it depends on what it holds."""
    texts = column.type is Type.TEXT and not column.choices and not column.required and not column.name.endswith("_id")
    absent = raw.source.options.absent(codes=column.name in CODES, texts=texts)
    return ColumnPlan(column, origin(rule), raw.rule(rule, absent), rule.headers, rule, zone, absent=absent)


def scanned(source: Source, action: Callable[[], T]) -> T:
    """Run something that scans the source; where DuckDB cannot follow its line ends, once more on a regular copy.

    DuckDB's other errors about the file become InputError.
    """
    try:
        try:
            return action()
        except duckdb.Error as error:
            if not regularised(error, source):
                raise
            return action()
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        raise InputError(
            "{file} cannot be read: {reason}", file=source.name, reason=str(error).splitlines()[0]
        ) from error
