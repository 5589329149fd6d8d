"""The canonical model: the tables every source is mapped to, declared once.

The store's tables, the validation of imports, the headers of CSV files and the reference page all come from
here. `TABLES` is in loading order: what is referenced comes before what refers to it.
"""

from cadran.model.entities import ACTIONS, AGENTS, CAMPAIGNS, CUSTOMERS, LEADS, LISTS, PRODUCTS
from cadran.model.facts import AGENT_STATES, APPOINTMENTS, ATTEMPTS, COSTS, EXCHANGE_RATES, ORDERS
from cadran.model.outcomes import FLAGS, OUTCOMES, REFUSAL_REASONS, Outcome
from cadran.model.types import Column, Sensitivity, Table, Type

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        CAMPAIGNS, LISTS, AGENTS, PRODUCTS, LEADS, CUSTOMERS, ACTIONS, ATTEMPTS, AGENT_STATES, APPOINTMENTS, ORDERS,
        COSTS, EXCHANGE_RATES,
    )
}  # fmt: skip

__all__ = ["FLAGS", "OUTCOMES", "REFUSAL_REASONS", "TABLES", "Column", "Outcome", "Sensitivity", "Table", "Type"]
