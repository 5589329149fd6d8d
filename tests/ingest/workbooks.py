"""Old Excel and OpenDocument workbooks made by hand, byte by byte: nothing at hand writes them."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence
from html import escape

Cell = str | float
_MANIFEST = (
    '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    "</manifest:manifest>"
)
_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def ods(rows: Sequence[Sequence[Cell]]) -> bytes:
    """One sheet of texts and numbers."""
    lines = "".join(f"<table:table-row>{''.join(_ods_cell(cell) for cell in row)}</table:table-row>" for row in rows)
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names}><office:body><office:spreadsheet>'
        f'<table:table table:name="Feuille1">{lines}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        archive.writestr("content.xml", content)
    return out.getvalue()


def _ods_cell(cell: Cell) -> str:
    if isinstance(cell, str):
        return f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
    return (
        f'<table:table-cell office:value-type="float" office:value="{cell}"><text:p>{cell}</text:p></table:table-cell>'
    )


def xls(rows: Sequence[Sequence[Cell]]) -> bytes:
    """One sheet of texts and numbers, as Excel 97 wrote it."""
    return _compound(_book(rows))


def _record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _book(rows: Sequence[Sequence[Cell]]) -> bytes:
    name = b"Feuil1"
    start = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 1997, 0, 6))  # a workbook's globals
    codepage = _record(0x42, struct.pack("<H", 1200))
    length = len(start) + len(codepage) + 4 + 8 + len(name) + 4
    bound = _record(0x85, struct.pack("<IBBBB", length, 0, 0, len(name), 0) + name)
    sheet = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 1997, 0, 6))
    sheet += _record(0x200, struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0))
    for line, row in enumerate(rows):
        for place, cell in enumerate(row):
            head = struct.pack("<HHH", line, place, 0)
            if isinstance(cell, str):
                sheet += _record(0x204, head + struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le"))
            else:
                sheet += _record(0x203, head + struct.pack("<d", cell))
    return start + codepage + bound + _record(0x0A) + sheet + _record(0x0A)


def _compound(stream: bytes) -> bytes:
    """A compound file with the one stream "Workbook": sector 0 its table, 1 its directory, then the stream."""
    stream = stream.ljust(max(4096, -(-len(stream) // _SECTOR) * _SECTOR), b"\0")
    count = len(stream) // _SECTOR
    table = [_FAT, _END, *range(3, count + 2), _END]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHHHIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", _FREE) * 108
    fat = struct.pack(f"<{len(table)}I", *table).ljust(_SECTOR, b"\xff")
    folder = _entry("Root Entry", 5, child=1, start=_END, size=0) + _entry("Workbook", 2, start=2, size=len(stream))
    return header + fat + folder.ljust(_SECTOR, b"\0") + stream


def _entry(name: str, kind: int, *, start: int, size: int, child: int = _FREE) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    sides = struct.pack("<III", _FREE, _FREE, child)
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBB", len(text), kind, 1)
        + sides
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
