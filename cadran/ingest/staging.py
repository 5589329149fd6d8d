"""Rows of a file, typed and checked, in a temporary table: what the loader takes over."""

from __future__ import annotations

from collections.abc import Mapping as Map
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from cadran.config import Meaning
from cadran.errors import InputError, did_you_mean
from cadran.ingest import contradictions, missing, totals
from cadran.ingest.choosing import rechoose
from cadran.ingest.phones import resolve
from cadran.ingest.plan import TablePlan
from cadran.ingest.reading import Understanding, scanned, understand_arrow
from cadran.ingest.reasons import CONTRADICTS, NO_CHOICE, NO_CHOICE_NEAR, values_json
from cadran.ingest.staged import Staged
from cadran.messages import Message
from cadran.sources.base import Ragged, identifier, literal, temporary_name

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Beyond these, what cannot be split is not a few bad records but a layout misunderstood.
FEW_RAGGED, MOST_RAGGED = 1_000, 1_000_000


def stage(understanding: Understanding) -> list[Staged]:
    """Type and check every record of a source, one result for each table it fills.

    Where a column had faults, its format is looked for once more over the whole of it, and the table staged again
    if another fits better. Raises InputError when the file cannot be read to its end; nothing is left behind then.
    """
    digest = understanding.source.sha256()
    staged: list[Staged] = []
    try:
        for at, plan in enumerate(understanding.tables):
            staged.append(_Stager(understanding, plan, digest, is_first=at == 0).run())
    except BaseException:
        for one in staged:
            discard(understanding.connection, one)
        raise
    return staged


def stage_arrow(
    connection: DuckDBPyConnection,
    table: str,
    data: Any,
    *,
    zone: str = "Europe/Paris",
    meanings: Map[str, Meaning] | None = None,
) -> Staged:
    """Stage Arrow data or a data frame (pandas, polars) whose columns have canonical names: the same checks as a file's.

    Instants without a zone are local times of `zone`, as in files.
    """
    return stage(understand_arrow(connection, table, data, zone=zone, meanings=meanings))[0]


def discard(connection: DuckDBPyConnection, staged: Staged) -> None:
    """Drop the temporary tables of one result."""
    connection.execute(f"DROP TABLE IF EXISTS {staged.relation}")
    if staged.rejects:
        connection.execute(f"DROP TABLE IF EXISTS {staged.rejects}")


