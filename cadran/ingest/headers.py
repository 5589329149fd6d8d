"""The headers that a mapping names, found among those of a file, whatever their case, accents and spaces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as Map
from dataclasses import replace

from cadran.errors import InputError, MappingError, cut, did_you_mean
from cadran.ingest.mapping import MADE, Rule, TableRule
from cadran.messages import NOTHING, Message
from cadran.sources.base import Source
from cadran.sources.dialect import fold


def headers_of(rule: TableRule) -> Iterator[str]:
    """Every header that a table's rules and conditions name."""
    for one in rule.rules:
        yield from one.headers
    yield from rule.where
    yield from rule.where_not


def spelling(header: str, headers: Sequence[str]) -> str | None:
    """The file's own spelling of a header, case, accents, spaces and underscores aside."""
    if header in headers:
        return header
    return next((one for one in headers if fold(one) == fold(header)), None)


def resolved(rule: Rule, source: Source) -> Rule | None:
    """The rule with the file's spellings; None when a column it cannot do without is not there."""

    def spell(names: Iterable[str]) -> tuple[str, ...] | None:
        found = [name if name in MADE else spelling(name, source.headers) for name in names]
        return None if None in found else tuple(name for name in found if name is not None)

    sources, key, when = spell(rule.sources), spell(rule.key), spell(rule.when)
    if when is None or key is None:
        return None
    if sources is None:
        if not rule.optional or not (key or rule.constant is not None):
            return None
        sources = ()
    return replace(rule, sources=sources, key=key, when=dict(zip(when, rule.when.values(), strict=True)))


def conditions(place: str, key: str, source: Source, wanted: Map[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Conditions by the file's own spelling of their headers; MappingError for one that is not there."""
    found = {}
    for header, words in wanted.items():
        name = spelling(header, source.headers)
        if name is None:
            raise absent(f"{place}, {key}", header, source)
        found[name] = words
    return found


def absent(place: str, header: str, source: Source) -> MappingError:
    """The error for a header that a file does not have."""
    near = did_you_mean(header, source.headers)
    return MappingError(
        '{place}: {file} has no column "{name}".{near} Its columns: {names}.{hint}',
        place=place,
        file=source.name,
        name=cut(header),
        near=near,
        names=[cut(name) for name in source.headers[:40]],
        hint=_single_column(source),
    )


def _single_column(source: Source) -> Message:
    """A hint where the separator looks wrong."""
    if len(source.headers) == 1 and any(mark in source.headers[0] for mark in ";,\t|"):
        return Message(" The file was split into a single column: check separator under [file].")
    return NOTHING


def explain_single_column(source: Source, error: InputError) -> None:
    """Raise the error with a hint where the separator looks wrong."""
    hint = _single_column(source)
    if hint:
        raise InputError("{message}{hint}", message=error.message, hint=hint) from None
