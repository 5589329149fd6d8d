"""Every message of the package has its French: read from the source, filled with samples, said, and looked at.

A message that fails here needs an entry in cadran/messages/fr.po: its English with named holes, and the French.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

import pytest

from cadran.messages import table
from cadran.messages.table import Template, number, parsed
from tests.messages.collect import Collector, Hole, Message

FILE = "cadran/messages/fr.po"
SAMPLES = ("zz{0}", "4,32{0}", "2026-09-2{0}", "attempts")
"""What may stand in a hole that holds data: a name, a number, a day."""
MESSAGES = sorted(Collector().messages(), key=lambda one: one.where)
TEMPLATES = table().templates


def test_the_source_is_read() -> None:
    """As many messages as the package has at least: an empty collection would prove nothing."""
    assert len(MESSAGES) > 220
    assert {one.where.split(":")[0] for one in MESSAGES} >= {
        "cadran/ingest/mapping.py", "cadran/config/reading.py", "cadran/sources/text.py", "cadran/query/request.py",
        "cadran/cli/main.py", "cadran/web/api/tokens.py", "cadran/engines/duckdb.py",
    }  # fmt: skip


@pytest.mark.parametrize("message", MESSAGES, ids=lambda one: f"{one.where} {one.english[:60]}")
def test_is_in_french(message: Message) -> None:
    faults = dict.fromkeys(_fault(parts, pieces=message.is_piece) for parts in _variants(message))
    told = "\n  ".join(fault for fault in faults if fault)
    assert not told, f"{message.where}: {message.english}\n  {told}\n  Give it an entry in {FILE}."


def _variants(message: Message) -> Iterator[list[str | Hole]]:
    """The message with each of its pieces in turn, laid out flat: texts, and holes that hold data."""
    alternatives: list[list[list[str | Hole]]] = []
    for part in message.parts:
        if isinstance(part, str) or not part.pieces:
            alternatives.append([[part]])
        else:
            alternatives.append([flat for piece in part.pieces for flat in _variants(piece)])
    most = max((len(one) for one in alternatives), default=0)
    for turn in range(most):
        yield [part for one in alternatives for part in one[turn % len(one)]]


def _fault(parts: list[str | Hole], *, pieces: bool = False) -> str | None:
    """What is wrong with the French of a message; None where some filling of its holes is said whole in French."""
    holes = [part for part in parts if isinstance(part, Hole)]
    kinds = [SAMPLES[1:2] if hole.is_number else SAMPLES for hole in holes]
    first = None
    for samples in product(*kinds) if len(holes) <= 5 else zip(*(kind * 4 for kind in kinds), strict=False):
        values = [sample.format(place) for place, sample in enumerate(samples, 1)]
        filled = iter(values)
        text = "".join(part if isinstance(part, str) else next(filled) for part in parts)
        fault = _left(text, [part for part in parts if isinstance(part, str)], values, pieces)
        if fault is None:
            return None
        first = first or fault
    return first


def _left(text: str, written: list[str], values: list[str], pieces: bool = False) -> str | None:
    said = table().said(text, pieces=pieces)
    if said is None:
        return f"no template fits {text!r}"
    lost = [
        value
        for value in values
        if value not in said and number(value) not in said and "/".join(reversed(value.split("-"))) not in said
    ]
    if lost:
        return f"the French loses {', '.join(lost)}: {said}"
    stays = [one.strip() for one in written if len(re.findall(r"[a-z]{2,}", one)) > 2 and one.strip() in said]
    return f"stays English: {'; '.join(stays)}" if stays else None


@pytest.mark.parametrize("one", TEMPLATES, ids=lambda one: one.english[:70])
def test_holes_agree(one: Template) -> None:
    names = [name for name, _ in parsed(one.english)[1]]
    assert len(names) == len(set(names)), "a hole twice: call the second one {same}"
    used = {field.split("|")[0] for field, _ in parsed(one.french)[1]}
    assert used <= set(names)
    assert set(names) - used <= {"same"} or one.is_piece
    for field, kind in parsed(one.french)[1]:
        assert not kind
        name, *forms = field.split("|")
        assert len(forms) in (0, 2)
        assert not forms or one.holes[name] == "n", "only a number is agreed with"
    assert set(one.holes.values()) <= {"", "t", "n", "d", "w"}


@pytest.mark.parametrize("one", TEMPLATES, ids=lambda one: one.english[:70])
def test_is_good_typography(one: Template) -> None:
    """Quotation marks of French, a curly apostrophe, a space before what takes one: code and options aside."""
    text = re.sub(
        r"\{\{.*?\}\}|[\w}]+ = (\"[^\"]*\"|\[[^\]]*\])|--store \"[^\"]*\"|\w+=\"[^\"]*\"|https?:\S+|\{[^}]*\}:\{[^}]*\}|[DÉBUT]+:FIN|\w*:?//\S*|Authorization:|\d+:\d+|h?:?m+:s+|heures:minutes",
        "",
        one.french,
    )
    assert "'" not in text
    assert '"' not in text
    assert not re.search(r"\w[:;?!»](\s|$)", text), "a space goes before : ; ? ! »"
    assert not re.search(r"«\S", text)
    assert text.count("«") == text.count("»")
    assert "\u00a0" not in one.french, "typed with plain spaces"
