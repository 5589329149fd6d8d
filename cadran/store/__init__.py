"""The store: its tables, loads and their ledger, what is derived from rows, what was known earlier."""
