"""Every column of the rows behind every KPI, as each role, by every way out: what may not be seen never leaves, what may does.

One lead, called and sold to once by agent x of team Red in campaign A of client P; every sensitive column holds a mark
that is nowhere else: texts "Marque-<column>", numbers of seven digits. What each role may see is written down here from
the documentation (docs/serve.md), by the sensitivities that the model declares.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pyarrow.parquet as pq
import pytest

from cadran.catalogue import FACTS, KPIS, MEASURES
from cadran.executor.local import Store
from cadran.model import TABLES, Column, Sensitivity, Table, Type
from cadran.model.derived import DERIVED
from cadran.server.owner import Owner
from cadran.web import executor
from cadran.web.models import Token
from tests.conftest import table
from tests.web.conftest import As

PERSONAL, AGENT, COST = Sensitivity.PERSONAL, Sensitivity.AGENT, Sensitivity.COST
FORBIDDEN = {
    "manager": {PERSONAL}, "analyst": {PERSONAL, COST}, "supervisor": {PERSONAL, COST}, "agent": {PERSONAL, COST},
    "client": {PERSONAL, COST, AGENT},
}  # fmt: skip
INTERNAL = ("agent", "profile", "team", "site", "caller_number", "source_system", "disposition", "script")
"""The dimensions that are no client's."""
MACHINE = ("csv", "parquet")
MODEL: dict[str, Table] = {**TABLES, **DERIVED}


def mark(name: str, column: Column) -> Any:
    """What stands in a sensitive column, and nowhere else."""
    if column.choices or column.references or column.name in ("phone", "email", "currency"):
        return None
    number = (
        1_000_000
        + sum(ord(letter) * place * place for place, letter in enumerate(f"{name}.{column.name}", 7)) % 9_000_000
    )
    if column.type is Type.MONEY or column.type is Type.NUMBER:
        return float(number)
    if column.type in (Type.COUNT, Type.SECONDS):
        return number % 9000 + 1000
    return f"Marque-{column.name}" if column.type is Type.TEXT else None


ROWS: dict[str, dict[str, Any]] = {
    "campaigns": {"campaign_id": "A", "client": "P"},
    "lists": {"list_id": "F", "source": "web"},
    "products": {"product_id": "p"},
    "agents": {"agent_id": "x", "team": "Red", "site": "Marque-site"},
    "leads": {"lead_id": "L", "campaign_id": "A", "list_id": "F", "created_at": "2026-09-01T08:00:00Z", "phone": "+33639980042",
              "email": "marque@example.com"},
    "attempts": {"attempt_id": "1", "lead_id": "L", "campaign_id": "A", "list_id": "F", "agent_id": "x", "outcome": "sale",
                 "started_at": "2026-09-01T10:00:00Z", "ended_at": "2026-09-01T10:05:00Z", "script": "Marque-script",
                 "disposition": "Marque-disposition", "caller_number": "+33999000042"},
    "appointments": {"appointment_id": "r", "lead_id": "L", "campaign_id": "A", "agent_id": "x", "booked_at": "2026-09-01T10:00:00Z",
                     "scheduled_at": "2026-09-03T10:00:00Z"},
    "orders": {"order_id": "o", "lead_id": "L", "campaign_id": "A", "agent_id": "x", "product_id": "p", "ordered_at": "2026-09-01T10:00:00Z"},
    "agent_states": {"agent_id": "x", "campaign_id": "A", "state": "waiting", "started_at": "2026-09-01T09:00:00Z",
                     "ended_at": "2026-09-01T12:00:00Z"},
    "costs": {"cost_id": "c", "campaign_id": "A", "category": "staff", "starts_on": "2026-09-01", "ends_on": "2026-09-01"},
}  # fmt: skip
MARKS: dict[str, dict[str, Any]] = {
    name: {
        column.name: value
        for column in TABLES[name].columns
        if column.sensitivity and column.name not in row and (value := mark(name, column)) is not None
    }
    for name, row in ROWS.items()
}


@pytest.fixture
def served(store: Store) -> Iterator[Owner]:
    for name, row in ROWS.items():
        store.load(name, table([{**row, **MARKS[name]}]))
    yield executor.use(Owner(store))
    executor.forget()


def told(answer: Any) -> str:
    """All the text of an answer, whatever its format."""
    content, kind = answer.content, answer.headers.get("Content-Type", "")
    if "parquet" in kind:
        return str(pq.read_table(io.BytesIO(content)).to_pylist())
    if "spreadsheet" in kind:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return " ".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    return str(content.decode())


