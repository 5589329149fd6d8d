"""The catalogue hangs together: every name it uses is declared, every KPI is complete in both languages."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from cadran.analysis import VIEWS
from cadran.catalogue import DIMENSIONS, FACTS, FAMILIES, KPIS, MEASURES, SOURCES, dimension, kpi
from cadran.catalogue.labels import OUTCOMES as OUTCOME_LABELS
from cadran.catalogue.labels import REASONS
from cadran.catalogue.shape import KPI, Basis, Fact, Part, Text, Unit
from cadran.errors import UsageError
from cadran.model import OUTCOMES, REFUSAL_REASONS, TABLES, Column, Table
from cadran.model.derived import AGES, DELAYS, DERIVED
from cadran.reports.kpi_page import MARKS

WORDS_OF_CONDITIONS = {"and", "or", "not", "in", "is", "null", "true", "false"}
EVERY_KPI = pytest.mark.parametrize("declared", list(KPIS.values()), ids=lambda declared: declared.id)


def _names(condition: str) -> set[str]:
    """The column names of a condition: its words without literals and keywords."""
    words = re.findall(r"[a-z_][a-z_0-9.]*", re.sub(r"'[^']*'", "", condition.lower()))
    return set(words) - WORDS_OF_CONDITIONS


def _table(name: str) -> Table:
    return TABLES[name] if name in TABLES else DERIVED[name]


def _columns(name: str) -> dict[str, Column]:
    table = _table(name)
    return {column.name: column for column in (*table.columns, *table.stored)}


def _choices(table: str, column: str) -> set[str]:
    """The values that a column is closed to; a derived one takes those of the column it comes from."""
    if table == "lead_journeys":
        table, column = ("attempts", "outcome") if column == "last_outcome" else ("leads", column)
    return set(_columns(table)[column].choices) if column in _columns(table) else set()


def _plain(column: str) -> str:
    """The column that a computed dimension, `month(…)` or `age(…)`, goes by."""
    return column.rstrip(")").rpartition("(")[2]


def _reachable(fact: Fact, column: str) -> bool:
    lookup, _, name = _plain(column).rpartition(".")
    return name in _columns(fact.lookups[lookup].table if lookup else fact.table)


def _parts() -> Iterator[tuple[str, Part]]:
    for measure in MEASURES.values():
        for part in (*measure.parts, *measure.fallback, *measure.cohort, *measure.cohort_fallback):
            yield measure.id, part


def texts_of(node: object) -> Iterator[Text]:
    """Every Text in a declaration, however deep."""
    if isinstance(node, Text):
        yield node
    elif is_dataclass(node):
        for one in fields(node):
            yield from texts_of(getattr(node, one.name))
    elif isinstance(node, tuple | list):
        for one in node:
            yield from texts_of(one)
    elif isinstance(node, dict):
        for one in node.values():
            yield from texts_of(one)


ALL_TEXTS = [
    text
    for declarations in (KPIS, DIMENSIONS, FAMILIES, SOURCES)
    for declaration in declarations.values()
    for text in texts_of(declaration)
]


@pytest.mark.parametrize("fact", list(FACTS.values()), ids=lambda fact: fact.name)
def test_a_facts_columns_exist(fact: Fact) -> None:
    used = {fact.instant, fact.cohort, *fact.times.values(), *fact.dimensions.values(), *_names(fact.where or "")}
    used |= {*(fact.stretch or ()), fact.length}
    assert {column for column in used if column and not _reachable(fact, column)} == set()
    assert fact.loads is None or fact.loads in TABLES
    for lookup in fact.lookups.values():
        assert all(_reachable(fact, own) for own, _ in lookup.on)
        assert {theirs for _, theirs in lookup.on} <= set(_columns(lookup.table))


@pytest.mark.parametrize(("measure", "part"), list(_parts()), ids=lambda value: value if isinstance(value, str) else "")
def test_a_measures_columns_exist(measure: str, part: Part) -> None:
    fact = FACTS[part.fact]
    assert part.aggregate in ("count", "sum", "distinct", "quantile")
    assert part.time in fact.times
    assert (part.column is None) == (part.aggregate == "count")
    assert (part.q is None) == (part.aggregate != "quantile")
    used = _names(part.where or "") | ({name.strip() for name in part.column.split(",")} if part.column else set())
    assert {column for column in used if not _reachable(fact, column)} == set(), measure


@pytest.mark.parametrize(("measure", "part"), list(_parts()), ids=lambda value: value if isinstance(value, str) else "")
def test_a_measures_literals_are_among_the_columns_choices(measure: str, part: Part) -> None:
    """A misspelt outcome would never match and would pass for zero."""
    for column, values in re.findall(r"(\w+) (?:=|<>|IN) (\([^)]*\)|'[^']*')", part.where or ""):
        assert set(re.findall(r"'([^']*)'", values)) <= _choices(FACTS[part.fact].table, column), measure


def test_ids_are_unique_and_as_keyed() -> None:
    for declared in (KPIS, MEASURES, DIMENSIONS, FAMILIES):
        assert all(key == value.id for key, value in declared.items())  # type: ignore[attr-defined]


@EVERY_KPI
def test_names_that_a_kpi_uses_are_declared(declared: KPI) -> None:
    measures = _names(f"{declared.num} {declared.den or ''}")
    assert measures <= set(MEASURES)
    assert declared.family in FAMILIES
    others = {declared.variant_of, declared.beside, declared.same_as, *declared.see_also} - {None}
    assert others <= set(KPIS) - {declared.id}
    assert {ref.partition("#")[0] for ref in declared.refs} <= set(SOURCES)
    assert {benchmark.kind for benchmark in declared.benchmarks} <= set(MARKS)


@EVERY_KPI
def test_a_kpi_can_be_broken_down_as_it_suggests(declared: KPI) -> None:
    """The facts of both its sides have the dimensions, leads that are only summarised aside: few stores have any."""
    assert set(declared.breakdowns) <= set(DIMENSIONS)
    for measure in _names(f"{declared.num} {declared.den or ''}"):
        parts = [part for part in MEASURES[measure].parts if part.time != "reported"]
        if declared.basis is Basis.COHORT and MEASURES[measure].cohort:
            parts = list(MEASURES[measure].cohort)
        for part in parts:
            assert set(declared.breakdowns) <= set(FACTS[part.fact].dimensions), measure


@EVERY_KPI
def test_a_kpi_is_complete(declared: KPI) -> None:
    assert declared.example is not None
    assert declared.synonyms
    assert declared.refs
    assert (declared.variant_of is None) == (declared.differs is None)
    if declared.unit is Unit.PERCENT:
        assert declared.den is not None
        assert all(0 <= benchmark.value <= 1 for benchmark in declared.benchmarks)
    hourly = declared.den == "time_worked_s" and declared.unit in (Unit.PER_HOUR, Unit.MONEY)
    hours = declared.num == "time_worked_s" and declared.den is None
    factor = 1000 if declared.unit is Unit.PER_1000 else 3600 if hourly else 1 / 3600 if hours else 1
    assert declared.factor == factor
    if declared.subset:
        assert declared.den is not None


@EVERY_KPI
def test_both_languages_say_something(declared: KPI) -> None:
    for text in texts_of(declared):
        assert text.fr.strip()
        assert text.en.strip()
    for text in (declared.question, declared.formula, declared.reading, declared.action):
        assert text.fr != text.en
        assert text.fr[-1] in ".?»" and text.en[-1] in ".?”"


@EVERY_KPI
def test_an_example_uses_canonical_columns_and_values_only(declared: KPI) -> None:
    assert declared.example is not None
    assert sum(len(rows) for rows in declared.example.rows.values()) <= 12
    for name, rows in declared.example.rows.items():
        table = TABLES[name]
        assert 0 < len(rows) <= 8
        for row in rows:
            assert set(row) <= set(table.names)
            assert all(row.get(column.name) is not None for column in table.columns if column.required)
            for column in table.columns:
                if column.choices and row.get(column.name) is not None:
                    assert row[column.name] in column.choices
        keys = [tuple(row[column] for column in table.key) for row in rows]
        assert len(set(keys)) == len(keys)


PLAIN_SPACE = re.compile(r" [:;?!%€»]|« ")
NO_SPACE = re.compile(r"(?<=\w)[;?!%€»]|«(?!\u00a0)|(?<!\u00a0):")


def test_typography() -> None:
    """Typographic apostrophes and quotes; in French a no-break space before : and inside « », a narrow one before ; ? !."""
    both = [text for text in ALL_TEXTS if re.search(r"['\"]|  ", text.fr + text.en)]
    french = [text.fr for text in ALL_TEXTS if PLAIN_SPACE.search(text.fr) or NO_SPACE.search(text.fr)]
    assert both == []
    assert french == [], "put a no-break space before the sign"


def test_ca_never_stands_alone() -> None:
    """CA is both chiffre d'affaires and contacts argumentés: only a synonym or a quotation may hold it."""
    quoted = re.compile("CA généré|LTV/CAC|«\u00a0CA\u00a0»|“CA”")
    assert [text.fr for text in ALL_TEXTS if re.search(r"\bCA\b", quoted.sub("", text.fr))] == []


