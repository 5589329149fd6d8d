"""The one process that owns a store, asked by others."""
