"""The catalogue of the store being served: the package's KPIs and measures, and the centre's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cadran.catalogue.shape import KPI, Measure
from cadran.executor.local import CATALOGUE
from cadran.query.state import Catalogue
from cadran.web import executor


def catalogue() -> Catalogue:
    """That of the store being served; the package's own where none is."""
    return executor.current().catalogue if executor.is_started() else CATALOGUE


class _Served(Mapping[str, Any]):
    """Declarations by id, as the store being served has them at this moment."""

    def __init__(self, of: Callable[[Catalogue], Mapping[str, Any]]) -> None:
        self._of = of

    def __getitem__(self, id: str) -> Any:
        return self._of(catalogue())[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._of(catalogue()))

    def __len__(self) -> int:
        return len(self._of(catalogue()))


KPIS: Mapping[str, KPI] = _Served(lambda served: served.kpis)
MEASURES: Mapping[str, Measure] = _Served(lambda served: served.measures)
