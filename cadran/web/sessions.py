"""An account that is disabled is out at once: its sessions, links and tokens end with it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import SESSION_KEY, get_user_model
from django.contrib.sessions.models import Session
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone

from cadran.web.models import OneTimeLink, Token


def end_sessions(user: Any) -> int:
    """Delete every session of a person: how many there were."""
    mine = [
        session.pk
        for session in Session.objects.filter(expire_date__gt=timezone.now())
        if session.get_decoded().get(SESSION_KEY) == str(user.pk)
    ]
    return Session.objects.filter(pk__in=mine).delete()[0]


@receiver(post_save, sender=get_user_model(), dispatch_uid="cadran_disabled")
def _disabled(sender: Any, instance: Any, created: bool, **more: Any) -> None:
    if created or instance.is_active:
        return
    end_sessions(instance)
    OneTimeLink.objects.filter(user=instance).delete()
    Token.objects.filter(user=instance).revoke()