TABLES_OF = [kpi for kpi in KPIS.values() if kpi.view is not None]


@pytest.mark.parametrize("declared", TABLES_OF, ids=lambda declared: declared.id)
def test_a_table_names_the_view_that_tells_it(declared: KPI) -> None:
    """The view answers it, the text says how to ask for it; what is a share adds up over rows."""
    own = declared.view
    assert own is not None
    assert declared.id in VIEWS[own.analysis].answers
    assert f"cadran view {own.analysis}" in declared.reading.fr
    assert f"cadran view {own.analysis}" in declared.reading.en
    assert own.by
    assert set(own.kpis) <= set(KPIS) - {one.id for one in TABLES_OF}
    for id in (declared.id, *own.kpis):
        for measure in _names(f"{KPIS[id].num} {KPIS[id].den or ''}"):
            for part in (part for part in MEASURES[measure].parts if part.time != "reported"):
                assert set(own.by) <= set(FACTS[part.fact].dimensions), (id, measure)
    assert own.cumulated in ((None, "largest", "order") if own.share else (None,))
    if own.share:
        assert declared.num == declared.den
        assert all(part.aggregate in ("count", "sum") for part in MEASURES[declared.num].parts)


def test_every_kpi_that_a_view_answers_is_a_table() -> None:
    assert {id for one in VIEWS.values() for id in one.answers} == {kpi.id for kpi in TABLES_OF}


