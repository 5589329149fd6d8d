"""Mappings: how a source's columns become canonical ones, as data (TOML).

    [file]                        how to read it; all optional
    separator = ";"               encoding, header_line (0: none), columns, sheet, decimal, dates, zone, region, missing
    [[table]]                     one for each canonical table that the file fills
    name = "attempts"
    [table.columns]
    started_at = "Date appel"                                   a column, as it is called in the file
    agent_id = { from = "Agent", values = { VDAD = "" } }       values replaced; "" = empty
    lead_id = { key = ["Nom", "Ville"] }                        one text out of several columns
    channel = { constant = "phone" }
    [table.outcomes]              disposition code → canonical outcome
    VENTE = "sale"
    [table.where]                 only the records that hold these values
    Etape = "Gagné"

A mistake raises MappingError with the file, the place and the nearest right name.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Map
from dataclasses import fields, replace
from math import isfinite
from pathlib import Path
from typing import Any

from cadran.config.toml import read_toml
from cadran.errors import InputError, MappingError, cut, did_you_mean
from cadran.ingest.formats import FORMATS, named
from cadran.ingest.rules import MADE, ROW_CONTENT, ROW_NUMBER, Mapping, OutcomeRule, Rule, TableRule
from cadran.messages import Message, Value
from cadran.messages.terms import system_reason
from cadran.model import OUTCOMES, TABLES, Column, Table
from cadran.sources.base import FileOptions

__all__ = [
    "MADE",
    "ROW_CONTENT",
    "ROW_NUMBER",
    "Mapping",
    "OutcomeRule",
    "Rule",
    "TableRule",
    "mapping_text",
    "parse_mapping",
    "read_mapping",
]

_OTHERS = ("keep", "empty", "reject")
_DATES = ("day-first", "month-first")


def read_mapping(path: Path, *, is_preset: bool = False) -> Mapping:
    """The mapping in a TOML file, checked against the model."""
    return parse_mapping(mapping_text(path), path.name, is_preset=is_preset)


def mapping_text(path: Path) -> str:
    """The text of a mapping's file; MappingError where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise MappingError('The mapping "{path}" does not exist.', path=path) from None
    except IsADirectoryError:
        raise MappingError('The mapping "{path}" is a directory. Give a TOML file.', path=path) from None
    except UnicodeDecodeError:
        raise MappingError("{file} is not UTF-8 text. Save it as UTF-8.", file=path.name) from None
    except OSError as error:
        raise MappingError(
            'The mapping "{path}" cannot be read: {reason}.', path=path, reason=system_reason(error)
        ) from None


def parse_mapping(text: str, origin: str, *, is_preset: bool = False) -> Mapping:
    """The mapping in a TOML text; `origin` names it in messages."""
    try:
        document = read_toml(text, origin)
    except InputError as error:
        raise MappingError(error.message) from None
    read = _Reader(origin)
    read.known(document, ("file", "table", "preset"), "")
    preset = read.section(document, "preset", "[preset]")
    read.known(preset, ("name", "title", "recognise", "notes"), "[preset]")
    options = read.options(read.section(document, "file", "[file]"))
    tables = document.get("table", [])
    if not isinstance(tables, list) or not tables:
        raise MappingError(
            "{file} fills no table. Write [[table]] with a name and [table.columns] below it.", file=origin
        )
    rules = tuple(read.table(one) for one in tables)
    return Mapping(
        origin, _without_mapped(options, rules), rules, read.texts(preset.get("recognise", []), "[preset], recognise"),
        read.plain_text(preset, "title", "[preset]") or "", read.texts(preset.get("notes", []), "[preset], notes"), is_preset,
    )  # fmt: skip


def _without_mapped(options: FileOptions, tables: Iterable[TableRule]) -> FileOptions:
    """A literal that the mapping itself speaks of ("unknown" = …) does not stand for a missing value."""
    spoken = {word for t in tables for r in t.rules for word in r.values}
    spoken |= {word for t in tables for word in t.outcomes}
    spoken |= {word for t in tables for words in (*t.where.values(), *t.where_not.values()) for word in words}
    return replace(options, spoken=tuple(sorted(spoken - {""})))


