"""The first administrator, who comes in by a one-time link and then chooses a password."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.db import transaction

from cadran.web.models import Grant, OneTimeLink, Role

NAME = "admin"


@transaction.atomic
def link(*, always: bool = False) -> str | None:
    """The secret of a new one-time link; None when an administrator can already sign in, unless `always`.

    The first time, the administrator is made, with the manager's right to everything.
    """
    people = get_user_model().objects
    administrators = people.filter(is_superuser=True, is_active=True).order_by("pk")
    able = [user for user in administrators if user.has_usable_password()]
    if able and not always:
        return None
    user = able[0] if able else administrators.first()
    if user is None:
        user = people.create_superuser(NAME)
        Grant.objects.create(user=user, role=Role.MANAGER, may_see_agent_names=True, may_see_costs=True)
    return OneTimeLink.issue(user)
