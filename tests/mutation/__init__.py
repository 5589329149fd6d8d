"""Mutants of what is declared: each is one small mistake that the tests ought to notice. Run by hand."""
