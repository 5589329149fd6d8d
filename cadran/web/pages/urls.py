"""The addresses of the pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from cadran.web.pages import overview

urlpatterns: list[URLPattern] = [
    path("", overview.overview, name="overview"),
]
