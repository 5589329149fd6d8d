"""What a terminal shows: no-break spaces hold, numbers are never folded, what is too wide becomes several tables."""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from cadran.cli.lines import Line, fits, tables

HEADS = [("Campagne", "left"), ("Taux de contact", "right"), ("Chiffre d’affaires", "right")]
ROWS = [["Énergie verte", "26,0\u00a0%", "1\u202f778\u202f508\u00a0€"], ["PME", "5,1\u00a0%", "90\u00a0€"]]


def shown(width: int, *things: object) -> list[str]:
    out = StringIO()
    Console(file=out, width=width).print(*things)
    return [line.rstrip() for line in out.getvalue().splitlines()]


def test_a_line_is_not_broken_at_a_no_break_space() -> None:
    assert shown(20, Line("au total un taux de 95\u00a0% ici")) == ["au total un taux de", "95\u00a0% ici"]
    assert shown(12, Line("mardi 18\u202fh–19\u202fh"))[-1] == "18\u202fh–19\u202fh"


def test_a_table_that_fits_is_one() -> None:
    [made] = tables(HEADS, ROWS, 60, foot=["Total", "20\u00a0%", "2\u00a0€"])
    lines = shown(60, made)
    assert lines[1].split() == ["Campagne", "Taux", "de", "contact", "Chiffre", "d’affaires"]
    assert any(line.startswith(" Énergie verte ") and line.endswith(" 1\u202f778\u202f508\u00a0€") for line in lines)
    assert lines[-2].split() == ["Total", "20", "%", "2", "€"]
    assert max(map(len, lines)) == 1 + 13 + 3 + 15 + 3 + 18


def test_words_are_folded_before_numbers() -> None:
    """The longest words and numbers are 8, 7 and 11 wide: 34 with the gaps, where heads and the campaign are folded."""
    assert fits(HEADS, ROWS, 34)
    [made] = tables(HEADS, ROWS, 34)
    lines = shown(34, made)
    assert any("26,0\u00a0%" in line and "1\u202f778\u202f508\u00a0€" in line for line in lines)
    assert max(map(len, lines)) <= 34


def test_what_is_too_wide_becomes_several_with_their_keys() -> None:
    assert not fits(HEADS, ROWS, 33)
    made = tables(HEADS, ROWS, 33)
    assert [len(one.columns) for one in made] == [2, 2]
    for one, number in zip(made, ("26,0\u00a0%", "1\u202f778\u202f508\u00a0€"), strict=True):
        assert any(number in line for line in shown(33, one))
