"""Charts as HTML and inline SVG, drawn by plain functions: the same marks serve pages and printed reports.

They know nothing of Django, of the store or of a KPI: they are given positions (numbers) and the words to print, and
return Markup. No style attribute is written, so that a strict content security policy can stand; colours come from
classes.
"""

from cadran.web.charts.bars import Bar, bars, in_cell, pareto
from cadran.web.charts.dots import dots, span_of
from cadran.web.charts.funnel import Step, funnel
from cadran.web.charts.heat import Cell, heat, legend, level, levels
from cadran.web.charts.lines import Mark, Point, Reference, round_ticks, series, sparkline
from cadran.web.charts.markup import Markup, tag

__all__ = [
    "Bar", "Cell", "Mark", "Markup", "Point", "Reference", "Step", "bars", "dots", "funnel", "heat", "in_cell", "legend", "level", "levels", "pareto", "round_ticks",
    "series", "span_of", "sparkline", "tag",
]  # fmt: skip
