"""Every KPI a second time: SQL written by hand over the canonical tables, on random small centres."""
