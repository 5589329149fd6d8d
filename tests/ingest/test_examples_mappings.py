"""The examples' mappings, on files of the same shape and, where they are present, on the real ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from cadran.ingest.understand import understand
from tests.ingest.conftest import Desk, Read

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
SHARED = ROOT.parent / "shared" / "data"
real = pytest.mark.skipif(not SHARED.exists(), reason="the real files are not part of the project")


def read(desk: Desk, path: Path, mapping: str, content: str = "") -> Read:
    if content:
        path = desk.write(path.name, content)
    return Read(understand([path], connection=desk.connection, mapping=EXAMPLES / mapping)[0])


def test_a_pipeline_of_the_same_shape(desk: Desk) -> None:
    text = (
        (ROOT / "tests/fixtures/pipeline.csv").read_text().replace("LynxPro", "GTXPro").replace("Lynx Pro", "GTX Pro")
    )
    got = read(desk, Path("pipeline.csv"), "maven_crm/mapping.toml", text)
    assert got.rows("lead_id, created_at, company, segment, reported_disposition, reported_attempts", "leads") == [
        ("OPP1", "2016-10-19 22:00:00", "Atelier Nord", "GTX Pro", "sale", 1),
        ("OPP2", "2016-10-24 22:00:00", None, "GTX Pro", "refused", 1),
        ("OPP3", "2016-10-31 23:00:00", "Maison Sud", "Lynx", "qualified", 1),
        ("OPP4", None, None, "Lynx", None, None),
        ("OPP5", "2016-11-01 23:00:00", "Maison Sud", "GTX Pro", "sale", 1),
    ]
    assert [(i, str(a)) for i, a in got.rows("order_id, amount", "orders")] == [
        ("OPP1", "1054.0000"),
        ("OPP5", "4514.0000"),
    ]
    assert got.tables["leads"].unmapped == ()


def test_a_campaign_of_the_same_shape(desk: Desk) -> None:
    got = read(desk, ROOT / "tests/fixtures/bank.csv", "uci_bank/mapping.toml")
    columns = "segment, target, reported_attempts, reported_talk_s, reported_disposition"
    assert got.rows(columns) == [
        ("management", "tertiary", 1, 261, "refused"),
        ("technician", "unknown", 4, 151, "refused"),
        ("entrepreneur", "secondary", 2, 1076, "sale"),
    ]
    assert len(set(got.values("lead_id"))) == 3


@real
def test_the_real_pipeline(desk: Desk) -> None:
    got = read(desk, SHARED / "maven_crm/sales_pipeline.csv", "maven_crm/mapping.toml")
    assert got.aggregate("count(*), count(created_at), count(company), sum(reported_attempts)::INT", "leads") == [
        (8800, 8300, 7375, 8300)
    ]
    assert got.aggregate("count(*), sum(amount)::INT, count(DISTINCT product_id)", "orders") == [(4238, 10_005_534, 7)]
    stages = got.aggregate(
        "count(*) FILTER (reported_disposition = 'sale'), count(*) FILTER (reported_disposition = 'refused')", "leads"
    )
    assert stages == [(4238, 2473)]


@real
def test_the_real_teams_and_products(desk: Desk) -> None:
    agents = read(desk, SHARED / "maven_crm/sales_teams.csv", "maven_crm/agents.toml")
    assert agents.aggregate("count(*), count(team)") == [(35, 35)]
    products = read(desk, SHARED / "maven_crm/products.csv", "maven_crm/products.toml")
    assert "GTX Pro" in products.values("product_id")


@real
def test_the_real_campaign(desk: Desk) -> None:
    got = read(desk, SHARED / "uci_bank/bank-full.csv", "uci_bank/mapping.toml")
    sold = "count(*) FILTER (reported_disposition = 'sale')"
    assert got.aggregate(f"count(DISTINCT lead_id), {sold}, sum(reported_attempts)::INT") == [(45_211, 5_289, 124_956)]