def shown(value: Any) -> str:
    """A value as a message shows it, as TOML would write it, no longer than a line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return cut(repr(value) if isinstance(value, str | list | dict) else value)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


class _Reader:
    """Reads the parts of one document; knows its name for the messages."""

    def __init__(self, origin: str) -> None:
        self.origin = origin

    def fail(self, place: str, template: str, /, **values: Value) -> MappingError:
        what = Message(template, **values)
        if not place:
            return MappingError("{file}: {what}", file=self.origin, what=what)
        return MappingError("{file}, {place}: {what}", file=self.origin, place=place, what=what)

    def known(self, found: Map[str, Any], allowed: Iterable[str], place: str) -> None:
        allowed = list(allowed)
        for key in found:
            if key not in allowed:
                raise self.fail(
                    place,
                    '"{key}" is not known here.{near} Expected {names}.',
                    key=cut(key),
                    near=did_you_mean(key, allowed),
                    names=[*allowed],
                )

    def section(self, document: Map[str, Any], key: str, place: str) -> dict[str, Any]:
        found = document.get(key, {})
        if not isinstance(found, dict):
            raise self.fail(place, "{key}: expected a section, found {found}.", key=key, found=shown(found))
        return found

    def text(self, value: Any, place: str) -> str:
        """A value as text; TOML numbers, days and booleans are taken as they are written."""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, dict | list):
            raise self.fail(place, "expected a text, found {found}.", found=shown(value))
        return str(value)

    def plain_text(self, found: Map[str, Any], key: str, place: str) -> str | None:
        """A text that must be written as one; None where the key is not there."""
        value = found.get(key)
        if value is not None and not isinstance(value, str):
            raise self.fail(place, "{key} must be a text, found {found}.", key=key, found=shown(value))
        return value

    def yes_or_no(self, found: Map[str, Any], key: str, place: str) -> bool:
        value = found.get(key, False)
        if not isinstance(value, bool):
            raise self.fail(place, "{key} must be true or false, found {found}.", key=key, found=shown(value))
        return value

    def finite_number(self, found: Map[str, Any], key: str, place: str) -> float | None:
        value = found.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value)):
            raise self.fail(place, "{key} must be a number, found {found}.", key=key, found=shown(value))
        return value

    def texts(self, value: Any, place: str) -> tuple[str, ...]:
        return tuple(self.text(one, place) for one in (value if isinstance(value, list) else [value]))

    def options(self, found: dict[str, Any]) -> FileOptions:
        place = "[file]"
        self.known(found, (f.name for f in fields(FileOptions) if f.name != "spoken"), place)
        values: dict[str, Any] = dict(found)
        for key in ("encoding", "sheet", "zone", "region"):
            self.plain_text(values, key, place)
        for key, allowed in (("decimal", (",", ".")), ("dates", _DATES)):
            if key in values and values[key] not in allowed:
                raise self.fail(
                    place,
                    '{key} = "{value}" is not known.{near} Expected {names:or}.',
                    key=key,
                    value=cut(values[key]),
                    near=did_you_mean(str(values[key]), allowed),
                    names=[repr(a) for a in allowed],
                )
        if "separator" in values and (not isinstance(values["separator"], str) or len(values["separator"]) != 1):
            raise self.fail(place, "separator must be one character, found {found}.", found=shown(values["separator"]))
        if "header_line" in values and (not _is_whole(values["header_line"]) or values["header_line"] < 0):
            raise self.fail(
                place,
                "header_line must be a line number, or 0 for none, found {found}.",
                found=shown(values["header_line"]),
            )
        for key in ("columns", "missing"):
            if key in values:
                values[key] = self.texts(values[key], f"{place} {key}")
        return FileOptions(**values)

    def table(self, found: Any) -> TableRule:
        if not isinstance(found, dict):
            raise self.fail("[[table]]", "expected a section, found {found}.", found=shown(found))
        name = found.get("name")
        if not isinstance(name, str) or name not in TABLES:
            raise self.fail(
                "[[table]]",
                'name = "{name}" is not a table.{near} Expected {names}.',
                name=cut(name),
                near=did_you_mean(str(name), TABLES),
                names=[*TABLES],
            )
        place = f"[[table]] {name}"
        self.known(found, ("name", "columns", "outcomes", "where", "where_not", "one_per_key"), place)
        table = TABLES[name]
        columns = self.section(found, "columns", place)
        if not columns:
            raise self.fail(place, "fills no column. Write [table.columns] below it.")
        rules = tuple(self.rule(table, key, value, f"{place}, {key}") for key, value in columns.items())
        self.check_required(table, rules, bool(found.get("outcomes")), place)
        return TableRule(
            name,
            rules,
            self.outcomes(table, rules, found, place),
            self.conditions(found, "where", place),
            self.conditions(found, "where_not", place),
            self.yes_or_no(found, "one_per_key", place),
        )

    def check_required(self, table: Table, rules: tuple[Rule, ...], has_outcomes: bool, place: str) -> None:
        filled = {rule.target for rule in rules}
        missing = [c.name for c in table.columns if c.required and c.name not in filled]
        if missing:
            raise self.fail(
                place,
                "nothing fills {names}, which every row needs. Name a column of the file for it, or make "
                'it out of several: {{ key = ["…", "…"] }}.',
                names=[*missing],
            )
        if has_outcomes and not filled & {"disposition", "reported_disposition"}:
            raise self.fail(
                f"{place}, outcomes",
                "needs a column for the codes: fill disposition (attempts) or reported_disposition (leads).",
            )

    def rule(self, table: Table, target: str, value: Any, place: str) -> Rule:
        if target not in table.names:
            raise self.fail(
                place,
                '"{name}" is not a column of {table}.{near} Its columns: {names}.',
                name=cut(target),
                table=table.name,
                near=did_you_mean(target, table.names),
                names=[*table.names],
            )
        if isinstance(value, str | list):
            value = {"from": value}
        if not isinstance(value, dict):
            raise self.fail(
                place,
                "expected the name of a column, or {{ constant = {value} }}, found {found}.",
                value=shown(value),
                found=shown(value),
            )
        allowed = (
            "from",
            "key",
            "constant",
            "format",
            "zone",
            "values",
            "other",
            "when",
            "prefix",
            "below",
            "because",
            "optional",
        )
        self.known(value, allowed, place)
        if not {"from", "key", "constant"} & set(value):
            raise self.fail(place, "has no from, key or constant: nothing fills it.")
        rule = Rule(
            target,
            self.texts(value.get("from", []), f"{place}, from"),
            self.texts(value.get("key", []), f"{place}, key"),
            self.text(value["constant"], f"{place}, constant") if "constant" in value else None,
            self.plain_text(value, "format", place),
            self.plain_text(value, "zone", place),
            {k: self.text(v, f"{place}, values, {cut(k)}") for k, v in self.section(value, "values", place).items()},
            self.plain_text(value, "other", place) or "keep",
            self.conditions(value, "when", place),
            self.plain_text(value, "prefix", place) or "",
            self.finite_number(value, "below", place),
            self.plain_text(value, "because", place) or "",
            self.yes_or_no(value, "optional", place),
        )
        self.check_rule(table.column(target), rule, place)
        return rule

    def check_rule(self, column: Column, rule: Rule, place: str) -> None:
        if rule.format is not None and named(column.type, rule.format) is None:
            known = [one.name for one in FORMATS[column.type]]
            raise self.fail(
                place,
                'format = "{name}" is not one for {type}.{near} Expected {names}.',
                name=cut(rule.format),
                type=column.type,
                near=did_you_mean(rule.format, known),
                names=[*known],
            )
        if rule.other not in _OTHERS:
            raise self.fail(
                place,
                '{key} = "{value}" is not known.{near} Expected {names:or}.',
                key="other",
                value=cut(rule.other),
                near=did_you_mean(rule.other, _OTHERS),
                names=_OTHERS,
            )
        if not column.choices:
            return
        given = [*rule.values.values(), *([rule.constant] if rule.constant is not None else [])]
        for one in given:
            if one and one not in column.choices:
                raise self.fail(
                    place,
                    '"{value}" is not a value of {column}.{near} Expected one of {names}.',
                    value=cut(one),
                    column=column.name,
                    near=did_you_mean(one, column.choices),
                    names=[*column.choices],
                )

    def conditions(self, found: Map[str, Any], key: str, place: str) -> dict[str, tuple[str, ...]]:
        section = self.section(found, key, place)
        wanted = {name: self.texts(value, f"{place}, {key}, {cut(name)}") for name, value in section.items()}
        for name, values in wanted.items():
            if not values:
                raise self.fail(
                    f"{place}, {key}, {cut(name)}", 'names no value. Write one at least; "" is an empty cell.'
                )
        return wanted

    def outcomes(
        self, table: Table, rules: tuple[Rule, ...], found: Map[str, Any], place: str
    ) -> dict[str, OutcomeRule]:
        result: dict[str, OutcomeRule] = {}
        for code, value in self.section(found, "outcomes", place).items():
            here = f"{place}, outcomes, {cut(code)}"
            if isinstance(value, dict):
                self.known(value, ("outcome", "reason"), here)
            else:
                value = {"outcome": value}
            outcome = value.get("outcome")
            if not isinstance(outcome, str) or outcome not in OUTCOMES:
                raise self.fail(
                    here,
                    '"{value}" is not an outcome.{near} Expected one of {names}.',
                    value=cut(outcome),
                    near=did_you_mean(str(outcome), OUTCOMES),
                    names=[*OUTCOMES],
                )
            result[code] = OutcomeRule(outcome, self.plain_text(value, "reason", here))
        self.check_overrides(rules, place)
        return result

    def check_overrides(self, rules: tuple[Rule, ...], place: str) -> None:
        """`argued ⇒ qualified` holds for constants too."""
        constants = {rule.target: rule.constant for rule in rules if rule.constant is not None}
        if constants.get("is_argued") == "true" and constants.get("is_qualified") == "false":
            raise self.fail(
                place, "is_argued = true with is_qualified = false: a call with a pitch is always qualified."
            )