def header(answer: Any) -> list[str]:
    """The columns of a machine's file."""
    if "parquet" in answer.headers["Content-Type"]:
        return list(pq.read_schema(io.BytesIO(answer.content)).names)
    if "json" in answer.headers["Content-Type"]:
        found = answer.json()
        return list(found[0]) if found else []
    return str(answer.content.decode("utf-8-sig").splitlines()[0]).split(",")


def leaked(role: str, text: str) -> list[str]:
    """The marks that a role may not see and that stand in a text, however the number is grouped."""
    plain = re.sub(r"(?<=\d)[\s\u00a0\u202f,.](?=\d)", "", text)
    found = []
    for name, marks in MARKS.items():
        columns = {column.name: column.sensitivity for column in TABLES[name].columns}
        for column, value in marks.items():
            kind = (
                AGENT if (name, column) == ("agents", "name") else columns[column]
            )  # a name goes where the agent may be told
            if kind in FORBIDDEN[role] and value not in range(10_000):
                shown = str(int(value)) if isinstance(value, float) else str(value)
                found += [f"{name}.{column}"] if shown in (text if isinstance(value, str) else plain) else []
    return [*found, *(one for one in ("33639980042", "marque@example.com") if one in text)]


def closed(role: str, table_name: str) -> set[str]:
    """The columns of a table that no way out may give a role."""
    kinds = FORBIDDEN[role]
    found = {column.name for column in MODEL[table_name].columns if column.sensitivity in kinds}
    if role == "client":
        paths = (
            fact.dimensions.get(name, "") for fact in FACTS.values() if fact.table == table_name for name in INTERNAL
        )
        found |= {path for path in paths if path and "." not in path}
    return found


def tables_behind(columns: set[str]) -> list[str]:
    return [
        name for name, one in MODEL.items() if columns <= {column.name for column in one.columns} | {"fact", "sign"}
    ]


@pytest.mark.parametrize("role", FORBIDDEN)
def test_rows_have_the_same_columns_by_every_way_and_none_that_is_closed(
    served: Owner, people: dict[str, Any], role: str
) -> None:
    browser, secret = As(people[role]), Token.issue(people[role], "essai")[1]
    mine = {one["id"] for one in browser.get("/api/v1/catalogue").json()}
    seen: set[tuple[str, str]] = set()
    walked: set[Any] = set()
    for id, kpi in KPIS.items():
        for part in ("num", "den") if kpi.den else ("num",):
            asked = f"/api/v1/rows/{id}?part={part}&from=2026-09-01&to=2026-09-02"
            answers = [browser.get(f"{asked}&format=csv")]
            behind = tuple(header(answers[0])) if answers[0].status_code == 200 else id
            shown: list[Any] = []
            if behind not in walked:  # the other ways once for each table whose rows are given
                walked.add(behind)
                page = f"/kpi/{id}/rows/?part={part}&period=all"
                answers += [
                    browser.get(f"{asked}&format=parquet"),
                    browser.get(asked, headers={"Authorization": f"Bearer {secret}"}),
                ]
                answers += [browser.get(f"{page}&format={format}") for format in MACHINE]
                shown = [browser.get(f"{page}{more}") for more in ("", "&format=xlsx", "&format=csv-fr")]
                shown.append(browser.get(f"{asked}&format=xlsx"))
            for answer in (*answers, *shown):
                assert answer.status_code in ((200, 422, 400) if id in mine else (404,)), (id, answer.status_code)
                assert leaked(role, told(answer)) == [], (id, part)
            given = {tuple(columns) for answer in answers if answer.status_code == 200 and (columns := header(answer))}
            assert len(given) <= 1, (id, part, given)
            for columns in given:
                for name in tables_behind(set(columns)):
                    assert not set(columns) & closed(role, name), (id, name)
                    seen |= {(name, column) for column in columns}
    if role == "manager":  # who may see all sees all, but who a person is
        counted = {
            part.fact for measure in MEASURES.values() for part in (*measure.parts, *measure.fallback, *measure.cohort)
        }
        for fact in (FACTS[name] for name in counted):
            one = MODEL[fact.table]
            wanted = {column.name for column in one.columns if column.sensitivity is not PERSONAL}
            have = {column for name, column in seen if name == fact.table}
            assert not have or wanted <= have, (fact.table, wanted - have)