def test_a_second_name_is_the_same_figure() -> None:
    assert [one.id for one in KPIS.values() if one.same_as] == ["closing_rate"]
    for one in KPIS.values():
        if one.same_as:
            first = KPIS[one.same_as]
            assert (one.num, one.den, one.factor, one.basis) == (first.num, first.den, first.factor, first.basis)


def test_every_kpi_says_how_often_to_look_at_it() -> None:
    order = ("live", "daily", "weekly", "monthly")
    for declared in KPIS.values():
        assert declared.cadence == tuple(one for one in order if one in declared.cadence) != (), declared.id
    assert KPIS["hot_leads_contacted_now"].cadence == ("live",)
    assert "live" in KPIS["contacted_within_1h_rate"].cadence
    assert KPIS["roi"].cadence == ("monthly",)
    assert len({declared.cadence for declared in KPIS.values()}) > 4


def test_every_dimension_of_a_fact_is_declared_and_the_other_way_round() -> None:
    assert {name for fact in FACTS.values() for name in fact.dimensions} == set(DIMENSIONS)


def test_closed_values_have_labels() -> None:
    assert set(OUTCOME_LABELS) == set(OUTCOMES)
    assert set(REASONS) == set(REFUSAL_REASONS)
    for fact in FACTS.values():
        for name, path in fact.dimensions.items():
            if path.endswith(")"):
                continue
            lookup, _, column = path.rpartition(".")
            choices = _choices(fact.lookups[lookup].table if lookup else fact.table, column)
            if choices:
                assert set(DIMENSIONS[name].labels) == choices, name
    assert tuple(DIMENSIONS["list_age"].labels) == AGES
    assert tuple(DIMENSIONS["delay_band"].labels) == (*DELAYS, "")
    assert list(DIMENSIONS["month_of_year"].labels) == [str(month) for month in range(1, 13)]
    assert list(DIMENSIONS["weekday"].labels) == [str(day) for day in range(1, 8)]


