"""Whether the letters of the screens were built: without them pages are set in the system's own."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest

HAS_LETTERS = (Path(__file__).parent / "static" / "cadran" / "inter.woff2").exists()


def letters(request: HttpRequest) -> dict[str, bool]:
    """For every template: whether to ask for the font."""
    return {"has_letters": HAS_LETTERS}
