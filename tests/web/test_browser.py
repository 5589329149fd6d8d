"""The product in a real browser: Debian's Chromium on a served demonstration, one server and one browser for all.

Pictures of each page are left in tests/artefacts, to be looked at.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PICTURES = Path(__file__).parents[1] / "artefacts"
PAGES = {
    "overview": "/", "campaigns": "/campaigns/", "lists": "/lists/", "funnel": "/funnel/", "hours": "/hours/",
    "refusals": "/refusals/", "agents": "/agents/", "compare": "/compare/?by=agent", "effects": "/effects/", "costs": "/costs/",
    "kpi": "/kpi/argued_call_rate/", "rows": "/kpi/refusals/rows/", "catalogue": "/catalogue/", "imports": "/imports/",
    "checks": "/checks/", "table": "/kpi/refusal_reasons/", "account": "/account/", "password": "/account/password/",
}  # fmt: skip
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "html-has-lang", "valid-lang"]}}
PERIOD = "period=30d"


@pytest.fixture(autouse=True)
def rolled_back() -> None:
    """Nothing is written from this process: the server is another one."""


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address of a served demonstration, and the one-time link to it."""
    folder = tmp_path_factory.mktemp("served")
    environment = {key: text for key, text in os.environ.items() if not key.startswith(("CADRAN_", "DJANGO_"))}
    store = ["--store", str(folder / "centre.duckdb")]
    run = [sys.executable, "-m", "cadran"]
    subprocess.run(
        [*run, "demo", "--scale", "0.05", "--until", "2026-09-22", "--files", str(folder / "files"), *store],
        check=True, capture_output=True, env={**environment, "CI": "1"}, timeout=120,
    )  # fmt: skip
    port, said = _free_port(), folder / "said.txt"
    with said.open("w") as output:
        server = subprocess.Popen(
            [*run, "serve", "--port", str(port), "--data", str(folder / "data"), "--link", *store],
            stdout=output, stderr=subprocess.STDOUT, env={**environment, "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
    try:
        yield f"http://127.0.0.1:{port}", _link(server, said, port)
    finally:
        server.terminate()
        server.wait(timeout=20)


def _link(server: subprocess.Popen[bytes], said: Path, port: int) -> str:
    """The link that the server prints, once it answers."""
    end = time.monotonic() + 60
    while time.monotonic() < end and server.poll() is None:
        found = re.search(r"http://\S+/welcome/\S+", said.read_text())
        with closing(socket.socket()) as probe:
            if found and probe.connect_ex(("127.0.0.1", port)) == 0:
                return found[0]
        time.sleep(0.1)
    raise AssertionError(f"no link was printed:\n{said.read_text()}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture(scope="module")
def signed_in(served: tuple[str, str], browser: Browser) -> list[dict[str, object]]:
    """The cookies of who followed the link: the way in is tested by being used."""
    context = browser.new_context(locale="fr-FR")
    page = context.new_page()
    page.goto(served[1])
    page.get_by_role("button").first.click()
    page.wait_for_load_state()
    page.goto(f"{served[0]}/?period=30d")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vue d’ensemble")
    cookies = [dict(cookie) for cookie in context.cookies()]
    context.close()
    return cookies


class Watch:
    """What a page must not do: ask another machine, complain in the console, fail."""

    def __init__(self, page: Page, address: str) -> None:
        self.faults: list[str] = []
        self.host = urlsplit(address).netloc
        page.on("request", self._asked)
        page.on(
            "console",
            lambda message: self.faults.append(message.text) if message.type in ("error", "warning") else None,
        )
        page.on("pageerror", lambda error: self.faults.append(str(error)))

    def _asked(self, request: object) -> None:
        url = urlsplit(str(getattr(request, "url", "")))
        if url.scheme not in ("data", "blob") and url.netloc != self.host:
            self.faults.append(f"asked {url.netloc}")


@pytest.fixture
def context(browser: Browser, signed_in: list[dict[str, object]]) -> Iterator[BrowserContext]:
    made = browser.new_context(locale="fr-FR", viewport={"width": 1440, "height": 900}, accept_downloads=True)
    made.add_cookies(signed_in)  # type: ignore[arg-type]
    made.set_default_timeout(10_000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, served: tuple[str, str]) -> Iterator[Page]:
    made = context.new_page()
    watch = Watch(made, served[0])
    yield made
    assert watch.faults == []


def _at(path: str) -> str:
    return path if "period=" in path else f"{path}{'&' if '?' in path else '?'}{PERIOD}"


@pytest.mark.parametrize("name", PAGES)
def test_each_page_in_both_languages_and_themes(
    browser: Browser, signed_in: list[dict[str, object]], served: tuple[str, str], name: str
) -> None:
    """No violation of WCAG 2.2 AA, no request elsewhere, no complaint, nothing wider than the screen; a picture of each."""
    PICTURES.mkdir(exist_ok=True)
    for language, theme in (("fr", "light"), ("en", "dark")):
        context = browser.new_context(locale=language, color_scheme=theme, viewport={"width": 1440, "height": 900})  # type: ignore[arg-type]
        context.add_cookies(signed_in)  # type: ignore[arg-type]
        page = context.new_page()
        watch = Watch(page, served[0])
        page.goto(served[0] + _at(PAGES[name]))
        expect(page.locator("html")).to_have_attribute("lang", language)
        page.screenshot(path=PICTURES / f"{name}-{language}-{theme}.png", full_page=True)
        # what differs from one theme to the other is colour: the rest is judged once
        found = Axe().run(page, options=RULES if theme == "light" else COLOURS)
        assert found.violations_count == 0, f"{language} {theme}: {found.generate_report()}"
        assert not watch.faults
        context.close()


@pytest.mark.parametrize("width", [820, 390])
def test_pages_fit_narrow_screens(
    browser: Browser, signed_in: list[dict[str, object]], served: tuple[str, str], width: int
) -> None:
    context = browser.new_context(locale="fr", viewport={"width": width, "height": 900})
    context.add_cookies(signed_in)  # type: ignore[arg-type]
    page = context.new_page()
    wide = []
    for name, path in PAGES.items():
        page.goto(served[0] + _at(path))
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(name)
        if name in ("overview", "kpi", "campaigns"):
            page.screenshot(path=PICTURES / f"{name}-{width}.png", full_page=True)
    context.close()
    assert not wide


def test_a_filter_changes_the_figures_the_address_and_the_links_at_once(page: Page, served: tuple[str, str]) -> None:
    page.goto(served[0] + "/?period=30d")
    before = page.locator(".figure strong").first.inner_text()
    page.locator("details.menu", has=page.locator("#fv-campaign")).locator("summary").click()
    with page.expect_response(lambda response: "campaign=DEVIS" in response.url):
        page.get_by_label("Demandes de devis en ligne").check()
    expect(page.locator(".figure strong").first).not_to_have_text(before)
    expect(page).to_have_url(re.compile(r"period=30d&campaign=DEVIS"))
    expect(page.locator("#fv-campaign")).to_have_text("Demandes de devis en ligne")
    expect(page.locator(".filter-chip")).to_contain_text("Demandes de devis en ligne")
    expect(page.locator("#navigation").get_by_text("Refus", exact=True)).to_have_attribute(
        "href", re.compile("campaign=DEVIS")
    )
    page.locator(".filter-chip").click()
    expect(page.locator(".figure strong").first).to_have_text(before)


def test_days_of_ones_own(page: Page, served: tuple[str, str]) -> None:
    page.goto(served[0] + "/?period=30d")
    page.locator("details.menu", has=page.locator("#fv-period")).locator("summary").click()
    page.locator("input[name=from]").fill("2026-09-01")
    page.locator("input[name=through]").fill("2026-09-10")
    expect(page.locator("#period-words")).to_have_text("du 01/09/2026 au 10/09/2026")
    expect(page).to_have_url(re.compile("period=custom"))


def test_going_back_brings_the_former_figures(page: Page, served: tuple[str, str]) -> None:
    page.goto(served[0] + "/?period=30d")
    before = page.locator(".figure strong").first.inner_text()
    page.locator("details.menu", has=page.locator("#fv-period")).locator("summary").click()
    page.get_by_label("7 derniers jours").check()
    expect(page).to_have_url(re.compile("period=7d"))
    page.go_back()
    expect(page.locator(".figure strong").first).to_have_text(before)


def test_from_a_figure_to_its_rows_and_to_a_file(page: Page, served: tuple[str, str]) -> None:
    page.goto(served[0] + "/?period=30d")
    page.get_by_text("Plus de chiffres").click()
    page.locator(".figure", has_text="Taux de refus").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Taux de refus")
    page.get_by_role("link", name="Lignes du numérateur").click()
    expect(page.locator(".rows-table tbody tr")).to_have_count(50)
    first = page.locator(".rows-table tbody tr").first.inner_text()
    page.get_by_role("link", name="Suivantes").click()
    expect(page.locator(".rows-table tbody tr").first).not_to_have_text(first)
    page.get_by_text("Télécharger").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV pour tableur").click()
    assert re.fullmatch(
        r"cadran-taux-de-refus-lignes-du-numerateur-2026-\d\d-\d\d-2026-\d\d-\d\d\.csv",
        download.value.suggested_filename,
    )
    assert Path(download.value.path()).read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_cell_of_the_heat_map_opens_its_calls(page: Page, served: tuple[str, str]) -> None:
    page.goto(served[0] + "/hours/?period=90d")
    page.locator(".heat td a").first.click()
    expect(page.locator(".filter-chip")).to_have_count(2)
    expect(page.locator(".rows-table tbody tr").first).to_be_visible()


def test_two_agents_are_compared(page: Page, served: tuple[str, str]) -> None:
    page.goto(served[0] + "/compare/?period=90d&by=agent")
    menu = page.locator("details.menu", has_text="Second")
    was = menu.locator(".chosen").inner_text()
    menu.locator("summary").click()
    menu.get_by_role("radio").nth(1).click()  # the page redrawn by it may be there before its state could be read
    expect(page.locator("details.menu", has_text="Second").locator(".chosen")).not_to_have_text(was)
    found = page.get_by_role("main").get_by_role("listitem").first
    expect(found).to_contain_text(re.compile("plus bas|plus haut|départagés"))


def test_keys_search_and_go(page: Page, served: tuple[str, str]) -> None:
    page.goto(served[0] + "/?period=30d")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("decroche")
    expect(page.locator("#found")).to_contain_text("Taux de décroché")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Taux de décroché")
    page.keyboard.press("g")
    page.keyboard.press("f")
    expect(page.get_by_role("heading", level=1)).to_have_text("Entonnoir")


def test_details_show_on_hover_and_on_focus_and_escape_hides_them(page: Page, served: tuple[str, str]) -> None:
    page.goto(served[0] + "/hours/?period=90d")
    page.locator(".heat td a").first.hover()
    expect(page.locator("#tip")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#tip")).to_be_hidden()
    page.locator(".heat td a").nth(2).focus()
    expect(page.locator("#tip")).to_contain_text("intervalle à 95 %")


def test_the_theme_and_the_language_are_switched_and_kept(page: Page, served: tuple[str, str]) -> None:
    page.goto(served[0] + "/?period=30d")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Sombre").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    page.get_by_role("button", name="Français").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vue d’ensemble")


def test_a_view_is_saved_and_found_again(page: Page, served: tuple[str, str]) -> None:
    page.goto(served[0] + "/funnel/?period=30d&campaign=VERTE")
    page.get_by_text("Vues", exact=True).click()
    page.get_by_label("Nom de cette vue").fill("Électricité")
    page.get_by_role("button", name="Enregistrer").click()
    page.goto(served[0] + "/checks/")
    page.goto(served[0] + "/?period=7d")
    page.get_by_text("Vues", exact=True).click()
    page.get_by_role("link", name="Électricité", exact=True).click()
    expect(page).to_have_url(re.compile(r"/funnel/\?period=30d&campaign=VERTE"))


def test_the_statement_opens_on_the_kpi_page(page: Page, served: tuple[str, str]) -> None:
    page.goto(served[0] + "/kpi/contact_rate/?period=30d")
    page.locator("summary", has_text="SQL").click()
    expect(page.locator(".sql pre")).to_contain_text("SELECT")


def test_a_table_sorts_by_its_head(page: Page, served: tuple[str, str]) -> None:
    page.goto(served[0] + "/campaigns/?period=30d")
    table = page.locator("table.members").first
    head = table.get_by_role("button", name="Ventes", exact=True)
    head.click()
    column = head.locator("xpath=ancestor::th")
    expect(column).to_have_attribute("aria-sort", "descending")
    place = column.evaluate("head => head.cellIndex")
    values = [
        float(text or 0)
        for text in table.locator("tbody tr").evaluate_all(
            "(rows, place) => rows.map(row => row.children[place].dataset.sort)", place
        )
    ]
    assert values == sorted(values, reverse=True)
    expect(page).to_have_url(re.compile(r"sort=campaign\.-sales"))

    head.click()  # the other way; the address follows, and brings the order back
    expect(page).to_have_url(re.compile(r"sort=campaign\.sales"))
    order = table.locator("tbody th").all_inner_texts()
    page.reload()
    expect(page.locator("table.members").first.locator("tbody th").first).to_have_text(order[0])
    assert page.locator("table.members").first.locator("tbody th").all_inner_texts() == order
    page.locator("details.menu", has=page.locator("#fv-period")).locator("summary").click()
    page.get_by_label("90 derniers jours").check()
    expect(page).to_have_url(re.compile(r"period=90d.*sort=campaign\.sales"))
    expect(page.locator("table.members").first.locator("th[aria-sort=ascending]")).to_contain_text("Ventes")


def test_the_page_reads_and_filters_without_a_script(
    browser: Browser, signed_in: list[dict[str, object]], served: tuple[str, str]
) -> None:
    context = browser.new_context(locale="fr", java_script_enabled=False)
    context.add_cookies(signed_in)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(served[0] + "/?period=30d")
    page.locator("details.menu", has=page.locator("#fv-campaign")).locator("summary").click()
    page.get_by_label("Demandes de devis en ligne").check()
    page.get_by_role("button", name="Appliquer").click()
    expect(page.locator("#fv-campaign")).to_have_text("Demandes de devis en ligne")
    context.close()


def test_printed_pages_have_no_controls(page: Page, served: tuple[str, str]) -> None:
    page.goto(served[0] + "/?period=30d")
    page.emulate_media(media="print")
    assert not page.locator("#filters").is_visible()
    assert page.locator(".figure").first.is_visible()
    page.screenshot(path=PICTURES / "overview-print.png", full_page=True)


def test_the_head_of_a_long_table_is_repeated_in_print(page: Page, served: tuple[str, str]) -> None:
    """A browser repeats a head that is laid out as one, where nothing around the table cuts it or scrolls."""
    page.goto(served[0] + "/agents/?period=30d")
    page.emulate_media(media="print")
    laid = page.locator("table.table thead").first.evaluate(
        """head => {
          const own = getComputedStyle(head), around = getComputedStyle(head.closest(".scroll"));
          return [own.display, own.position, around.overflowX, around.overflowY, around.maxHeight];
        }"""
    )
    assert laid == ["table-header-group", "static", "visible", "visible", "none"]


def test_a_noted_change_is_taken_back_by_a_click(page: Page, served: tuple[str, str]) -> None:
    page.goto(served[0] + "/kpi/contact_rate/?period=30d")
    page.get_by_text("Noter un changement").click()
    page.get_by_label("Ce qui a changé").fill("Nouvelle accroche essayée")
    page.locator("input[name=day]").fill("2026-09-10")
    page.get_by_role("button", name="Noter", exact=True).click()
    noted = page.locator(".actions-list li", has_text="Nouvelle accroche essayée")
    expect(noted).to_have_count(1)
    noted.get_by_role("button").click()
    expect(page.locator(".actions-list li", has_text="Nouvelle accroche essayée")).to_have_count(0)


def test_on_a_telephone_filters_are_a_sheet_and_the_active_tab_is_in_view(
    browser: Browser, signed_in: list[dict[str, object]], served: tuple[str, str]
) -> None:
    context = browser.new_context(locale="fr", viewport={"width": 390, "height": 800}, has_touch=True)
    context.add_cookies(signed_in)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(served[0] + "/agents/?period=30d&kpi=average_handle_time")
    page.evaluate("document.fonts.ready.then(() => 1)")
    place = page.locator(".tabs [aria-current]").first.bounding_box()
    assert place is not None
    assert place["x"] >= 0
    assert place["x"] + place["width"] <= 390
    assert not page.locator("#filters > .menu").first.is_visible()
    page.locator(".sheet-key").click()
    expect(page.locator("#filters > .menu").first).to_be_visible()
    sheet = page.locator("#filters").bounding_box()
    assert sheet is not None
    assert sheet["width"] >= 380, "as wide as the screen"
    assert sheet["y"] + sheet["height"] <= 801
    page.screenshot(path=PICTURES / "filters-390.png")
    page.keyboard.press("Escape")
    expect(page.locator("#filters > .menu").first).not_to_be_visible()
    context.close()


def test_signing_out_ends_it(browser: Browser, served: tuple[str, str]) -> None:
    """A link signs in once; a second time it does not; signing out closes the pages."""
    context = browser.new_context(locale="fr")
    page = context.new_page()
    page.goto(served[1])
    assert page.get_by_role("button", name="Se connecter").count() == 0 or "expiré" in page.content()
    page.goto(served[0] + "/funnel/")
    expect(page).to_have_url(re.compile("/sign-in/"))
    context.close()


def test_the_pages_before_signing_in_have_no_violation(browser: Browser, served: tuple[str, str]) -> None:
    for theme in ("light", "dark"):
        context = browser.new_context(locale="fr", color_scheme=theme, viewport={"width": 1000, "height": 700})  # type: ignore[arg-type]
        page = context.new_page()
        for name, path in (("sign-in", "/sign-in/"), ("gone", "/welcome/nothing/")):
            page.goto(served[0] + path)
            page.screenshot(path=PICTURES / f"{name}-{theme}.png")
            found = Axe().run(page, options=RULES)
            assert found.violations_count == 0, f"{name} {theme}: {found.generate_report()}"
        context.close()


def _sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in/")
    page.locator("#id_username").fill("camille")
    page.locator("#id_password").fill("un long mot de passe")
    page.get_by_role("button", name="Se connecter").click()


def test_who_is_disabled_or_signs_out_is_out_at_once(browser: Browser, page: Page, served: tuple[str, str]) -> None:
    """An administrator makes an account, which signs in; disabled, its next page is the sign-in; so after signing out."""
    address = served[0]
    page.goto(f"{address}/admin/auth/user/add/")
    page.locator("#id_username").fill("camille")
    for field in ("#id_password1", "#id_password2"):
        page.locator(field).fill("un long mot de passe")
    page.locator("input[name=_continue]").click()
    expect(page.locator("#id_is_active")).to_be_checked()
    context = browser.new_context(locale="fr")
    other = context.new_page()
    _sign_in(other, address)
    other.goto(f"{address}/account/")
    expect(other.locator("#content")).to_contain_text("camille")

    page.locator("#id_is_active").uncheck()
    page.locator("input[name=_continue]").click()
    expect(page.locator("#id_is_active")).not_to_be_checked()
    other.goto(f"{address}/account/")
    expect(other).to_have_url(re.compile("/sign-in/"))
    _sign_in(other, address)
    expect(other.get_by_role("alert")).to_be_visible()

    page.locator("#id_is_active").check()
    page.locator("input[name=_continue]").click()
    _sign_in(other, address)
    other.goto(f"{address}/account/")
    other.get_by_role("button", name="Se déconnecter").first.click()
    other.goto(f"{address}/account/")
    expect(other).to_have_url(re.compile("/sign-in/"))
    other.go_back()
    expect(other.locator("#content")).not_to_contain_text("camille")
    context.close()
