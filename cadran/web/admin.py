"""Administration: people, groups, rights and tokens. Signing in is the site's own, with its limits."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cadran.catalogue import FAMILIES
from cadran.query import entities
from cadran.web import executor
from cadran.web.errors import answer
from cadran.web.models import Grant, Token
from cadran.web.scopes import DIMENSION_OF
from cadran.wording.display import say

_MEMBERS = ("clients", "campaigns", "teams", "agents", "centres")


class Site(admin.AdminSite):
    """Django's administration behind Cadran's sign-in."""

    site_header = "Cadran"
    site_title = "Cadran"
    index_title = _("Administration")

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Who is not signed in signs in; who is, and is no administrator, is told so rather than asked again."""
        if request.user.is_authenticated:
            return answer(request, 403, _("Administration is for administrators of Cadran. Ask one of them."))
        return redirect_to_login(request.get_full_path())


class Lines(forms.CharField):
    """Members, one a line."""

    widget = forms.Textarea(attrs={"rows": 3, "cols": 30})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return list(dict.fromkeys(line.strip() for line in str(value or "").splitlines() if line.strip()))


def known_members(dimension: str) -> list[str]:
    """The members that the store has, in its own tables or in any row; none where it has none, or is not being served."""
    if not executor.is_started():
        return []
    with executor.current().reading() as store:
        return sorted(entities.declared(store.engine, dimension))


def language() -> str:
    return "en" if (get_language() or "fr").startswith("en") else "fr"


class GrantForm(forms.ModelForm):  # type: ignore[type-arg]
    """A right, its sides as lists one can type."""

    clients = Lines(required=False, label=_("Clients"), help_text=_("One a line; empty: all."))
    campaigns = Lines(required=False, label=_("Campaigns"), help_text=_("Ids, one a line; empty: all."))
    teams = Lines(
        required=False,
        label=_("Teams"),
        help_text=_("One a line; empty: all. For an agent, whose average may be shown."),
    )
    agents = Lines(
        required=False, label=_("Agents"), help_text=_("Ids, one a line; empty: all. For an agent, their own.")
    )
    centres = Lines(required=False, label=_("Centres"), help_text=_("Sites, one a line; empty: all."))
    families = forms.MultipleChoiceField(
        required=False, label=_("Families of KPIs"), help_text=_("None chosen: all that the role may see."),
        choices=lambda: [(family.id, say(family.name, language())) for family in FAMILIES.values()],
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """What is named must be there: a slip would give a right to nothing, or one day to somebody else.

        A client has no table of its own, and may be named before its first campaign is loaded: that is only said.
        """
        cleaned: dict[str, Any] = super().clean() or {}
        for side, dimension in DIMENSION_OF.items():
            known = known_members(dimension) if side != "clients" else []
            unknown = [name for name in cleaned.get(side) or () if known and name not in known]
            for name in unknown:
                near = get_close_matches(name, known, n=2)
                told = _("There is no “%(name)s” in the store.") % {"name": name}
                self.add_error(
                    side, f"{told} {_('Did you mean %(near)s?') % {'near': ', '.join(near)}}" if near else told
                )
        return cleaned

    class Meta:
        model = Grant
        fields = ("user", "group", "role", "may_see_agent_names", "may_see_costs", *_MEMBERS, "families")


class GrantAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """All rights, to be read and changed in one place."""

    form = GrantForm

    def save_model(self, request: HttpRequest, obj: Grant, form: Any, change: bool) -> None:
        """Kept, with a word on clients that no campaign has yet."""
        super().save_model(request, obj, form, change)
        known = known_members("client")
        for name in obj.clients if known else ():
            if name not in known:
                messages.warning(request, _("No campaign is run for “%(name)s” yet.") % {"name": name})

    list_display = ("__str__", "role", *_MEMBERS, "may_see_agent_names", "may_see_costs")
    list_filter = ("role",)
    autocomplete_fields = ("user", "group")


class GrantInline(admin.StackedInline):  # type: ignore[type-arg]
    """A person's or a group's rights, on their own page."""

    model = Grant
    form = GrantForm
    extra = 0
    fields = ("role", "may_see_agent_names", "may_see_costs", *_MEMBERS, "families")


class People(UserAdmin):  # type: ignore[type-arg]
    """People, with their rights."""

    inlines = (GrantInline,)
    list_display = ("username", "first_name", "last_name", "is_active", "is_staff", "last_login")


class Groups(GroupAdmin):
    """Groups, with their rights."""

    inlines = (GrantInline,)


class TokenAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Tokens can be seen and revoked here; their owners make them."""

    list_display = ("name", "hint", "user", "created_at", "expires_at", "used_at", "revoked_at")
    list_filter = ("revoked_at",)
    actions = ("revoke",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description=_("Revoke"), permissions=["delete"])
    def revoke(self, request: HttpRequest, queryset: Any) -> None:
        """End the tokens chosen."""
        queryset.revoke()


site = Site(name="admin")
site.register(get_user_model(), People)
site.register(Group, Groups)
site.register(Grant, GrantAdmin)
site.register(Token, TokenAdmin)
