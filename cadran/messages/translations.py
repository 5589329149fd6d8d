"""The French of fr.po, by the English that it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

from cadran.messages.po import entries


@cache
def table() -> Mapping[str, str]:
    """English → French, read when the first message is shown."""
    po = resources.files(__package__ or "").joinpath("fr.po").read_text(encoding="utf-8")
    return {english: french for english, (french, *_) in entries(po).items() if english}


def french(english: str) -> str | None:
    """The French of a template; None where fr.po has none."""
    return table().get(english)
