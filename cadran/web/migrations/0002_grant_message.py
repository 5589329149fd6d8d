"""What a right of nobody, or of two, is answered with."""

from __future__ import annotations

import django.db.models as models
from django.db import migrations
from django.utils.translation import gettext_lazy as _


class Migration(migrations.Migration):
    dependencies = [("web", "0001_initial")]
    operations = [
        migrations.AlterConstraint(
            model_name="grant",
            name="grant_of_a_user_or_a_group",
            constraint=models.CheckConstraint(
                condition=models.Q(user__isnull=False, group__isnull=True)
                | models.Q(user__isnull=True, group__isnull=False),
                name="grant_of_a_user_or_a_group",
                violation_error_message=_("A right belongs to a user or to a group: give one of them."),
            ),
        ),
    ]
