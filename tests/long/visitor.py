"""Somebody at a browser, who came in by the one-time link that a server printed."""

from __future__ import annotations

import re
import time

import requests

from tests.web.test_server import Served

LINK = re.compile(r"http://\S+/welcome/\S+/")


def signed_in(served: Served) -> requests.Session:
    """A session of the administrator, by the link in what the server said."""
    limit = time.monotonic() + 30
    while (found := LINK.search("".join(served.said))) is None and time.monotonic() < limit:
        time.sleep(0.1)
    assert found is not None, "no link was printed"
    session = requests.Session()
    session.get(found.group(), timeout=60).raise_for_status()
    answer = session.post(
        found.group(),
        data={"csrfmiddlewaretoken": session.cookies["cadran_csrf"]},
        headers={"Referer": served.address},
        timeout=60,
        allow_redirects=False,
    )
    assert answer.status_code == 302, answer.text
    return session
