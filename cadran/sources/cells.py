"""The cells of a workbook as text: a CSV a sheet (row number, cells), and what was seen on the way."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from cadran.errors import InputError


@dataclass(frozen=True, slots=True)
class Written:
    """A sheet whose rows that hold something stand in a file.

    `first` and `height` are the extent that the parser tells, from row 0; `longest` bounds a row's bytes; `decimals`: place
    of a column → how many of its numbers have some.
    """

    name: str
    path: Path
    first: int
    height: int
    width: int
    blank: int
    longest: int
    decimals: dict[int, int] = field(default_factory=dict)


def write_sheets(path: Path, folder: Path, wanted: str | None) -> tuple[list[str], list[Written]]:
    """The names of a workbook's sheets, and those that were wanted (all, where none is named) written to `folder`."""
    try:
        book = CalamineWorkbook.from_path(str(path))
        named = [(at, name) for at, name in enumerate(book.sheet_names) if wanted is None or name == wanted]
        return list(book.sheet_names), [_sheet(book, name, folder / f"{at}.csv") for at, name in named]
    except (MemoryError, KeyboardInterrupt):
        raise
    except BaseException as error:  # a parser's panic is no Exception
        said = " ".join(str(error).split())[:200] or type(error).__name__
        raise InputError(
            "{file} is a damaged or truncated workbook ({reason}). Save it again.", file=path.name, reason=said
        ) from None


def _sheet(book: Any, name: str, target: Path) -> Written:
    sheet = book.get_sheet_by_name(name)
    first = sheet.start[0] if sheet.start else 0
    height = sheet.end[0] - first + 1 if sheet.end else 0
    width = longest = blank = 0
    decimals: dict[int, int] = {}
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
        for line, row in enumerate(sheet.iter_rows(), first + 1):
            texts = [_text(cell) for cell in row]
            width = max(width, len(texts))
            if not any(texts):
                blank += 1
                continue
            for at, cell in enumerate(row):
                if isinstance(cell, float) and not cell.is_integer():
                    decimals[at] = decimals.get(at, 0) + 1
            longest = max(longest, sum(map(len, texts)) * 4 + len(texts) * 3)
            writer.writerow([line, *texts])
    return Written(name, target, first, height, width, blank, longest, decimals)


def _text(cell: Any) -> str:
    """A cell as text: dates in ISO form, whole numbers without decimals, durations in seconds."""
    if cell is None or cell == "":
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(round(cell.total_seconds()))
    return str(cell).replace("\x00", "")
