"""Administration: people, groups, rights and tokens. Signing in is the site's own, with its limits."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cadran.catalogue import FAMILIES
from cadran.web.models import Grant, Token

_MEMBERS = ("clients", "campaigns", "teams", "agents", "centres")


class Site(admin.AdminSite):
    """Django's administration behind Cadran's sign-in."""

    site_header = "Cadran"
    site_title = "Cadran"
    index_title = _("Administration")

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect_to_login(request.get_full_path())


class Lines(forms.CharField):
    """Members, one a line."""

    widget = forms.Textarea(attrs={"rows": 3, "cols": 30})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return list(dict.fromkeys(line.strip() for line in str(value or "").splitlines() if line.strip()))


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
        choices=[(family.id, family.name.fr) for family in FAMILIES.values()],
    )  # fmt: skip

    class Meta:
        model = Grant
        fields = ("user", "group", "role", "may_see_agent_names", "may_see_costs", *_MEMBERS, "families")


class GrantAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """All rights, to be read and changed in one place."""

    form = GrantForm
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
        queryset.filter(revoked_at=None).update(revoked_at=timezone.now())


site = Site(name="admin")
site.register(get_user_model(), People)
site.register(Group, Groups)
site.register(Grant, GrantAdmin)
site.register(Token, TokenAdmin)