class _Stager:
    """Stages one table of one source."""

    def __init__(self, understanding: Understanding, plan: TablePlan, digest: str, *, is_first: bool) -> None:
        self.connection = understanding.connection
        self.understanding = understanding
        self.source = understanding.source
        self.plan = plan
        self.digest = digest
        self.is_first = is_first  # records that cannot be split are counted once, with the file's first table
        self.relation = temporary_name("staged")
        self.tag = temporary_name("scan")
        self.notes: list[Message] = []

    def run(self) -> Staged:
        try:
            return self.filled()
        except BaseException:
            self.connection.execute(f"DROP TABLE IF EXISTS {self.relation}")
            raise
        finally:
            self.source.forget(self.connection, self.tag)

    def filled(self) -> Staged:
        told = len(self.source.notes)
        scanned(self.source, self.fill)
        if self.source.mend(self.connection, self.tag):
            scanned(self.source, self.fill)
        self.reconcile()
        self.notes += self.source.notes[told:]
        bad = self.one("SELECT count(*) FROM {relation} WHERE _bad")
        if bad and self.refit():
            scanned(self.source, self.fill)
            bad = self.one("SELECT count(*) FROM {relation} WHERE _bad")
        ragged = self.ragged() if self.is_first else []
        passed = self.pass_over()
        against = None if self.plan.rule.one_per_key else contradictions.find(self.connection, self.relation, self.plan)
        rejects = self.rejects(bad, ragged, against)
        absent: tuple[missing.Counted, ...] = ()
        if self.one("SELECT count(*) FROM {relation} WHERE _absent"):
            absent, told_of = missing.count(self.connection, self.plan, self.tag + "abs")
            self.notes += told_of
        self.clean(bad > 0)
        if self.plan.column("phone"):
            self.phones()
        if self.plan.rule.one_per_key:
            self.fold()
        good = self.one("SELECT count(*) FROM {relation}")
        return Staged(
            self.plan.table.name, self.relation, self.plan.names, self.source.name, self.digest,
            good + bad + len(ragged), bad + len(ragged), rejects, self.all_notes(), self.unmapped(), self.source.header,
            passed, absent,
        )  # fmt: skip

    def clean(self, has_bad: bool) -> None:
        """Keep the good records alone."""
        if has_bad or self.one("SELECT count(*) FROM {relation} WHERE _none > 0"):
            self.connection.execute(f"DELETE FROM {self.relation} WHERE _bad OR _none > 0")
        for name in ("_bad", "_none", "_absent"):
            self.connection.execute(f"ALTER TABLE {self.relation} DROP COLUMN {name}")

    def reconcile(self) -> None:
        """Hold the records that were read against the count made outside the reader; InputError where they differ."""
        expected = self.source.outside_count(self.connection)
        if self.given() == expected:
            return
        if self.source.regularise():
            scanned(self.source, self.fill)
            expected = self.source.outside_count(self.connection)
        if (given := self.given()) != expected:
            raise InputError(
                "{file}: {given:,} {given|record was|records were} read, and the file holds {expected:,}. Nothing is "
                "loaded. Save it as CSV, a record a line, and import that; and report this file's kind, "
                "please.",
                file=self.source.name,
                given=given,
                expected=expected,
            )

    def given(self) -> int:
        """The records that the scan gave, those it could not split included."""
        if not self.plan.where:
            count = self.one("SELECT count(*) FROM {relation}")
        else:
            row = self.connection.execute(f"SELECT count(*) FROM {self.source.scan(self.tag + 'all')}").fetchone()
            count = int(row[0]) if row else 0
            self.source.forget(self.connection, self.tag + "all")
        return count + self.source.scanned_ragged(self.connection, self.tag)

    def pass_over(self) -> tuple[tuple[str, int], ...]:
        """(what, count) of the lines that are no records; told with the file's first table."""
        if not self.is_first:
            return ()
        found = dict(self.connection.execute(f"SELECT _none, count(*) FROM {self.relation} GROUP BY 1").fetchall())
        if found.get(5):
            self.refuse_other_order()
        blank = found.get(1, 0) + self.source.blank_count(self.connection, self.tag)
        again = found.get(2, 0)
        if blank:
            self.notes.append(Message("lines that hold nothing, passed over: {count:,}", count=blank))
        if again:
            self.notes.append(Message("lines that are the header again, passed over: {count:,}", count=again))
        totals = found.get(3, 0)
        if totals:
            self.notes.append(Message("lines that are totals, passed over: {count:,}", count=totals))
        passed = (("blank", blank), ("header again", again), ("total", totals))
        return tuple(one for one in passed if one[1])

    def refuse_other_order(self) -> None:
        """InputError where the header comes again in another order: what follows it would land in the wrong columns."""
        place = self.one("SELECT min(rowid) FROM {relation} WHERE _none = 5")
        ordinals = temporary_name("ordinals")
        self.connection.execute(f"CREATE TEMP TABLE {ordinals} AS SELECT CAST({place} AS BIGINT) AS n")
        faulty = self.source.faulty(self.connection, ordinals, self.tag)
        [(line, raw)] = self.connection.execute(f"SELECT line, raw FROM {faulty}").fetchall()
        raise InputError(
            '{file}: line {line} is the header again with its columns in another order ("{text}"): '
            "what follows would land in the wrong columns. Split the file before that line and "
            "import both parts.",
            file=self.source.name,
            line=line,
            text=raw[:80],
        )

    def one(self, sql: str) -> int:
        row = self.connection.execute(sql.format(relation=self.relation)).fetchone()
        return int(row[0]) if row else 0

    def fill(self) -> None:
        self.connection.execute(f"DROP TABLE IF EXISTS {self.relation}")
        self.source.forget(self.connection, self.tag)
        self.connection.execute(
            f"CREATE TEMP TABLE {self.relation} AS {self.plan.finished(self.source.scan(self.tag))}"
        )
        totals.confirm(self.connection, self.plan, self.relation, self.tag + "sum")

    def ragged(self) -> list[Ragged]:
        """The records that could not be split; InputError where they are so many that the layout must be wrong."""
        count = self.source.ragged_count(self.connection, self.tag)
        good = self.one("SELECT count(*) FROM {relation}")
        if count > MOST_RAGGED or (count > FEW_RAGGED and count > good):
            raise InputError(
                "{file}: {bad:,} of {all:,} {all|record|records} {bad|does|do} not have the header's {width} columns. Check "
                "separator and header_line under [file] in a mapping; --dry-run shows what was taken.",
                file=self.source.name,
                bad=count,
                all=count + good,
                width=len(self.source.headers),
            )
        return self.source.ragged(self.connection, self.tag) if count else []

    def refit(self) -> bool:
        """Whether a column with faults is better read in another format."""
        names = [one.name for one in self.plan.columns if len(one.candidates) > 1]
        return bool(names) and rechoose(self.connection, self.plan, names, temporary_name("again"))

    def rejects(self, bad: int, ragged: Sequence[Ragged], against: str | None) -> str | None:
        if not bad and not ragged and not against:
            return None
        table = temporary_name("rejects")
        self.connection.execute(
            f'CREATE TEMP TABLE {table} (line BIGINT, "column" VARCHAR, value VARCHAR, reason VARCHAR, raw VARCHAR, details VARCHAR)'
        )
        if ragged:
            view = temporary_name("ragged")
            nothing = pa.nulls(len(ragged), pa.string())
            columns = [
                [one.line for one in ragged],
                nothing,
                nothing,
                [one.reason.template for one in ragged],
                [one.raw for one in ragged],
                [values_json(one.reason.values) for one in ragged],
            ]
            self.connection.register(
                view, pa.table(columns, names=["line", "column", "value", "reason", "raw", "details"])
            )
            self.connection.execute(f"INSERT INTO {table} SELECT * FROM {view}")
            self.connection.unregister(view)
        if bad:
            self.explain(table)
        if against:
            self.contradict(table, against)
        return table

    def explain(self, table: str) -> None:
        """One row for each fault of each bad record, with its line and text."""
        ordinals = temporary_name("ordinals")
        if self.plan.where:
            sql = f"SELECT n FROM ({self.plan.valued(self.source.scan(self.tag + 'n'), numbered=True)}) WHERE {self.plan.bad()}"
        else:
            sql = f"SELECT rowid AS n FROM {self.relation} WHERE _bad"
        self.connection.execute(f"CREATE TEMP TABLE {ordinals} AS {sql}")
        self.source.forget(self.connection, self.tag + "n")
        faulty = self.source.faulty(self.connection, ordinals, self.tag)
        looked = temporary_name("looked")
        self.connection.execute(
            f"CREATE TEMP TABLE {looked} AS {self.plan.valued(faulty, kept='line, raw', filtered=False)}"
        )
        for fault in self.plan.faults():
            self.connection.execute(
                f"INSERT INTO {table} SELECT line, {literal(fault.header)}, {fault.value}, {literal(fault.reason)}, raw, "
                f"{fault.details} FROM {looked} WHERE {fault.condition}"
            )
        self.suggest(table)
        for name in (ordinals, faulty, looked):
            self.connection.execute(f"DROP TABLE {name}")

    def contradict(self, table: str, against: str) -> None:
        """One row for each record that contradicts the one kept for its key; it stays among the rows, as a duplicate."""
        ordinals = temporary_name("ordinals")
        rows = f"SELECT row FROM {against} UNION SELECT kept FROM {against}"
        if self.plan.where:
            sql = (
                "SELECT n, row FROM (SELECT n, row_number() OVER (ORDER BY n) - 1 AS row FROM "
                f"({self.plan.valued(self.source.scan(self.tag + 'n'), numbered=True)})) WHERE row IN ({rows})"
            )
        else:
            sql = f"SELECT row AS n, row FROM ({rows})"
        self.connection.execute(f"CREATE TEMP TABLE {ordinals} AS {sql}")
        self.source.forget(self.connection, self.tag + "n")
        looked = self.source.faulty(self.connection, ordinals, self.tag)
        key = literal(" + ".join(name for name in self.plan.table.key if name in self.plan.names))
        self.connection.execute(
            f'INSERT INTO {table} SELECT r.line, a."column", left(a.value, 200), {literal(CONTRADICTS)}, r.raw, '
            f"json_object('line', k.line, 'key', {key}) FROM {against} a "
            f"JOIN {ordinals} ro ON ro.row = a.row JOIN {looked} r ON r.n = ro.n "
            f"JOIN {ordinals} ko ON ko.row = a.kept JOIN {looked} k ON k.n = ko.n"
        )
        for name in (ordinals, looked, against):
            self.connection.execute(f"DROP TABLE {name}")

    def suggest(self, table: str) -> None:
        """The nearest right word, for values of columns that hold one of a list."""
        for one in self.plan.columns:
            if not one.column.choices:
                continue
            header = literal(" + ".join(one.headers) or one.name)
            wrong = self.connection.execute(
                f'SELECT DISTINCT value FROM {table} WHERE "column" = {header} AND value IS NOT NULL LIMIT 200'
            ).fetchall()
            for (word,) in wrong:
                if near := did_you_mean(word.lower(), one.column.choices):
                    details = values_json({"column": one.name, "names": one.column.choices, "near": near})
                    self.connection.execute(
                        f"UPDATE {table} SET reason = {literal(NO_CHOICE_NEAR)}, details = {literal(details)} "
                        f'WHERE "column" = {header} AND value = {literal(word)} AND reason = {literal(NO_CHOICE)}'
                    )

    def phones(self) -> None:
        region = self.source.options.region
        has_type = self.plan.column("phone_type") is not None
        invalid = resolve(self.connection, self.relation, region, has_type=has_type)
        if invalid:
            self.notes.append(
                Message(
                    "{count:,} {count|row has|rows have} a phone that is no number: kept as it is written, with "
                    "phone_type invalid",
                    count=invalid,
                )
            )

    def fold(self) -> None:
        """One row for each key, of the records that tell of it."""
        keys = [name for name in self.plan.table.key if name in self.plan.names]
        rest = [name for name in self.plan.names if name not in keys]
        before = self.one("SELECT count(*) FROM {relation}")
        folded = temporary_name("staged")
        kept = "".join(
            f", {held} AS {identifier(n)}" for n, held in contradictions.folded(self.plan.table, rest).items()
        )
        named = ", ".join(identifier(name) for name in keys)
        wanted = ", ".join(identifier(name) for name in self.plan.names)
        self.connection.execute(
            f"CREATE TEMP TABLE {folded} AS SELECT {wanted} FROM (SELECT {named}{kept}, min(rowid) AS _first "
            f"FROM {self.relation} GROUP BY {named}) ORDER BY _first"
        )
        self.connection.execute(f"DROP TABLE {self.relation}")
        self.relation = folded
        after = self.one("SELECT count(*) FROM {relation}")
        if before > after and self.plan.table.name == "attempts":
            self.notes.append(
                Message(
                    "{before:,} records tell of {after:,} {after|attempt|attempts}; where the legs of a call differ, the "
                    "answered one is the call",
                    before=before,
                    after=after,
                )
            )
        else:
            self.notes.append(
                Message(
                    "{before:,} records tell of {after:,} {table}",
                    before=before,
                    after=after,
                    table=self.plan.table.name,
                )
            )

    def unmapped(self) -> tuple[tuple[str, int], ...]:
        where = self.plan.unmapped()
        if where is None:
            return ()
        column, condition = where
        rows = self.connection.execute(
            f"SELECT {column}, count(*) FROM {self.relation} WHERE {condition} GROUP BY 1 ORDER BY 2 DESC, 1"
        ).fetchall()
        return tuple((str(code), int(count)) for code, count in rows)

    def all_notes(self) -> tuple[Message, ...]:
        notes = list(self.understanding.notes) if self.is_first else []
        notes += [decision for one in self.plan.columns if (decision := one.decision())]
        zones = sorted({one.zone for one in self.plan.columns if one.is_local})
        notes += [Message("times that carry no zone are read as local times of {zone}", zone=zone) for zone in zones]
        return (*notes, *self.notes)
