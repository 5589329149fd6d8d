"""What a view is: its names, the question it answers, what it may be asked with, and how it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cadran.analysis.asking import Asked
from cadran.analysis.result import Finding, Table
from cadran.catalogue.shape import Text

Options = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a view's own file gives back."""

    tables: tuple[Table, ...]
    findings: tuple[Finding, ...] = ()
    notes: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """One view.

    `kpis` are those whose reading it is: whoever may not see all of them may not see the view. `options` names what it
    takes beside the filters (kpi, by, members), with its default; None must be given.
    `rules` say by what arithmetic it answers. `basis` is set where the view fixes it. `answers` are the KPIs of the
    reference that are tables: this view is how they are read. `judges`: the KPIs that its findings judge as they stand, not
    against members of the same age.
    """

    id: str
    name: Text
    question: Text
    run: Callable[[Asked, Options], Answer]
    kpis: tuple[str, ...]
    options: Mapping[str, Any]
    rules: tuple[Text, ...]
    basis: str | None = None
    answers: tuple[str, ...] = ()
    judges: tuple[str, ...] = ()
