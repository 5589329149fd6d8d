"""Pages in Chromium: how soon each is ready, and how soon a filter has changed the figures."""

from __future__ import annotations

import statistics
from dataclasses import dataclass

from playwright.sync_api import Page, sync_playwright

from bench.served import Person, Served
from bench.visits import plain

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip
PERIODS = ("30d", "1d", "week", "month", "last-week", "7d", "last-month", "30d", "7d")
_READY = "performance.getEntriesByType('navigation')[0].loadEventEnd"
_CHANGE = """(period) => new Promise(done => {
    const began = performance.now(), form = document.getElementById('filters');
    document.addEventListener('htmx:afterSettle', () => requestAnimationFrame(
        () => setTimeout(() => done(performance.now() - began))), {once: true});
    form.querySelector(`[name=period][value="${period}"]`).click();
})"""


@dataclass(frozen=True)
class Seen:
    """Milliseconds: page → ready with nothing kept by the browser, and again; `change` the median of a filter's."""

    ready: dict[str, tuple[float, float]]
    change: float

    @property
    def slowest(self) -> float:
        return max(max(both) for both in self.ready.values())


def measure(served: Served, person: Person) -> Seen:
    """Open every page twice, then change the period of the overview several times."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        ready = {}
        for name, path in plain().items():
            context = chromium.new_context(locale="fr-FR", viewport={"width": 1440, "height": 900})
            context.add_cookies([{"name": "cadran_session", "value": person.session, "url": served.address}])
            page = context.new_page()
            ready[name] = (_opened(page, served.address + path), _opened(page, served.address + path))
            if name == "overview":
                change = statistics.median(float(page.evaluate(_CHANGE, period)) for period in PERIODS)
            context.close()
        chromium.close()
    return Seen(ready, change)


def _opened(page: Page, address: str) -> float:
    page.goto(address, wait_until="load")
    return float(page.evaluate(_READY))
