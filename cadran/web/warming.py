"""Pages opened before anybody asks for them: after the start, after each load, each new day, while nobody is waiting.

Each page is opened as it first shows itself to somebody of each right, the widest right first: its figures are then in
memory, its statements written, its templates read. It stops as soon as a load makes it useless, and takes a minute of
one processor at most.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connections
from django.http import Http404, HttpRequest, QueryDict
from django.urls import resolve, reverse

from cadran.query.periods import local_day
from cadran.query.request import Scope
from cadran.server.asker import asking
from cadran.server.owner import Owner
from cadran.web import access
from cadran.web.filters import DEFAULT
from cadran.web.parts.page import NAVIGATION

_LOG = logging.getLogger("cadran.warming")
BUDGET_S, PAUSE_S, NICE, RIGHTS = 60.0, 0.05, 10, 50
PERIODS = (DEFAULT, "30d", "month", "last-month", "90d")
"""The period of a first visit, for every right; for the widest, those that take long to read too."""


class Warming:
    """A thread of low priority that opens pages while the owner has nothing else to do."""

    def __init__(self, owner: Owner, *, quiet_s: float = 0.25) -> None:
        self.owner, self.quiet_s = owner, quiet_s
        self.ended = threading.Event()
        self.spent = 0.0
        self.day: date | None = None
        self.thread = threading.Thread(target=self._run, name="cadran-warming", daemon=True)

    def __enter__(self) -> Warming:
        self.thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.ended.set()
        self.owner.changed.set()
        self.thread.join(10)

    def _run(self) -> None:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
        while not self.ended.is_set():
            self.owner.changed.clear()
            self.day = local_day(self.owner.now, self.owner.zone)
            try:
                self.round()
            except Exception:
                _LOG.exception("pages could not be opened ahead")
            finally:
                connections.close_all()
            while not self.owner.changed.wait(timeout=60) and self.day == local_day(self.owner.now, self.owner.zone):
                pass

    def round(self) -> None:
        """Open every page for every right, until a load comes or the time is spent."""
        self.spent = 0.0
        for request in first_visits():
            while self.owner.idle_s < self.quiet_s and not self.owner.changed.is_set():
                time.sleep(PAUSE_S)
            if self.owner.changed.is_set() or self.spent > BUDGET_S:
                return
            started = time.thread_time()
            found = resolve(request.path)
            request.resolver_match = found
            with (
                suppress(Http404),
                asking(partial(access.asker_of, request)),
            ):  # a page that has nothing to show to this right
                found.func(request, *found.args, **found.kwargs)
            self.spent += time.thread_time() - started


def first_visits() -> Iterator[HttpRequest]:
    """The requests to open ahead: pages of the navigation, for one person of each right."""
    rights: dict[Scope, Any] = {}
    for user in get_user_model().objects.filter(is_active=True).order_by("-last_login")[:1000]:
        if access.role(user):
            rights.setdefault(access.scope_of(user), user)
    people = sorted(rights.items(), key=lambda pair: len(pair[0].restrictions()))[:RIGHTS]
    for period, some in ((PERIODS[0], people), *((period, people[:1]) for period in PERIODS[1:])):
        for scope, user in some:
            for _words, links in NAVIGATION:
                for link in links:
                    is_theirs = scope.dimensions is None or not link.dimension or link.dimension in scope.dimensions
                    if is_theirs and (not link.is_internal or access.role(user) in ("manager", "analyst")):
                        yield _visit(user, reverse(link.name), period)
            yield _visit(user, reverse("findings"), period)


def _visit(user: Any, path: str, period: str) -> HttpRequest:
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", path, path
    request.META.update(SERVER_NAME="localhost", SERVER_PORT="80", QUERY_STRING=f"period={period}")
    request.GET = QueryDict(f"period={period}")
    request.user, request.session = user, {}  # type: ignore[assignment]
    return request
