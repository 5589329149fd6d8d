"""What people keep of the pages."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from cadran.web.models import Traced


class SavedView(Traced):
    """A page with its filters under a name, for the person who saved it; what it shows stays bound to their rights."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=2000)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("name", "pk")
        constraints = (models.UniqueConstraint(fields=("user", "name"), name="one_view_of_a_name"),)

    def __str__(self) -> str:
        return self.name
