"""ClickHouse: its words; no store is held in it yet."""