def test_a_slip_is_answered_with_the_nearest_name() -> None:
    with pytest.raises(UsageError) as caught:
        kpi("contct_rate")
    assert str(caught.value) == 'Unknown KPI "contct_rate". Did you mean "contact_rate"? See "cadran catalogue".'
    with pytest.raises(UsageError, match=r'Unknown dimension "campain"\. Did you mean "campaign"'):
        dimension("campain")


def test_importing_the_catalogue_is_cheap() -> None:
    """Declarations need no database, no parser and no table library."""
    probe = (
        "import sys, cadran.catalogue; "
        "print(sorted({'duckdb', 'sqlglot', 'pyarrow', 'numpy', 'pandas', 'rich', 'click'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_lead_condition_of_a_fallback_says_the_same_as_the_journey() -> None:
    """wrong_number and off_target in the journeys are these outcomes; the fallback on attempts must name them all."""
    condition = MEASURES["leads_unusable"].fallback[0].where or ""
    unusable = set(re.findall(r"'([^']*)'", condition))
    assert unusable == {name for name, flags in OUTCOMES.items() if flags.final and flags.valid_number is False} | {
        "off_target"
    }


YAML = Path(__file__).with_name("kpis.yaml")
BEYOND = {"unusable_rate", "speed_to_contact_median", "speed_to_contact_p90"}  # ours, shown beside a listed KPI
ADDED = {"multi_product_rate", "upgrade_rate", "handling_time_per_attempt"}  # what the sources ask for besides
RENAMED = {  # the list's names abbreviate to CA, which is ambiguous
    "revenue": "Chiffre d’affaires généré",
    "revenue_minus_cost": "Chiffre d’affaires − coût",
    "revenue_per_hour": "Chiffre d’affaires par heure de production",
}


def test_the_declarations_agree_with_the_reference_list() -> None:
    import yaml  # noqa: PLC0415

    listed = {entry["id"]: entry for entry in yaml.safe_load(YAML.read_text(encoding="utf-8"))["kpis"]}
    assert len(listed) == 108
    assert set(KPIS) == set(listed) | BEYOND | ADDED
    assert {id for id in listed if KPIS[id].view} == {id for id, entry in listed.items() if entry.get("view")}
    assert all(KPIS[id].beside for id in BEYOND)
    for id in set(KPIS) - BEYOND - ADDED:
        declared, entry = KPIS[id], listed[id]
        french = RENAMED.get(id, entry["fr"].replace("'", "’"))
        assert declared.name.fr.replace("\u202f", " ").replace("\u00a0", " ") == french
        assert declared.unit.value == entry["unit"], id
        assert declared.better.value == entry["better"], id
        assert declared.family == entry["family"], id
        assert declared.variant_of == entry.get("variant_of"), id
        assert set(entry["ref"]) <= set(declared.refs), id
        assert bool(declared.benchmarks) == ("benchmark" in entry), id
