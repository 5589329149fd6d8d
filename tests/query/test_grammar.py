"""The grammar of declarations: what it reads, and what it answers to what it does not."""

from __future__ import annotations

import pytest

from cadran.errors import UsageError
from cadran.query.grammar import Leaf, Term, column, columns, condition, conjuncts, formula, needs, outline


def test_a_condition_falls_into_the_parts_that_and_joins() -> None:
    assert conjuncts("channel='phone' and (answered OR contacted) AND (final)") == (
        "channel = 'phone'",
        "answered OR contacted",
        "final",
    )


def test_columns_keep_their_lookup() -> None:
    assert columns("lead.source = 'web' AND NOT answered") == {"lead.source", "answered"}


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ("contacted", {"contacted"}),
        ("NOT contacted", {"contacted"}),
        ("outcome <> 'failed'", {"outcome"}),
        ("NOT outcome IN ('failed')", {"outcome"}),
        ("talk_s IS NOT NULL", {"talk_s"}),
        ("talk_s IS NULL", set()),
        ("NOT talk_s IS TRUE", set()),
        ("contacted OR answered", set()),
        ("contacted OR (contacted AND answered)", {"contacted"}),
        ("NOT (contacted OR answered)", set()),
        ("(contacted)", {"contacted"}),
        ("contacted AND talk_s > 3", {"contacted", "talk_s"}),
        ("lead.source = 'web'", {"lead.source"}),
        ("talk_s + wrap_s >= 10", {"talk_s", "wrap_s"}),
        ("contacted IS TRUE", {"contacted"}),
        ("NOT (talk_s = 3)", {"talk_s"}),
        ("NOT talk_s + wrap_s IS NULL", set()),
        ("NOT (contacted AND answered)", set()),
        ("NOT talk_s IS NULL OR NOT wrap_s IS NULL", set()),
        ("TRUE", set()),
    ],
)
def test_columns_that_cannot_be_null_in_a_row_that_meets_a_condition(text: str, needed: set[str]) -> None:
    assert needs(text) == needed


def test_a_formula_is_a_sum_of_signed_measures() -> None:
    assert formula("leads - (wrong - off)") == (Term(1, "leads"), Term(-1, "wrong"), Term(1, "off"))


@pytest.mark.parametrize(
    "text",
    [
        "upper(name) = 'X'",
        "outcome LIKE 's%'",
        "talk_s BETWEEN 1 AND 2",
        "lead_id IN (SELECT lead_id FROM leads)",
        "answered; DROP TABLE attempts",
        "CAST(talk_s AS VARCHAR) = '1'",
        "a || b = 'c'",
        "talk_s / 2 > 1",
        ":p = 1",
        "__import__('os').system('true')",
        "eval('1')",
        "x'; SELECT 1 --",
        "contacted; answered",
        "",
        ";",
        "lead_id IN (SELECT 1)",
        "EXISTS (SELECT 1)",
        "CASE WHEN contacted THEN 1 ELSE 0 END = 1",
        "contacted AND random() < 1",
        "talk_s * 2 > 1",
        "-talk_s % 2 = 1",
        "* = 1",
        "talk_s > (SELECT MAX(talk_s) FROM attempts)",
    ],
)
def test_what_is_not_in_the_grammar_is_refused_and_what_is_is_told(text: str) -> None:
    with pytest.raises(UsageError, match="Allowed: column names"):
        condition(text)


def test_a_text_that_cannot_be_read_says_which() -> None:
    with pytest.raises(UsageError, match='The condition "outcome =" cannot be read'):
        condition("outcome =")


def test_a_product_is_no_formula() -> None:
    with pytest.raises(UsageError, match="Allowed: measure names"):
        formula("leads * 2")
    with pytest.raises(UsageError, match="which is no measure"):
        formula("a.leads")


def test_a_column_may_be_a_sum() -> None:
    assert column("talk_s + wrap_s").sql() == "talk_s + wrap_s"


