"""The reference pages under docs/, made from the declarations, and what the browsable site needs; not part of the package."""
