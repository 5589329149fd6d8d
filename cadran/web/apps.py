"""The Django application of the package."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """People, grants, tokens; pages and API."""

    name = "cadran.web"
    label = "web"
    verbose_name = "Cadran"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect what must happen when an account changes."""
        from cadran.web import sessions, trail  # noqa: F401, PLC0415 - models are ready only now
