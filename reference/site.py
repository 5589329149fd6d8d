"""What the browsable site needs beyond mkdocs itself (mkdocs.yml names this file among its hooks)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_INNER_ITEM = re.compile(r"^ {2}(?=- |\S)", re.MULTILINE)
_FENCE = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)


def on_page_markdown(markdown: str, **_: Any) -> str:
    r"""Items of inner lists four spaces in, as mkdocs wants them; code is left alone.

    >>> on_page_markdown("- a\n  - b")
    '- a\n    - b'
    """
    pieces = _FENCE.split(markdown)
    pieces[::2] = [_INNER_ITEM.sub("    ", piece) for piece in pieces[::2]]
    return "".join(pieces)


def on_post_build(config: Mapping[str, Any], **_: Any) -> None:
    """The search index as a script beside the index itself, for pages opened from a folder."""
    folder = Path(config["site_dir"]) / "search"
    index = (folder / "search_index.json").read_text(encoding="utf-8")
    (folder / "search_index.js").write_text(f"window.searchIndex = {index};\n", encoding="utf-8")
