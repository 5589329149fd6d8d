"""Logs that tell what happened and nobody's secrets: numbers to call, keys, links and tokens are masked."""

from __future__ import annotations

import logging
import re

_MASKS = (
    (re.compile(r"(/welcome/)[^/\s\"']+"), r"\1…"),
    (re.compile(r"\bcdr_[A-Za-z0-9_-]{8,}"), "cdr_…"),
    (re.compile(r"(?i)\b(authorization|cookie|csrf\w*|password|token|secret\w*)(\"?\s*[:=]\s*)\S+"), r"\1\2…"),
    # a number to call: nine digits or more, however grouped; days, instants and versions have fewer in a row
    (re.compile(r"(?<![\w.:-])(?:\+|00)?\d(?:[ .\-\u00a0\u202f]?\d){8,13}(?![\w:-])"), "…"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"), "…@…"),
)


def masked(text: str) -> str:
    """The text without what must not be kept.

    >>> masked("call of 06 12 34 56 78 refused, token=abc")
    'call of … refused, token=…'
    """
    for pattern, instead in _MASKS:
        text = pattern.sub(instead, text)
    return text


class Discreet(logging.Formatter):
    """A formatter that masks the whole line, its exception too."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - Python's name
        return super().formatTime(record, datefmt or "%Y-%m-%dT%H:%M:%S")