def test_what_a_condition_may_hold_is_read() -> None:
    text = (
        "(a = 'x' OR b <> 2) AND c < 1 AND c <= 1 AND d > -1 AND d >= 1.5 AND e IN ('x', 'y') AND f IS NULL AND NOT g"
    )
    assert conjuncts(text) == (
        "a = 'x' OR b <> 2", "c < 1", "c <= 1", "d > -1", "d >= 1.5", "e IN ('x', 'y')", "f IS NULL", "NOT g"
    )  # fmt: skip
    assert conjuncts("((a))") == ("a",)
    assert conjuncts("a AND (b AND c)") == ("a", "b AND c")
    assert columns("a.b + c > 1 AND d IS NOT NULL") == {"a.b", "c", "d"}


def test_a_refusal_names_the_part_and_what_is_allowed() -> None:
    with pytest.raises(UsageError) as refused:
        condition("contacted AND upper(name) = 'X'")
    assert str(refused.value) == (
        'The condition "contacted AND upper(name) = \'X\'" holds "UPPER(name)", which is not allowed. Allowed: column names, '
        "literals, =, <>, <, <=, >, >=, IN (…), IS [NOT] NULL, AND, OR, NOT, + and -."
    )
    with pytest.raises(UsageError, match=r'^The condition "a; b" is not one condition\. Allowed: column names'):
        condition("a; b")
    with pytest.raises(
        UsageError, match=r'^The column "talk_s \* 2" holds "talk_s \* 2".*Allowed: column names, \+ and -\.$'
    ):
        column("talk_s * 2")
    with pytest.raises(UsageError, match=r'^The formula "a\.leads" holds "a\.leads", which is no measure'):
        formula("a.leads")
    with pytest.raises(UsageError) as unread:
        condition("outcome = = 1")
    assert "Line" not in str(unread.value)
    assert "\n" not in str(unread.value)


def test_signs_turn_within_parentheses() -> None:
    assert formula("a - (b + (c - d)) + e") == (
        Term(1, "a"), Term(-1, "b"), Term(-1, "c"), Term(1, "d"), Term(1, "e")
    )  # fmt: skip
    assert formula("a") == (Term(1, "a"),)


def test_what_is_read_is_kept_and_shared() -> None:
    assert condition("kept = 1") is condition("kept = 1")
    conjuncts("kept_too = 1 AND (other)")
    assert condition("kept_too = 1").sql() == "kept_too = 1"
    assert condition("other").sql() == "other"


@pytest.mark.parametrize(
    "text",
    [
        "(" * 30_000 + "answered" + ")" * 30_000,
        "(" * 3_000 + "answered" + ")" * 3_000,
        "NOT " * 3_000 + "answered",
        "answered OR " * 1_000 + "answered",
        "channel = 'a\0b'",
        "answered AND " * 50_000 + "answered",
    ],
    ids=["longest", "brackets", "nots", "ors", "NUL", "ands"],
)
def test_a_condition_without_end_is_refused_in_a_line(text: str) -> None:
    with pytest.raises(UsageError, match=r"nested too deeply|NUL") as raised:
        condition(text)
    assert len(str(raised.value)) < 400


@pytest.mark.parametrize(
    ("text", "columns", "sql"),
    [
        ("outcome IN ('sale', 'l''eau')", ["s0"], "s0 IN ('sale', 'l''eau')"),
        ("talk_s + wrap_s > 30", ["a", "b"], "a + b > 30"),
        ("campaign.objective IS NULL", ["s1"], "s1 IS NULL"),
        ("3 < talk_s", ["s2"], "3 < s2"),
        ("answered", ["s3"], "s3"),
    ],
)
def test_a_test_is_written_over_other_columns(text: str, columns: list[str], sql: str) -> None:
    [leaf] = outline(text, "duckdb")
    assert isinstance(leaf, Leaf)
    assert leaf.over(columns) == sql


def test_an_outline_keeps_what_lies_between_the_tests() -> None:
    pieces = outline("NOT (answered OR talk_s > 3) AND contacted", "duckdb")
    assert "".join(one if isinstance(one, str) else one.text for one in pieces) == (
        "NOT (answered OR talk_s > 3) AND contacted"
    )
