"""The same messages on pages and from the API: French on pages, English from the API unless French is asked for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cadran.executor.local import Store

NB = "\u00a0"


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({}, 'where "x" is not understood. Expected DIM=VALUE, such as campaign=C1.'),
        ({"Accept-Language": "en"}, 'where "x" is not understood. Expected DIM=VALUE, such as campaign=C1.'),
        ({"Accept-Language": "fr-FR,fr;q=0.9"}, f"where «{NB}x{NB}» n’est pas compris. Écrivez AXE=VALEUR, comme campaign=C1."),
    ],
)  # fmt: skip
def test_the_detail_of_a_problem(browsers: dict[str, Any], headers: dict[str, str], said: str) -> None:
    answer = browsers["manager"].get("/api/v1/kpis?ids=calls&where=x", headers=headers)
    assert answer.status_code == 400
    assert json.loads(answer.content)["detail"] == said
    absent = browsers["manager"].get("/api/v1/imports/99", headers=headers)
    assert absent.status_code == 404
    assert ("import" in json.loads(absent.content)["detail"]) == (not headers or "en" in headers["Accept-Language"])


def test_an_error_page(browsers: dict[str, Any]) -> None:
    for language, said in (
        ("fr", f"«{NB}pdf{NB}» n’est pas un format de fichier."),
        ("en", "&quot;pdf&quot; is not a format of files."),
    ):
        page = browsers["manager"].get("/imports/?format=pdf", headers={"Accept-Language": language})
        assert said in page.content.decode(), page.content.decode()[-3000:]


def test_rejects_of_an_import(store: Store, browsers: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "appels.csv"
    file.write_text(
        "attempt_id,started_at,campaign_id,direction,talk_s\nR1,2026-09-21 10:00,C1,outbound,-5\n", encoding="utf-8"
    )
    report = store.import_files([file], source="dialer")[0]
    id = report.entry.import_id
    for language, said in (("fr", f"«{NB}-5{NB}» est négatif"), ("en", "&quot;-5&quot; is negative")):
        page = (
            browsers["manager"].get(f"/imports/{id}/rejects/", headers={"Accept-Language": language}).content.decode()
        )
        assert said in page
        found = browsers["manager"].get(f"/api/v1/imports/{id}/rejects", headers={"Accept-Language": language})
        assert json.loads(found.content)[0]["reason"] == said.replace("&quot;", '"')
    page = browsers["manager"].get(f"/imports/{id}/rejects/", headers={"Accept-Language": "fr"}).content.decode()
    assert "les heures sans fuseau sont lues comme heures locales de Europe/Paris" in page
