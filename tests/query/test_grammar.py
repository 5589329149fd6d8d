"""The grammar of declarations: what it reads, and what it answers to what it does not."""

from __future__ import annotations

import pytest

from cadran.errors import UsageError
from cadran.query.grammar import Term, column, columns, condition, conjuncts, formula, needs


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
