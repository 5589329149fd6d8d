"""The trail of changes to people, rights and tokens, and of sign-ins; shown together with that of the store.

Each entry is written by the signal of the change itself, in its transaction: whoever saves one of these models through
Django (administration, API, pages, commands) leaves one. No secret is in it.
"""

from __future__ import annotations

from datetime import UTC
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_save, pre_delete, pre_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from cadran.store.actor import ACCOUNT, acting, actor
from cadran.store.trail import Entry
from cadran.web import sign_in
from cadran.web.executor import current, is_started
from cadran.web.models import Grant, OneTimeLink, Token, Traced, TrailEntry

WATCHED: tuple[type[Model], ...] = (get_user_model(), Group, Traced)
_PASSED_OVER = {"id", "last_login", "used_at", "created_at", "saved_at", "date_joined", "hint", "digest", "password"}
"""Fields of no interest, or secret: that a password was changed is told, and nothing of it."""
_BEFORE = "_cadran_before"


def note(what: str, **detail: Any) -> None:
    """Write an entry, in the name of who acts."""
    TrailEntry.objects.create(who=actor()[:200], what=what, detail=detail)


def entries(limit: int) -> list[Entry]:
    """The latest changes to people and to the store that is being served, latest first."""
    people = [
        Entry(one.at.astimezone(UTC).replace(tzinfo=None), one.who, one.what, one.detail)
        for one in TrailEntry.objects.all()[:limit]
    ]
    store = current().trail(limit) if is_started() else []
    return sorted([*people, *store], key=lambda entry: entry.at, reverse=True)[:limit]


def may_read(request: HttpRequest) -> bool:
    """Administrators of Cadran, in person: it tells of everybody, so no token narrows it."""
    user = request.user
    return user.is_authenticated and user.is_active and user.is_superuser and not isinstance(
        getattr(request, "auth", None), Token
    )  # fmt: skip


# sign-ins


def sign_in_failed(request: HttpRequest, name: str) -> None:
    """A name and password that are nobody's; the name is kept where it is an account's, for it may be a slip of a password."""
    note("sign_in_failed", name=_known(name), address=sign_in.address_of(request))


def sign_in_stopped(request: HttpRequest, name: str) -> None:
    """Too many: noted once in the time for which they wait, or a flood of them would fill the disk."""
    detail = {"name": _known(name), "address": sign_in.address_of(request)}
    since = timezone.now() - sign_in.WINDOW
    if not TrailEntry.objects.filter(what="sign_in_stopped", at__gt=since, detail=detail).exists():
        note("sign_in_stopped", **detail)


def _known(name: str) -> str:
    found = get_user_model().objects.filter(username=name.replace("\0", "").strip()).first()
    return found.get_username() if found else ""


@receiver(user_logged_in, dispatch_uid="cadran_trail_in")
def _signed_in(sender: Any, request: HttpRequest, user: Any, **more: Any) -> None:
    with acting(ACCOUNT + user.get_username()):
        note("signed_in", address=sign_in.address_of(request))


@receiver(user_logged_out, dispatch_uid="cadran_trail_out")
def _signed_out(sender: Any, request: HttpRequest, user: Any, **more: Any) -> None:
    if user is not None:
        with acting(ACCOUNT + user.get_username()):
            note("signed_out")


# what is kept of people


def _name(one: Model) -> str:
    """What a thing is called in the trail: never by its secret."""
    if isinstance(one, Grant):
        return f"{one.user or one.group}, {one.role}"
    return str(one.user) if isinstance(one, Token | OneTimeLink) else str(one)


def _kind(one: Model) -> str:
    return str(one._meta.model_name)


def _values(one: Model) -> dict[str, Any]:
    found = {}
    for field in one._meta.concrete_fields:
        if field.name not in _PASSED_OVER:
            value = getattr(one, field.attname)
            found[field.name] = value if _is_plain(value) else str(value)
    return found


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, bool | int | str | list)


@receiver(pre_save, dispatch_uid="cadran_trail_before")
def _remember(sender: Any, instance: Any, **more: Any) -> None:
    if isinstance(instance, WATCHED):
        former = type(instance)._default_manager.filter(pk=instance.pk).first() if instance.pk else None
        setattr(instance, _BEFORE, former)


@receiver(post_save, dispatch_uid="cadran_trail_saved")
def _saved(sender: Any, instance: Any, created: bool, **more: Any) -> None:
    if not isinstance(instance, WATCHED):
        return
    former, told = getattr(instance, _BEFORE, None), _values(instance)
    if created or former is None:
        changes = {name: [None, value] for name, value in told.items() if value not in (None, "", [], False)}
        note("added", kind=_kind(instance), name=_name(instance), changes=changes)
        return
    before = _values(former)
    changes = {name: [before[name], value] for name, value in told.items() if before[name] != value}
    if getattr(former, "password", None) != getattr(instance, "password", None):
        changes["password"] = [None, "…"]
    if changes:
        note("changed", kind=_kind(instance), name=_name(instance), changes=changes)


@receiver(pre_delete, dispatch_uid="cadran_trail_deleted")
def _deleted(sender: Any, instance: Any, **more: Any) -> None:
    """Before it goes, in its transaction: afterwards a right no longer has a person to name."""
    if isinstance(instance, WATCHED):
        note("removed", kind=_kind(instance), name=_name(instance))


@receiver(m2m_changed, dispatch_uid="cadran_trail_members")
def _members(sender: Any, instance: Any, action: str, model: Any, pk_set: Any, **more: Any) -> None:
    """Groups of a person, permissions of either."""
    if not isinstance(instance, WATCHED) or action not in ("post_add", "post_remove", "pre_clear"):
        return
    names = sorted(str(one) for one in model._default_manager.filter(pk__in=pk_set or ()))
    side = str(model._meta.model_name)
    change = [None, names] if action == "post_add" else [names or ["…"], None]
    note("changed", kind=_kind(instance), name=_name(instance), changes={side: change})
