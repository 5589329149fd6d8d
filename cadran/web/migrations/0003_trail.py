"""The trail of changes to people, rights and tokens."""

from __future__ import annotations

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("web", "0002_grant_message")]
    operations = [
        migrations.CreateModel(
            name="TrailEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ("who", models.CharField(max_length=200)),
                ("what", models.CharField(max_length=40)),
                ("detail", models.JSONField(default=dict)),
            ],
            options={"ordering": ("-at", "-pk")},
        ),
    ]
