"""HTML built from Python values: every text is escaped, every attribute quoted."""

from __future__ import annotations

from html import escape
from typing import Self

_VOID = frozenset({"rect", "line", "circle", "path", "img", "br", "input"})


class Markup(str):
    """Text that is HTML already; template engines that know `__html__` leave it alone."""

    def __html__(self) -> Self:
        return self


def tag(name: str, *children: str | None, **attributes: str | float | bool | None) -> Markup:
    """An element; texts that are not Markup are escaped, attributes that are None or False left out.

    >>> tag("a", "R&D", href="?a=1&b=2", class_="x", data_tip=None)
    '<a href="?a=1&amp;b=2" class="x">R&amp;D</a>'
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID and not children:
        return Markup(f"<{name}{written}/>")
    inner = "".join(child if isinstance(child, Markup) else escape(child) for child in children if child is not None)
    return Markup(f"<{name}{written}>{inner}</{name}>")


def join(parts: list[Markup]) -> Markup:
    return Markup("".join(parts))


def link(href: str | None, *children: str | None, **attributes: str | float | bool | None) -> Markup:
    """A link, or a span where it would lead nowhere."""
    return tag("a", *children, href=href, **attributes) if href else tag("span", *children, **attributes)


def figure(value: float) -> str:
    """A coordinate, short.

    >>> figure(12.0), figure(33.33333)
    ('12', '33.33')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".")


def share(value: float) -> str:
    """A position in percent of the drawing's width, kept inside it."""
    return f"{figure(min(max(value, 0.0), 1.0) * 100)}%"


def _attribute(key: str, value: str | float | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = _NAMES.get(key) or key.rstrip("_").replace("_", "-")
    text = "" if value is True else figure(value) if isinstance(value, float) else str(value)
    return f' {name}="{escape(text)}"'


_NAMES = {"viewBox": "viewBox", "preserveAspectRatio": "preserveAspectRatio"}
