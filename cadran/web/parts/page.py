"""What every page shares: one view function and one template make a page; the frame, fragments and downloads are here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET

from cadran.catalogue import DIMENSIONS
from cadran.web import access, errors, filters
from cadran.web.parts import download
from cadran.web.parts.context import SORT, TRANSIENT, Desk
from cadran.wording import display

Words = str | Promise
View = Callable[..., HttpResponse]
MAIN_MENUS = ("campaign", "team")


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of the navigation: not shown to who may not use its dimension, or see any of the KPIs that it `needs`.

    `plain` is what it is called for who may not see costs. `is_between` says that it holds members against each other:
    nothing for an agent, who only sees their own.
    """

    name: str
    words: Words
    key: str = ""
    dimension: str | None = None
    is_internal: bool = False
    needs: tuple[str, ...] = ()
    plain: Words = ""
    is_between: bool = False


NAVIGATION: tuple[tuple[Words, tuple[Link, ...]], ...] = (
    (
        gettext_lazy("Performance"),
        (
            Link("overview", gettext_lazy("Overview"), "o"),
            Link("campaigns", gettext_lazy("Campaigns"), "c"),
            Link(
                "lists", gettext_lazy("Lists and sources"), "l", needs=("leads", "leads_attempted", "remaining_leads")
            ),
            Link("funnel", gettext_lazy("Funnel"), "f", needs=("leads", "attempts", "sales")),
            Link("hours", gettext_lazy("Best hours"), "h", needs=("contact_rate", "answer_rate", "argued_call_rate")),
            Link("refusals", gettext_lazy("Refusals"), "r", needs=("refusal_rate",)),
        ),
    ),
    (
        gettext_lazy("Team"),
        (
            Link(
                "agents",
                gettext_lazy("Agents"),
                "a",
                "agent",
                needs=("argued_call_rate", "refusal_rate", "contact_rate"),
                is_between=True,
            ),
            Link("compare", gettext_lazy("Compare"), "m", needs=("attempts",), is_between=True),
            Link("effects", gettext_lazy("Actions and tests"), "t", needs=("argued_call_rate",), is_between=True),
        ),
    ),
    (
        gettext_lazy("Results"),
        (
            Link(
                "costs",
                gettext_lazy("Costs and return"),
                "e",
                needs=("total_cost", "revenue", "sales"),
                plain=gettext_lazy("Sales and revenue"),
            ),
        ),
    ),
    (
        gettext_lazy("Data"),
        (
            Link("catalogue", gettext_lazy("Catalogue"), "k"),
            Link("imports", gettext_lazy("Imports and rejects"), "i", is_internal=True),
            Link("checks", gettext_lazy("Checks"), "v", is_internal=True),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    is_checked: bool


@dataclass(frozen=True, slots=True)
class Menu:
    """One filter: its name in the address, its words, what is chosen now."""

    name: str
    label: str
    chosen: str
    options: list[Option]
    is_active: bool


def page(
    template: str, title: Words, *, dimension: str | None = None, internal: bool = False
) -> Callable[[Callable[..., Any]], View]:
    """A view whose function takes a Desk and returns the template's context (or a response of its own).

    A page about a dimension that the person may not use does not exist for them; nor do internal ones for those who
    do not run the centre.
    """

    def decorate(view: Callable[..., Any]) -> View:
        @require_GET
        @wraps(view)
        def shown(request: HttpRequest, **arguments: Any) -> HttpResponse:
            remembered = _remembered(request)
            if remembered is not None:
                return HttpResponseRedirect(remembered)
            desk = Desk.of(request)
            if (dimension and not desk.may_use(dimension)) or (internal and not is_internal(request)):
                raise Http404
            link = _link_of(request)
            if desk.scope.kpis == () and (link or _is_search(request)):
                return errors.no_rights(request)
            if link and not is_theirs(desk, link):
                raise Http404
            context = view(desk, **arguments)
            if isinstance(context, HttpResponse):
                return context
            if "format" in request.GET:
                return download.respond(desk)
            return _rendered(desk, template, title, context)

        return shown

    return decorate


def _link_of(request: HttpRequest) -> Link | None:
    """The entry of the navigation that leads to the page asked for."""
    name = request.resolver_match.url_name if request.resolver_match else ""
    return next((link for _words, links in NAVIGATION for link in links if link.name == name), None)


def _is_search(request: HttpRequest) -> bool:
    return bool(request.resolver_match and request.resolver_match.url_name == "search")


def is_internal(request: HttpRequest) -> bool:
    """Whether the person runs the centre: imports, rejects and checks are theirs."""
    return access.sees_loads(request)


def _remembered(request: HttpRequest) -> str | None:
    """Where to go instead of an address without filters, when some were chosen before."""
    if "reset" in request.GET:
        request.session.pop("filters", None)
        return request.path
    if any(name in request.GET for name in filters.NAMES) or request.GET.get("format"):
        return None
    kept = request.session.get("filters")
    if not kept:
        return None
    own = request.GET.urlencode()
    return f"{request.path}?{kept}{'&' + own if own else ''}"


def _remember(desk: Desk) -> None:
    query = desk.filters.usual().query()
    usual = f"period={filters.DEFAULT}"
    if any(name in desk.request.GET for name in filters.NAMES) and desk.request.session.get("filters", usual) != query:
        desk.request.session["filters"] = query


def _rendered(desk: Desk, template: str, title: Words, context: Mapping[str, Any]) -> HttpResponse:
    _remember(desk)
    request = desk.request
    around = frame(desk)
    if both := around.keys() & context.keys():
        raise RuntimeError(f"{request.path}: the page and its frame both say {', '.join(sorted(both))}")
    whole = {
        "title": title,
        **around,
        **context,
        "desk": desk,
        "layout": "parts/fragment.html" if is_fragment(request) else "base.html",
    }
    response = render(request, template, whole)
    response.headers["Vary"] = ", ".join(filter(None, [response.headers.get("Vary"), "HX-Request"]))
    return response


def is_fragment(request: HttpRequest) -> bool:
    """Whether a part of the page is asked for, by the page that is already there."""
    htmx = getattr(request, "htmx", None)
    return bool(htmx) and not getattr(htmx, "history_restore_request", False)


def frame(desk: Desk) -> dict[str, Any]:
    """What surrounds every page: navigation, filters, freshness, the person's choices."""
    request = desk.request
    menus = {name: menu(desk, name) for name in filters.DIMENSIONS if desk.may_use(name)}
    fewest = 2 if is_alone(desk) else 1  # an agent has one team and one name: nothing to choose
    menus = {name: menu for name, menu in menus.items() if len(menu.options) >= fewest or menu.is_active}
    more = [menu for name, menu in menus.items() if name not in MAIN_MENUS]
    menued = (*(name for name in filters.NAMES if name not in filters.ALL), *filters.DIMENSIONS)
    own = [(name, value) for name, values in request.GET.lists() for value in values if name not in menued]
    return {
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "navigation": navigation(desk),
        "language": desk.language,
        "theme": theme(request),
        "period_menu": period_menu(desk),
        "main_menus": [menus[name] for name in MAIN_MENUS if name in menus],
        "more_menus": more,
        "more_count": sum(1 for one in more if one.is_active),
        "extras": [(name, value) for name, value in own if name not in (*TRANSIENT, "page", SORT)],
        "chips": chips(desk),
        "faults": desk.faults,
        "period_words": desk.days(desk.filters.period or desk.everything),
        "fresh_words": fresh_words(desk),
        "is_empty": desk.loaded is None,
        "is_blank": desk.loaded is None and not _says_something(request),
        "formats": download.offered(desk.language),
        "is_internal": is_internal(request),
        "views": saved(request.user),
        "address": desk.here(),
    }


def saved(user: Any) -> list[Any]:
    """A person's saved views, by name."""
    return list(user.saved_views.all()) if user.is_authenticated else []


def _says_something(request: HttpRequest) -> bool:
    """Whether a page is worth reading before anything is loaded: definitions, loads, what is missing."""
    match = request.resolver_match
    return bool(match and match.url_name in ("catalogue", "kpi", "sql", "imports", "rejects", "checks", "search"))


def theme(request: HttpRequest) -> str:
    chosen = request.COOKIES.get("cadran_theme", "")
    return chosen if chosen in ("light", "dark") else ""


def navigation(desk: Desk) -> list[tuple[Words, list[dict[str, Any]]]]:
    """The groups of links that this person may follow, each with this page's filters."""
    match = desk.request.resolver_match
    current = match.url_name if match else ""
    internal, alone = is_internal(desk.request), is_alone(desk)
    groups: list[tuple[Words, list[dict[str, Any]]]] = []
    if desk.scope.kpis == ():
        return groups
    for words, links in NAVIGATION:
        shown = [
            {
                "words": link.plain if link.plain and not desk.scope.costs else link.words,
                "href": desk.url(link.name),
                "is_here": link.name == current,
                "key": link.key,
                "id": link.name,
            }
            for link in links
            if is_theirs(desk, link) and (internal or not link.is_internal) and not (alone and link.is_between)
        ]
        if shown:
            groups.append((words, shown))
    return groups


def is_alone(desk: Desk) -> bool:
    """Whether the person sees their own figures only."""
    return access.role(desk.request.user) == "agent"


def is_theirs(desk: Desk, link: Link) -> bool:
    """Whether a page of the navigation has anything to show this person."""
    may_use = not link.dimension or desk.may_use(link.dimension)
    return may_use and (not link.needs or not desk.allowed.isdisjoint(link.needs))


def period_menu(desk: Desk) -> dict[str, Any]:
    chosen = desk.filters
    first, end = chosen.period or desk.everything or (None, None)
    against = chosen.compare.split(":") if ":" in chosen.compare else []
    return {
        "comparisons": [(key, words, key == chosen.compare) for key, words in filters.COMPARISONS.items()],
        "is_against": bool(against),
        "against": against[0] if against else "",
        "against_last": (date.fromisoformat(against[1]) - timedelta(days=1)).isoformat() if against else "",
        "chosen": str(filters.PRESETS[chosen.preset]) if chosen.preset != "custom" else desk.days(chosen.period),
        "options": [(key, words, key == chosen.preset) for key, words in filters.PRESETS.items() if key != "custom"],
        "is_custom": chosen.preset == "custom",
        "first": first.isoformat() if first else "",
        "last": filters.last_of((first, end)).isoformat() if first and end else "",
    }


def menu(desk: Desk, name: str) -> Menu:
    values = desk.filters.where.get(name, ())
    options = [Option(value, label, value in values) for value, label in desk.members(name)]
    label = desk.say(DIMENSIONS[name].name)
    if not values:
        words = pgettext("menu", "All")
    elif len(values) == 1:
        words = desk.label(name, values[0])
    else:
        words = display.number(len(values), 0, desk.language)
    return Menu(name, label, words, options, bool(values))


def chips(desk: Desk) -> list[dict[str, str]]:
    """The members that the figures are narrowed to, each with the address without it."""
    found = []
    for name, values in desk.filters.where.items():
        for value in values:
            left = tuple(other for other in values if other != value)
            where = {**desk.filters.where, name: left} if left else desk.filters.without(name).where
            rest = replace(desk.filters, where=where)
            found.append(
                {
                    "dimension": desk.say(DIMENSIONS[name].name),
                    "label": desk.label(name, value),
                    "href": f"{desk.request.path}?{rest.query(**_own(desk))}",
                }
            )
    return found


def _own(desk: Desk) -> dict[str, str]:
    return {
        name: str(value)
        for name, value in desk.request.GET.items()
        if name not in (*filters.NAMES, "format", "table", "page")
    }


def fresh_words(desk: Desk) -> str:
    """Up to when the store knows: the last day that its loads cover."""
    if desk.loaded is None:
        return _("nothing is loaded")
    last = filters.last_of(desk.loaded)
    return _("data up to %(day)s") % {"day": desk.day(last)}
