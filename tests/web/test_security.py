"""What a browser is told, what errors and logs keep to themselves, and Django's own deployment checks."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.test import RequestFactory

from cadran.server.owner import Owner
from cadran.web import errors
from cadran.web.logs import Discreet, masked
from tests.web.conftest import As

PHONE, NAME = "+33 6 39 98 12 34", "Marguerite"


@pytest.mark.parametrize(
    "path", ["/sign-in/", "/account/", "/api/v1/kpis?ids=calls", "/nowhere/", "/admin/", "/api/v1/docs"]
)
def test_every_answer_has_a_strict_policy(browsers: dict[str, As], path: str) -> None:
    answer = browsers["manager"].get(path)
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]


def test_a_nonce_is_never_used_again(browsers: dict[str, As]) -> None:
    first, second = (browsers["nobody"].get("/sign-in/")["Content-Security-Policy"] for _ in range(2))
    assert first != second


def test_pages_have_no_inline_script_or_style(browsers: dict[str, As]) -> None:
    for path in ("/sign-in/", "/account/", "/account/password/", "/nowhere/"):
        page = browsers["manager" if "account" in path else "nobody"].get(path).content.decode()
        assert "<style" not in page
        assert " style=" not in page
        assert " onclick=" not in page
        assert "<script>" not in page


def _failing(monkeypatch: pytest.MonkeyPatch, owner: Owner) -> None:
    def fail(request: Any) -> Any:
        raise duckdb.ConversionException(f"Could not convert '{PHONE}' of {NAME} (SELECT phone FROM leads)")

    monkeypatch.setattr(owner, "evaluate", fail)


def test_a_failure_shows_neither_its_trace_nor_its_values(
    browsers: dict[str, As], owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    _failing(monkeypatch, owner)
    browser = browsers["manager"]
    browser.raise_request_exception = False
    answer = browser.get("/api/v1/kpis?ids=calls")
    assert answer.status_code == 500
    assert answer["Content-Type"] == "application/problem+json"
    page = errors.server_error(RequestFactory().get("/api/v1/kpis")).content.decode() + answer.content.decode()
    for secret in (PHONE, NAME, "SELECT", "Traceback", "duckdb", "ConversionException"):
        assert secret not in page


@pytest.mark.parametrize("number", ["0639981234", "06 39 98 12 34", "06.39.98.12.34", "+33639981234", "+33 6 39 98 12 34",
                                    "0033639981234", "06-39-98-12-34"])  # fmt: skip
def test_logs_keep_no_number_to_call(number: str) -> None:
    assert number not in masked(f"value '{number}' refused")
    assert "…" in masked(f"value '{number}' refused")


def test_logs_keep_what_helps_and_no_secret() -> None:
    line = "2026-09-22T18:00:05 load 12 of 9_000 rows, took 0.253 s, lead L12345, 2026-09-01 to 2026-10-01"
    assert masked(line) == line
    for text, secret in (
        ("GET /welcome/abcDEF123_-x/", "abcDEF123_-x"),
        ("Bearer cdr_abcdefghijkl", "cdr_abcdefghijkl"),
        ("password=tout-petit", "tout-petit"),
        ("Cookie: cadran_session=k3y", "k3y"),
        ("jeanne@example.org wrote", "jeanne@example.org"),
    ):
        assert secret not in masked(text)


def test_a_trace_in_the_log_is_masked_too() -> None:
    try:
        raise ValueError(f"phone {PHONE}")
    except ValueError:
        record = logging.LogRecord("cadran", logging.ERROR, "x.py", 1, "failed", (), sys.exc_info())
    text = Discreet("{message}", style="{").format(record)
    assert "Traceback" in text
    assert PHONE not in text


def test_an_error_of_the_store_is_told_in_its_own_words(browsers: dict[str, As]) -> None:
    answer = browsers["manager"].get("/api/v1/kpis?ids=calls&by=agnt")
    assert answer.status_code == 400
    assert 'Did you mean "agent"?' in json.loads(answer.content)["detail"]


def test_a_host_that_is_not_ours_is_refused(browsers: dict[str, As]) -> None:
    assert browsers["nobody"].get("/sign-in/", headers={"host": "example.org"}).status_code == 400


_CHECK = """
import django
django.setup()
from django.core.management import call_command
from django.conf import settings
call_command("check", "--deploy", "--fail-level", "WARNING")
print(settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SECURE_HSTS_SECONDS, settings.DEBUG,
      settings.SECURE_SSL_REDIRECT)
"""


@pytest.mark.parametrize(("tls", "told"), [("1", "True True 31536000 False True"), ("0", "False False 0 False False")])
def test_django_s_deployment_checks_are_clean_as_served(tmp_path: Path, tls: str, told: str) -> None:
    """In a process of its own: the settings are read once."""
    environment = {
        **os.environ, "CADRAN_TLS": tls, "CADRAN_DATA": str(tmp_path), "CADRAN_HOSTS": "cadran.example.com",
        "DJANGO_SETTINGS_MODULE": "cadran.web.settings",
    }  # fmt: skip
    environment.pop("CADRAN_DEBUG", None)
    done = subprocess.run([sys.executable, "-c", _CHECK], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no issues" in done.stdout
    assert told in done.stdout
