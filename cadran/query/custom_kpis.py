"""A user's own measures and KPIs beside those of the package, checked as far as no store is needed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from cadran.config import Config
from cadran.errors import CadranError, ConfigError
from cadran.query.prepare import prepare
from cadran.query.request import Request
from cadran.query.state import Catalogue, StoreState

_ANY = datetime(2026, 1, 1)


def with_own(catalogue: Catalogue, config: Config) -> Catalogue:
    """The catalogue with a configuration's declarations in it, the same where there are none.

    Each is compiled once, so that a name that does not exist or a condition that cannot be read is told when the file
    is read, not when the figure is asked; ConfigError names the file and the place.
    """
    if not config.kpis and not config.measures:
        return catalogue
    kpis = {**catalogue.kpis, **{kpi.id: kpi for kpi in config.kpis}}
    measures = {**catalogue.measures, **{measure.id: measure for measure in config.measures}}
    extended = Catalogue(kpis, measures, catalogue.facts)
    for measure in config.measures:
        probe = next(iter(catalogue.kpis.values()))
        _compile(_counting(extended, probe.id, measure.id), probe.id, f"{config.origin}, [measures.{measure.id}]")
    for kpi in config.kpis:
        _compile(extended, kpi.id, f"{config.origin}, [kpis.{kpi.id}]")
    return extended


def _counting(catalogue: Catalogue, kpi: str, measure: str) -> Catalogue:
    """A catalogue in which one KPI is just this measure."""
    declared = replace(catalogue.kpis[kpi], num=measure, den=None, window_s=None, focus=None, basis=None)
    return Catalogue({kpi: declared}, catalogue.measures, catalogue.facts)


def _compile(catalogue: Catalogue, kpi: str, place: str) -> None:
    state = StoreState(zone="UTC", now=_ANY, present=frozenset(catalogue.facts))
    try:
        prepare("duckdb", state, Request((kpi,)), catalogue)
    except CadranError as error:
        raise ConfigError("{place}: {what}", place=place, what=error.message) from None
