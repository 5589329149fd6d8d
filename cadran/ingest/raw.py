"""The text that a mapping's rules offer for each column, as SQL over the raw columns of one source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Map

from cadran.ingest.mapping import ROW_CONTENT, ROW_NUMBER, Rule
from cadran.sources.base import Source, guarded, literal
from cadran.sources.dialect import NAMELESS

_FLOATS = ("DOUBLE", "FLOAT")
# A total is a label beside figures alone: no date, no other text.
_TOTAL = r"(?i)^\W*((sous|sub|grand)[ -]?)?(total|totaux|totals|somme|sum|ensemble|moyenne|average|count|nombre)\b"
_FIGURE = r"[-+(]?[\d\s.,:%€$)\x{A0}\x{202F}]+"
_REPEATED = re.compile(r" \(\d+\)$")  # what tells columns of one name apart
WIDE = 400
"""Columns; wider files are looked at more simply."""
UNLISTED = "\u241b"  # in front of a value that the mapping's `values` does not list


class Raw:
    """SQL over the raw columns of one source."""

    def __init__(self, source: Source, places: dict[str, int]) -> None:
        self.source = source
        self.places = places

    def text(self, header: str, absent: Sequence[str] | None = None) -> str:
        """The trimmed text of a column, NULL when missing; `absent` are the words that say so."""
        written = self.written(header)
        words = self.source.options.absent() if absent is None else absent
        if not words or not self.is_text(header):
            return written
        told = f"CASE WHEN NOT {_is_among(words, written)} THEN {written} END"
        if not self.is_varchar(header):
            return told
        return f"CASE WHEN {self._may_be(header, words)} THEN {told} ELSE {self._column(header)} END"

    def written(self, header: str) -> str:
        """The trimmed text of a column as it stands in the file."""
        at = self.places[header]
        column, kind = self.source.columns[at], self.source.types[at]
        if kind == "VARCHAR":
            # Looking for a space first is three times cheaper than trimming what has none.
            return f"CASE WHEN contains({column}, ' ') THEN nullif(trim({column}), '') ELSE nullif({column}, '') END"
        if kind in _FLOATS:
            return (
                f"CASE WHEN {column} = floor({column}) AND abs({column}) < 1e15 "
                f"THEN CAST(CAST({column} AS BIGINT) AS VARCHAR) ELSE CAST({column} AS VARCHAR) END"
            )
        return f"CAST({column} AS VARCHAR)"

    def is_text(self, header: str) -> bool:
        return self.source.types[self.places[header]] in ("VARCHAR", *_FLOATS)

    def is_varchar(self, header: str) -> bool:
        return self.source.types[self.places[header]] == "VARCHAR"

    def has_word(self, headers: Iterable[str], words: Sequence[str]) -> str:
        """SQL that is true for a record with one of the words in one of the columns."""
        found = (
            guarded(self._may_be(header, words), _is_among(words, self.written(header)))
            for header in headers
            if self.is_text(header) and words
        )
        return f"coalesce({' OR '.join(found) or 'false'}, false)"

    def _may_be(self, header: str, words: Sequence[str]) -> str:
        """SQL that is false for most cells that hold none of the words and need no trimming: cheap, it is asked of every cell."""
        column = f"CAST({self._column(header)} AS VARCHAR)"
        return f"(contains({literal(chr(31).join(words))}, {column}) OR contains({column}, ' '))"

    def _column(self, header: str) -> str:
        return self.source.columns[self.places[header]]

    def no_record(self, mostly: Sequence[str] = ()) -> str:
        """SQL for a record that is none: 1 where it holds nothing, 2 the header again, 3 a total by its word, 4 what may be one by
        its sums (it leaves one of the columns `mostly` empty), 5 the header in another order, else 0.
        """
        columns = dict(zip(self.source.headers, self.source.columns, strict=True))
        if len(columns) > WIDE:
            return self._no_record_of_many(columns)
        texts = [f"nullif(trim(CAST({column} AS VARCHAR)), '')" for column in columns.values()]
        first = f"coalesce({', '.join(texts)}, NULL)"
        cell = f"CAST({next(iter(columns.values()))} AS VARCHAR)"
        is_blank = f"({cell} IS NULL OR {cell} < '!')"  # empty, or with a space in front: few records begin so
        found = [f"WHEN {guarded(is_blank, f'{first} IS NULL')} THEN 1", *self._headers_again(columns)]
        if len(texts) > 1:
            listed = f"[{', '.join(texts)}]"
            words = f"len(list_filter({listed}, x -> NOT regexp_full_match(x, {literal(_FIGURE)})))"
            label = f"CASE WHEN {is_blank} THEN {first} ELSE {cell} END"
            is_named = guarded(f"regexp_matches({label}, {literal(_TOTAL)})", f"{words} <= 1")
            found.append(f"WHEN {is_named} THEN 3")
            empty = " OR ".join(f"{column} IS NULL" for column in mostly)  # cheap: it is asked of every record
            figures = f"len(list_filter({listed}, x -> regexp_full_match(x, {literal(_FIGURE)})))"
            found += [f"WHEN {guarded(empty, f'{words} <= 1 AND {figures} > 0')} THEN 4"] if mostly else []
        return f"CASE {' '.join(found)} ELSE 0 END"

    def _no_record_of_many(self, columns: Map[str, str]) -> str:
        """The same for a file of thousands of columns, whose statement may not grow with their square: nothing, or the header."""
        listed = ", ".join(columns.values())
        names = chr(31).join(_REPEATED.sub("", header) for header in columns)
        return (
            f"CASE WHEN trim(concat_ws('', {listed})) = '' THEN 1 "
            f"WHEN concat_ws(chr(31), {listed}) = {literal(names)} THEN 2 ELSE 0 END"
        )

    def _headers_again(self, columns: Map[str, str]) -> list[str]:
        """The cases of a record that is the header, in its order or in another; only texts can be one."""
        if not all(self.is_varchar(header) for header in columns):
            return []
        named = {
            column: _REPEATED.sub("", header) for header, column in columns.items() if not NAMELESS.fullmatch(header)
        }
        cells = {column: f"trim({column}, ' \ufeff')" for column in named}
        again = " AND ".join(f"{cells[column]} = {literal(name)}" for column, name in named.items())
        holds_first = next((f"contains({column}, {literal(name)})" for column, name in named.items()), "")
        found = [f"WHEN {guarded(holds_first, again)} THEN 2"] if again else []
        if len(named) > 2:
            names = f"[{', '.join(literal(name) for name in sorted(named.values()))}]"
            listed = ", ".join(cells.values())
            # one search in a short text, which is asked of every record, before anything is sorted
            some = f"contains({literal(chr(31).join(named.values()))}, {next(iter(named))})"
            found.append(f"WHEN {guarded(some, f'list_sort([{listed}]) = {names}')} THEN 5")
        return found

    def is_number(self, header: str) -> bool:
        return self.source.types[self.places[header]] not in ("VARCHAR", "BOOLEAN")

    def condition(self, wanted: Map[str, tuple[str, ...]], negated: bool = False) -> str:
        """Every named column holds one of its values ("" = empty); negated: none does."""
        parts = []
        for header, values in wanted.items():
            text = self.text(header)
            listed = ", ".join(literal(value) for value in values if value)
            one = f"coalesce(list_contains([{listed}], {text}), false)" if listed else "false"
            if "" in values:
                one = f"({one} OR {text} IS NULL)"
            parts.append(f"NOT {one}" if negated else one)
        return " AND ".join(parts)

    def rule(self, rule: Rule, absent: Sequence[str] | None = None) -> str:
        """The text a rule offers; `absent` are the words that stand for no value."""
        parts = []
        texts = [self.text(header, absent) for header in rule.sources]
        if texts:
            parts.append(texts[0] if len(texts) == 1 else f"nullif(concat_ws(' ', {', '.join(texts)}), '')")
        if rule.key:
            parts.append(self._key(rule.key))
        result = parts[0] if len(parts) == 1 else f"coalesce({', '.join(parts)})" if parts else "NULL"
        if rule.values:
            result = replaced(result, rule)
        if rule.prefix:
            result = f"{literal(rule.prefix)} || {result}"
        if rule.constant is not None:
            constant = literal(rule.constant) if rule.constant else "CAST(NULL AS VARCHAR)"
            result = f"coalesce({result}, {constant})" if parts else constant
        if rule.when:
            result = f"CASE WHEN {self.condition(rule.when)} THEN {result} END"
        return result

    def _key(self, headers: Sequence[str]) -> str:
        texts = [self._key_part(header) for header in headers]
        joined = " || '|' || ".join(texts)
        return f"nullif({joined}, {literal('|' * (len(headers) - 1))})"

    def _key_part(self, header: str) -> str:
        if header == ROW_NUMBER:  # in these very bytes, whatever the file is called
            return f"{literal(self.source.content_id() + ':')} || CAST(_n AS VARCHAR)"
        if header == ROW_CONTENT:
            return "_content || CASE WHEN _copy > 1 THEN ':' || CAST(_copy AS VARCHAR) ELSE '' END"
        return f"coalesce({self.text(header)}, '')"

    def numbered(self, relation: str, *, by_content: bool) -> str:
        """The relation with _n, the record's place from 1; `by_content` also with _content, a fingerprint of the record's
        cells, and _copy, its number among the records of that fingerprint.
        """
        placed = f"SELECT *, row_number() OVER () AS _n FROM {relation}"
        if not by_content:
            return f"({placed})"
        cells = ", ".join(f"coalesce({self.written(header)}, '')" for header in self.source.headers)
        marked = f"SELECT *, md5(concat_ws(chr(31), {cells})) AS _content FROM ({placed})"
        copy = "row_number() OVER (PARTITION BY _content ORDER BY _n) AS _copy"
        return f"(SELECT *, {copy} FROM ({marked}) ORDER BY _n)"


def _is_among(words: Sequence[str], text: str) -> str:
    return f"list_contains([{', '.join(map(literal, words))}], {text})"


def replaced(text: str, rule: Rule) -> str:
    """The text after the rule's replacements."""
    whens = " ".join(f"WHEN {literal(old)} THEN {literal(new) if new else 'NULL'}" for old, new in rule.values.items())
    rest = {"keep": text, "empty": "NULL", "reject": f"'{UNLISTED}' || {text}"}[rule.other]
    return f"CASE {text} {whens} ELSE {rest} END"
