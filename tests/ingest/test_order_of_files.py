"""A load does not depend on the order of its files, nor the base currency on rows without money."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

import cadran

FILES = {
    "links.csv": "order_id,lead_id,ordered_at\nO1,L1,2026-03-02 09:00\nO2,L2,2026-03-03 09:00\n",
    "amounts.csv": "order_id,ordered_at,amount,currency\nO1,2026-03-02 09:00,100,USD\nO2,2026-03-03 09:00,50,GBP\n"
    "O3,2026-03-03 09:00,10,USD\n",
    "rates.csv": "currency,day,rate_to_base\nGBP,2026-03-03,1.2\n",
    "leads.csv": "lead_id,created_at,campaign_id,phone\nL1,2026-03-01 09:00,C1,0612345678\nL2,2026-03-01 09:00,C1,0612345679\n",
    "campaigns.csv": "campaign_id,name,objective,max_attempts\nC1,Un,sale,2\n",
}
HELD = "SELECT order_id, lead_id, amount, currency, rate, amount_base FROM orders ORDER BY order_id"
LEADS = "SELECT lead_key, is_open, revenue FROM lead_journeys ORDER BY lead_key"


@pytest.mark.parametrize("every", [8, pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.parametrize("at_once", [True, False])
def test_every_order_of_files_gives_the_same_store(tmp_path: Path, at_once: bool, every: int) -> None:
    """100 USD + 50 GBP at 1.2 + 10 USD = 170 USD."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    seen = set()
    orders = list(permutations(FILES)) if at_once else list(permutations(FILES))[::5]
    for place, names in enumerate(orders[:24:every]):
        paths = [tmp_path / name for name in names]
        with cadran.open(tmp_path / f"{place}.duckdb") as store:
            for group in [paths] if at_once else [[path] for path in paths]:
                store.import_files(group)
            assert store.currency == "USD"
            [(revenue,)] = store.engine.rows("SELECT sum(amount_base) FROM orders")
            assert float(revenue) == 170
            seen.add((str(store.engine.rows(HELD)), str(store.engine.rows(LEADS))))
    assert len(seen) == 1


def test_of_two_files_of_one_command_the_last_by_name_holds(tmp_path: Path) -> None:
    head = "attempt_id,lead_id,started_at,talk_s\n1,1,2026-03-02 09:00,"
    (tmp_path / "a.csv").write_text(f"{head}5\n")
    (tmp_path / "b.csv").write_text(f"{head}6\n")
    for place, names in enumerate((("a.csv", "b.csv"), ("b.csv", "a.csv"))):
        with cadran.open(tmp_path / f"{place}.duckdb") as store:
            store.import_files([tmp_path / name for name in names])
            assert store.engine.rows("SELECT talk_s FROM attempts") == [(6,)]
