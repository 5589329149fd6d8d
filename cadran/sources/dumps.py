"""Files of a database, which hold statements or pages where a table's rows are wanted."""

from __future__ import annotations

import re
from pathlib import Path

from cadran.errors import InputError

_SQLITE, _PG_ARCHIVE = b"SQLite format 3\x00", b"PGDMP"
_WHOSE = (
    (rb"mysql dump|mariadb dump|phpmyadmin sql|/\*![0-9]{5} |\bENGINE ?= ?(innodb|myisam)|^\s*insert into `", "MySQL"),
    (rb"postgresql database dump|\bFROM stdin;|pg_catalog\.", "PostgreSQL"),
    (rb"pragma foreign_keys", "SQLite"),
    (rb"set (ansi_nulls|identity_insert|nocount)|^\s*insert \[|\[dbo\]\.", "SQL Server"),
)  # fmt: skip
_COMMENT = re.compile(rb"\s+|--[^\n]*\n?|/\*.*?\*/;?|#[^\n]*\n", re.DOTALL)
_STATEMENT = re.compile(
    rb"create (table|database|schema|type|sequence) [^,;]+(\(|;)|drop table |alter table |lock tables |start transaction;"
    rb"|begin( transaction)?;|(insert|replace) (into|ignore)[^\n,;]*(\(|values|select)|insert \[|copy \S+( \([^)]*\))? from stdin"
    rb"|set (names |@|sql_mode|statement_timeout|ansi_nulls|time_zone|search_path)|pragma \w+ ?=|use [\[`\w]+[\]`]?(;|\s+go\s)",
    re.IGNORECASE,
)
_HEAD = 256 * 1024


def refuse_dump(path: Path) -> None:
    """InputError for a database's dump or file, with how to get the rows out."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if head.startswith(_SQLITE):
        raise InputError(
            "{file} is a database of SQLite, not a table. Export each table as CSV and import that.", file=path.name
        )
    if head.startswith(_PG_ARCHIVE):
        raise InputError(
            "{file} is a dump of PostgreSQL, not a table. Export each table as CSV and import that.", file=path.name
        )
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "replace").encode()
    head = head.removeprefix(b"\xef\xbb\xbf")
    at = 0
    while found := _COMMENT.match(head, at):
        at = found.end()
    if _STATEMENT.match(head, at):
        whose = next((name for mark, name in _WHOSE if re.search(mark, head, re.IGNORECASE | re.MULTILINE)), "SQL")
        raise InputError(
            "{file} is an SQL dump ({whose}): statements, not a table. Export each table as CSV and import that.",
            file=path.name,
            whose=whose,
        )
