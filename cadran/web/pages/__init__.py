"""The pages: one view a file."""
