"""People's side of the product: what each may see, tokens of the API, one-time links, sign-ins that failed, the trail."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LINK_LIFE = timedelta(hours=1)
TOKEN_PREFIX = "cdr_"
MOST_TOKENS = 50


def digest(secret: str) -> str:
    """What is kept of a token: they are long and random, so one pass is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Role(models.TextChoices):
    """From the widest to the narrowest; where grants cannot be merged, the widest role's counts."""

    MANAGER = "manager", _("manager")
    ANALYST = "analyst", _("analyst")
    SUPERVISOR = "supervisor", _("supervisor")
    AGENT = "agent", _("agent")
    CLIENT = "client", _("client")


ROLES = tuple(Role.values)


def _members(help_text: Any) -> Any:
    return models.JSONField(default=list, blank=True, help_text=help_text)


class Traced(models.Model):
    """Saved and deleted in one transaction with the entry of the trail that tells of it (see cadran.web.trail)."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            return super().delete(*args, **kwargs)


class Sides(Traced):
    """What is seen, side by side; an empty side is open."""

    clients = _members(_("Clients (donneurs d’ordre); empty: all."))
    campaigns = _members(_("Campaign ids; empty: all."))
    teams = _members(_("Teams; empty: all. For an agent: the teams whose average may be shown."))
    agents = _members(_("Agent ids; empty: all. For an agent: their own."))
    centres = _members(_("Centres (sites); empty: all."))
    families = _members(_("Families of KPIs; empty: all that the role may see."))

    class Meta:
        abstract = True


class Grant(Sides):
    """A right given to a person or to a group. Nobody sees anything without one."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="grants",
        verbose_name=pgettext_lazy("right", "user"),
    )
    group = models.ForeignKey(
        Group, models.CASCADE, null=True, blank=True, related_name="grants", verbose_name=_("group")
    )
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    may_see_agent_names = models.BooleanField(
        _("may see agents"), default=True, help_text=_("Figures agent by agent; never for a client.")
    )
    may_see_costs = models.BooleanField(
        _("may see costs"),
        default=False,
        help_text=_("The centre’s costs and margins; a client only sees what it is billed."),
    )

    class Meta:
        verbose_name = _("right")
        verbose_name_plural = _("rights")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(user__isnull=False, group__isnull=True)
                | models.Q(user__isnull=True, group__isnull=False),
                name="grant_of_a_user_or_a_group",
                violation_error_message=_("A right belongs to a user or to a group: give one of them."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user or self.group}: {self.get_role_display()}"

    def clean(self) -> None:
        """A narrow role names what it is narrowed to."""
        needed = {
            Role.CLIENT: ("clients", "campaigns"),
            Role.SUPERVISOR: ("teams", "centres", "campaigns"),
            Role.AGENT: ("agents",),
        }
        sides = needed.get(Role(self.role), ()) if self.role in ROLES else ()
        if sides and not any(getattr(self, side) for side in sides):
            raise ValidationError({sides[0]: _("This role sees nothing until this says what it sees.")})


class TokenSet(models.QuerySet["Token"]):
    """Tokens, ended one by one: what is done to all at once would pass the trail by."""

    def revoke(self) -> int:
        """End the living ones: how many there were."""
        living = list(self.filter(revoked_at=None))
        for token in living:
            token.revoked_at = timezone.now()
            token.save(update_fields=["revoked_at"])
        return len(living)


class Token(Sides):
    """A key of the API: it sees what its owner sees, narrowed by its own sides. Only its digest is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(max_length=12, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = TokenSet.as_manager()

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"

    @classmethod
    def issue(cls, user: Any, name: str, **more: Any) -> tuple[Token, str]:
        """A new token and its secret, which is never shown again."""
        secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
        return cls.objects.create(user=user, name=name, digest=digest(secret), hint=secret[:8], **more), secret

    @classmethod
    def find(cls, secret: str) -> Token | None:
        """The living token of that secret, whose owner may still sign in."""
        if not secret.startswith(TOKEN_PREFIX):
            return None
        now = timezone.now()
        found = cls.objects.select_related("user").filter(
            models.Q(expires_at=None) | models.Q(expires_at__gt=now),
            digest=digest(secret), revoked_at=None, user__is_active=True,
        ).first()  # fmt: skip
        if found and (found.used_at is None or now - found.used_at > timedelta(minutes=1)):
            cls.objects.filter(pk=found.pk).update(used_at=now)
        return found


class OneTimeLink(Traced):
    """A link that signs one person in, once, before it expires."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user} ({self.expires_at:%Y-%m-%d %H:%M})"

    @classmethod
    def issue(cls, user: Any) -> str:
        """A new link's secret; the person's earlier links die."""
        secret = secrets.token_urlsafe(32)
        cls.objects.filter(user=user).delete()
        cls.objects.create(user=user, digest=digest(secret), expires_at=timezone.now() + LINK_LIFE)
        return secret

    @classmethod
    def alive(cls, secret: str) -> OneTimeLink | None:
        """The link of that secret, unless it is used or expired."""
        return (
            cls.objects.select_related("user")
            .filter(digest=digest(secret), expires_at__gt=timezone.now(), user__is_active=True)
            .first()
        )

    @classmethod
    def consume(cls, secret: str) -> Any | None:
        """The person of the link, who alone of several callers gets it; None when it is used or expired."""
        link = cls.alive(secret)
        if link is None or not cls.objects.filter(pk=link.pk).delete()[0]:
            return None
        return link.user


class FailedSignIn(models.Model):
    """A sign-in under way or failed, by address and by name, kept as digests for as long as they count."""

    address = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class TrailEntry(models.Model):
    """A change to people, rights or tokens, or a sign-in: kept for good, and changed by nothing here."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    who = models.CharField(max_length=200)
    what = models.CharField(max_length=40)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.what}"
