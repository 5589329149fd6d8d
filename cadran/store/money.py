"""Amounts in the store's base currency, row by row at the day's rate; no rate known = unknown, never zero."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from cadran.engines.base import Engine
from cadran.engines.literals import literal
from cadran.store.schema import CURRENCY, read_settings, write_setting

FALLBACK_CURRENCY = "EUR"
DAYS = {"orders": "local_date", "costs": "starts_on"}


def base_currency(engine: Engine) -> str:
    return read_settings(engine).get(CURRENCY, FALLBACK_CURRENCY)


def fix_base_currency(engine: Engine, offered: Iterable[tuple[str, Collection[str]]]) -> None:
    """The first rows that have an amount fix the base currency: the most frequent one of a whole load, whatever its order.

    `offered` are relations with their columns. Rows without an amount fix nothing.
    """
    if CURRENCY in read_settings(engine):
        return
    amounts = [
        f"SELECT {'currency' if 'currency' in columns else 'NULL'} AS currency FROM {relation} WHERE amount IS NOT NULL"
        for relation, columns in offered
        if "amount" in columns
    ]
    if not amounts:
        return
    found = engine.rows(
        f"SELECT currency FROM ({' UNION ALL '.join(amounts)}) GROUP BY currency "
        "ORDER BY currency IS NULL, count(*) DESC, currency LIMIT 1"
    )
    if found:
        write_setting(engine, CURRENCY, found[0][0] or FALLBACK_CURRENCY)


def convert(engine: Engine, table: str, import_id: int | None = None) -> None:
    """Set rate, rate_day and amount_base of the rows of one load (or of all that lack or may change a rate)."""
    base = base_currency(engine)
    day = DAYS[table]
    mine = "" if import_id is None else f" AND t.import_id = {import_id}"
    engine.execute(
        f"UPDATE {table} AS t SET currency = ? WHERE currency IS NULL AND amount IS NOT NULL{mine}", [base]
    )  # an amount without a currency, given to a row that had none
    engine.execute(
        f"UPDATE {table} AS t SET rate = 1, rate_day = {day}, amount_base = amount "
        f"WHERE currency = ?{mine} AND rate IS NULL",
        [base],
    )
    engine.execute(
        f"UPDATE {table} AS t SET rate = r.rate_to_base, rate_day = r.day, "
        f"amount_base = round(CAST(t.amount AS DECIMAL(38, 4)) * r.rate_to_base, 4) FROM (SELECT currency, day, max(rate_to_base) AS "
        f"rate_to_base FROM exchange_rates GROUP BY currency, day) r "
        f"WHERE r.currency = t.currency AND r.day = t.{day} AND t.currency <> ?{mine}",
        [base],
    )


def reconvert(engine: Engine) -> None:
    """Every foreign amount anew by the rates that there are, as when some were taken back."""
    for table in DAYS:
        engine.execute(
            f"UPDATE {table} SET rate = NULL, rate_day = NULL, amount_base = NULL WHERE currency <> ?",
            [base_currency(engine)],
        )
        convert(engine, table)


def converted(relation: str, day: str, base: str, rates: str) -> str:
    """SQL of a relation's rows with rate, rate_day and amount_base by the relation `rates`, as `convert` sets them."""
    own = f"t.currency = {literal(base)}"
    return (
        f"(SELECT t.* REPLACE (CASE WHEN {own} THEN 1 ELSE r.rate END AS rate, CASE WHEN {own} THEN t.{day} ELSE r.day "
        f"END AS rate_day, CASE WHEN {own} THEN t.amount ELSE round(CAST(t.amount AS DECIMAL(38, 4)) * r.rate, 4) END AS amount_base) "
        f"FROM {relation} t LEFT JOIN (SELECT currency, day, max(rate_to_base) AS rate FROM {rates} e GROUP BY currency, day) "
        f"r ON r.currency = t.currency AND r.day = t.{day})"
    )
