"""The web's tests. Django is set up before any of them is read: models exist only then."""

from __future__ import annotations

import os

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "cadran.web.settings"
os.environ["CADRAN_SECRET_KEY"] = "Tests-only:" + "".join(chr(33 + place % 90) for place in range(60))
django.setup()
