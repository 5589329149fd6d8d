"""Keeping a store, and not keeping people in it for ever: backups, erasures, retention."""
