"""Run as a program of its own, with little memory and time: files whose parser is not ours, made into plain text.

    child.py workbook FILE FOLDER MEMORY SECONDS [SHEET]   a CSV a sheet (row number, cells) and sheets.json
    child.py json FILE FOLDER MEMORY SECONDS               records.jsonl, where the document is a list of objects

Only the standard library and the parser are loaded. Exit code 3: out of memory; 4: damaged, standard error says how.
"""

from __future__ import annotations

import csv
import json
import os
import resource
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook


def workbook(path: Path, folder: Path, wanted: str | None) -> None:
    book = CalamineWorkbook.from_path(str(path))
    found: dict[str, Any] = {"names": book.sheet_names, "sheets": []}
    for at, name in enumerate(book.sheet_names):
        if wanted is None or name == wanted:
            found["sheets"].append(_sheet(book, name, folder / f"{at}.csv"))
    (folder / "sheets.json").write_text(json.dumps(found), encoding="utf-8")


def _sheet(book: Any, name: str, target: Path) -> dict[str, Any]:
    """Write the rows that hold something; `first` and `height` are the extent that the parser tells, from row 0."""
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
    extent = {"first": first, "height": height, "width": width}
    return {"name": name, "file": target.name, "blank": blank, "longest": longest, "decimals": decimals, **extent}


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


def document(path: Path, folder: Path) -> None:
    """A JSON document's objects, a line each; nothing is written where it holds no list of them."""
    try:
        records = _records(json.loads(path.read_text(encoding="utf-8-sig")))
    except ValueError:
        return
    if records is None:
        return
    with (folder / "records.jsonl").open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def _records(document: Any) -> list[Any] | None:
    """The list of objects that a document is, or holds beside plain values."""
    if isinstance(document, dict):
        lists = [value for value in document.values() if isinstance(value, list)]
        plain = not any(isinstance(value, dict) for value in document.values())
        document = lists[0] if len(lists) == 1 and plain else None
    return document if document and all(isinstance(one, dict) for one in document) else None


def main(kind: str, path: str, folder: str, memory: str, seconds: str, sheet: str | None = None) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        if kind == "workbook":
            workbook(Path(path), Path(folder), sheet)
        else:
            document(Path(path), Path(folder))
    except MemoryError:
        os._exit(3)
    except BaseException as error:  # a parser's panic is no Exception
        sys.stderr.write(" ".join(str(error).split()) or type(error).__name__)
        sys.stderr.flush()
        os._exit(4)


if __name__ == "__main__":
    main(*sys.argv[1:])
