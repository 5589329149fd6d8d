"""The terms of the glossary, one module a theme (the rules on prospecting are with the calls they bind)."""
