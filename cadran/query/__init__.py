"""Questions and their answers: requests are compiled to SQL, evaluated, opened down to rows and explained."""

from cadran.catalogue import FACTS, KPIS, MEASURES
from cadran.query.state import Catalogue

CATALOGUE = Catalogue(KPIS, MEASURES, FACTS)
"""The package's own declarations."""

__all__ = ["CATALOGUE", "Catalogue"]
