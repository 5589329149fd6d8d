"""Views: the tables and verdicts that answer a centre's questions, each figure from the evaluator or from one statement.

view(store, "funnel", period=("2026-09-01", "2026-10-01"), where={"campaign": "VERTE"})
"""

from cadran.analysis.result import Column, Finding, Table, ViewResult
from cadran.analysis.shape import View
from cadran.analysis.views import VIEWS, view

__all__ = ["VIEWS", "Column", "Finding", "Table", "View", "ViewResult", "view"]
