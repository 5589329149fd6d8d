"""The pages as a Django application: their saved views have a table."""

from __future__ import annotations

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Saved views."""

    name = "cadran.web.pages"
    label = "pages"
    default_auto_field = "django.db.models.BigAutoField"
