"""Engines: one file each kind of database that can hold a store."""
