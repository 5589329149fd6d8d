"""PostgreSQL's words for what engines say differently: the standard's."""

from __future__ import annotations

from cadran.engines.rendering import Rendering


class Postgres(Rendering):
    """PostgreSQL."""

    dialect = "postgres"


RENDERING = Postgres()
