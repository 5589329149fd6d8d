"""Which table and which columns a file's headers speak of; and, where they do not, what they resemble."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from shlex import quote

from cadran.errors import InputError, UsageError, did_you_mean
from cadran.ingest.mapping import Mapping, Rule, TableRule, parse_mapping
from cadran.ingest.vocabulary import column_of
from cadran.messages import Message
from cadran.model import TABLES, Table
from cadran.sources.dialect import fold


def canonical_rule(table: Table, headers: Sequence[str]) -> TableRule:
    """The columns of a table that stand among the headers under their own names."""
    places = {fold(header): header for header in reversed(headers)}
    rules = tuple(Rule(name, (places[fold(name)],)) for name in table.names if fold(name) in places)
    return TableRule(table.name, rules)


def missing_required(table: Table, rule: TableRule) -> list[str]:
    filled = {one.target for one in rule.rules}
    return [column.name for column in table.columns if column.required and column.name not in filled]


def table_of(headers: Sequence[str], file_name: str) -> Table:
    """The one table whose columns these headers name; InputError lists what comes near when there is none."""
    scored = []
    for table in TABLES.values():
        rule = canonical_rule(table, headers)
        scored.append((len(rule.rules), table, missing_required(table, rule)))
    most = max(score for score, _, _ in scored)
    fitting = [t for score, t, missing in scored if not missing and score == most]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        alike = [table.name for table in fitting]
        raise InputError(
            "{file} could be {tables:or}. Say which with --as {table}.", file=file_name, tables=[*alike], table=alike[0]
        )
    near = sorted((one for one in scored if one[0]), key=lambda one: (-one[0], len(one[2])))[:3]
    guesses = [
        Message("{table} (lacks {names})", table=t.name, names=missing) if missing else t.name for _, t, missing in near
    ]
    table_name = near[0][1].name if near else "attempts"
    raise InputError(
        "{file}: no table is recognised from its columns ({names}).{near} Write a mapping to edit with: "
        "--as {table} --write-mapping {mapping}",
        file=file_name,
        names=[*headers[:12], *(["…"] if len(headers) > 12 else [])],
        near=Message(" Nearest: {tables:;}.", tables=guesses) if guesses else "",
        table=table_name,
        mapping=quote(stem(file_name) + ".toml"),
    )


def stem(file_name: str) -> str:
    return file_name.split("#")[0].rsplit(".", 1)[0]


def suggestions(table: str, names: Iterable[str], headers: Sequence[str]) -> dict[str, str]:
    """For columns of a table that nothing fills, the header that might be meant: {column: header}.

    >>> suggestions("attempts", ["talk_s", "agent_id"], ["Durée communication", "Conseiller"])
    {'talk_s': 'Durée communication', 'agent_id': 'Conseiller'}
    """
    meant = [(word, header) for header in headers if (word := column_of(table, header))]
    meant.sort(key=lambda one: (one[0].is_doubt, one[0].rank))
    return {name: header for name in names for word, header in reversed(meant) if word.column == name}


def refuse_missing(table: Table, missing: Sequence[str], headers: Sequence[str], file_name: str) -> InputError:
    """The error for required columns that no header gives."""
    near = suggestions(table.name, missing, headers)
    hints = [Message('"{header}" might be {name}.', header=header, name=name) for name, header in near.items()]
    return InputError(
        "{file} has no column for {missing:and}, which every row of {table} needs. Its columns: {names}.{hints} "
        "Write a mapping to edit with: --as {table} --write-mapping {mapping}",
        file=file_name,
        missing=missing,
        table=table.name,
        names=headers[:30],
        hints=Message(" {hints:space}", hints=hints) if hints else "",
        mapping=quote(stem(file_name) + ".toml"),
    )


@cache
def presets() -> dict[str, Mapping]:
    """The mappings that come with Cadran, by name."""
    folder = resources.files("cadran.ingest").joinpath("presets")
    return {
        one.name.removesuffix(".toml"): parse_mapping(
            one.read_text(encoding="utf-8"), f"preset {one.name.removesuffix('.toml')}", is_preset=True
        )
        for one in sorted(folder.iterdir(), key=lambda one: one.name)
        if one.name.endswith(".toml")
    }


def preset(name: str) -> Mapping:
    """The preset of that name; UsageError when there is none."""
    if name not in presets():
        raise UsageError(
            'There is no preset "{name}".{near} Presets: {names}; "auto" recognises them from the headers.',
            name=name,
            near=did_you_mean(name, presets()),
            names=[*presets()],
        )
    return presets()[name]


def recognised(headers: Sequence[str]) -> Mapping | None:
    """The preset whose headers these are, if any."""
    present = {fold(header) for header in headers}
    fitting = [one for one in presets().values() if one.recognise and {fold(h) for h in one.recognise} <= present]
    return max(fitting, key=lambda one: len(one.recognise), default=None)
