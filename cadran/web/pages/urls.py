"""The addresses of the pages: one file a page."""

from __future__ import annotations

from django.urls import URLPattern, path

from cadran.web.pages import (
    actions,
    agents,
    campaigns,
    catalogue,
    checks,
    compare,
    costs,
    effects,
    funnel,
    hours,
    imports,
    kpi,
    lists,
    overview,
    preferences,
    refusals,
    rows,
    saved,
    search,
    trail,
)  # fmt: skip

urlpatterns: list[URLPattern] = [
    path("", overview.overview, name="overview"),
    path("findings/", overview.findings, name="findings"),
    path("campaigns/", campaigns.campaigns, name="campaigns"),
    path("lists/", lists.lists, name="lists"),
    path("funnel/", funnel.funnel, name="funnel"),
    path("hours/", hours.hours, name="hours"),
    path("refusals/", refusals.refusals, name="refusals"),
    path("agents/", agents.agents, name="agents"),
    path("compare/", compare.compare, name="compare"),
    path("costs/", costs.costs, name="costs"),
    path("effects/", effects.effects, name="effects"),
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("kpi/<slug:id>/", kpi.kpi, name="kpi"),
    path("kpi/<slug:id>/rows/", rows.rows, name="rows"),
    path("kpi/<slug:id>/sql/", kpi.sql, name="sql"),
    path("actions/", actions.note, name="actions"),
    path("actions/<int:load>/undo/", actions.take_back, name="action-undo"),
    path("imports/", imports.imports, name="imports"),
    path("imports/<int:id>/rejects/", imports.rejects, name="rejects"),
    path("checks/", checks.checks, name="checks"),
    path("trail/", trail.trail, name="trail"),
    path("search/", search.search, name="search"),
    path("views/", saved.save, name="views"),
    path("views/<int:id>/delete/", saved.delete, name="view-delete"),
    path("theme/", preferences.theme, name="theme"),
]
