"""The French of fr.po, by the English that it stands for."""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations, translation

from cadran.messages.compiled import DOMAIN, compiled


@cache
def catalogue() -> GNUTranslations:
    """What gettext reads, opened when the first message is shown in French."""
    found = translation(DOMAIN, compiled(), ["fr"])
    assert isinstance(found, GNUTranslations)
    return found


def french(english: str) -> str | None:
    """The French of a template; None where fr.po has none that differs."""
    said = catalogue().gettext(english) if english else english
    return None if said == english else said
