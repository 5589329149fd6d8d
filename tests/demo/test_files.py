"""The files themselves: headers, determinism, references, values the model allows, numbers that are nobody's."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import phonenumbers
import pytest

from cadran.demo import generate, planted
from cadran.errors import UsageError
from cadran.model import TABLES, Type

from .conftest import World


def test_one_file_per_table_in_loading_order(world: World) -> None:
    assert [file.stem for file in world.files] == list(TABLES)


def test_headers_are_the_models_in_its_order(world: World) -> None:
    for file in world.files:
        header = file.open(encoding="utf-8").readline().strip().replace('"', "").split(",")
        assert header == [name for name in TABLES[file.stem].names if name in header], file.name


def test_same_seed_same_bytes_other_seed_other_bytes(tmp_path: Path) -> None:
    until = date(2026, 11, 20)
    runs = [generate(tmp_path / str(run), scale=0.005, seed=seed, until=until) for run, seed in enumerate((5, 5, 6))]
    first, again, other = ([file.read_bytes() for file in files] for files in runs)
    assert first == again
    assert [a == b for a, b in zip(first, other, strict=True)].count(True) <= 3  # campaigns and actions do not vary


def test_required_columns_keys_and_choices(world: World) -> None:
    for file in world.files:
        table = TABLES[file.stem]
        header = {row[0] for row in world.rows(f"DESCRIBE {table.name}")}
        keys = ", ".join(table.key)
        assert world.one(f"SELECT count(*) - count(DISTINCT ({keys})) FROM {table.name}") == 0, table.name
        for column in table.columns:
            if column.required:
                assert world.one(f"SELECT count(*) FROM {table.name} WHERE {column.name} IS NULL") == 0, column.name
            if column.choices and column.name in header:
                found = {row[0] for row in world.rows(f"SELECT DISTINCT {column.name} FROM {table.name}")} - {None}
                assert found <= set(column.choices), column.name


def test_every_value_has_its_type(world: World) -> None:
    for file in world.files:
        for name, *_ in world.rows(f"DESCRIBE {file.stem}"):
            kind = TABLES[file.stem].column(name).type
            if kind is Type.INSTANT:
                bad = rf"NOT regexp_full_match({name}, '\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\dZ')"
            else:
                bad = f"TRY_CAST({name} AS {kind.sql}) IS NULL"
            assert world.one(f"SELECT count(*) FROM {file.stem} WHERE {name} IS NOT NULL AND {bad}") == 0, name


def test_references_resolve(world: World) -> None:
    checked = 0
    for file in world.files:
        header = {row[0] for row in world.rows(f"DESCRIBE {file.stem}")}
        for column in TABLES[file.stem].columns:
            if column.references and column.name in header:
                key = TABLES[column.references].key[0]
                lost = f"{column.name} NOT IN (SELECT {key} FROM {column.references})"
                assert world.one(f"SELECT count(*) FROM {file.stem} WHERE {lost}") == 0, (file.stem, column.name)
                checked += 1
    assert checked >= 20


def test_an_attempt_has_the_campaign_and_list_of_its_lead(world: World) -> None:
    odd = "l.campaign_id <> a.campaign_id OR l.list_id <> a.list_id"
    assert world.one(f"SELECT count(*) FROM attempts a JOIN leads l USING (lead_id) WHERE {odd}") == 0


def test_leads_numbers_are_valid_and_nobodys(world: World) -> None:
    """Fixed: blocks kept for fiction, or 01 92 to 01 98; mobiles: 07 90 to 07 99. None attributed to an operator."""
    fixed = ("+3319900", "+3326191", "+3335301", "+3346571", "+3353649", *(f"+33{n}" for n in range(192, 199)))
    for phone, kind in world.rows("SELECT DISTINCT phone, phone_type FROM leads WHERE phone IS NOT NULL"):
        number = phonenumbers.parse(phone)
        assert phonenumbers.is_valid_number(number) == (kind != "invalid"), phone
        if kind == "mobile":
            assert phone.startswith("+3379"), phone
            assert phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
        if kind == "fixed":
            assert phone.startswith(fixed), phone


def test_some_numbers_are_missing_invalid_or_shared(world: World) -> None:
    missing, invalid, shared = world.rows(
        """SELECT avg((phone IS NULL)::INT), avg((phone_type = 'invalid')::INT),
                  1 - count(DISTINCT phone) / count(phone) FROM leads"""
    )[0]
    assert 0.003 < missing < 0.012
    assert 0.004 < invalid < 0.014
    assert 0.02 < shared < 0.04


def test_automatic_dialers_show_numbers_that_they_may(world: World) -> None:
    allowed = ("+33162", "+33163", "+33270", "+33271", "+33377", "+33378", "+33424", "+33425", "+33568", "+33569",
               "+33948", "+33949")  # fmt: skip
    shown = [row[0] for row in world.rows("SELECT DISTINCT caller_number FROM attempts WHERE is_automated = 'true'")]
    assert len(shown) >= 10
    assert all(number.startswith(allowed) for number in shown)


def test_addresses_are_in_a_reserved_domain(world: World) -> None:
    assert world.one("SELECT count(*) FROM leads WHERE email NOT LIKE '%@example.org'") == 0
    assert world.one(r"SELECT count(*) FROM leads WHERE NOT regexp_full_match(email, '[a-z.0-9@-]+')") == 0


def test_the_problems_are_told_beside_the_files(world: World) -> None:
    for name, language in (("PLANTED.md", "en"), ("PLANTED.fr.md", "fr")):
        text = (world.directory / name).read_text(encoding="utf-8")
        assert text == planted(language, date(2026, 11, 20))
        for word in ("L03", "Tramontane", "verte-2", "+33163050412"):
            assert word in text
            assert word in planted(language)
    assert "2026-09-28" in planted("en", date(2026, 11, 20))  # day 119 - 64 = 55 days before, a Saturday
    assert "66e jour sur 120" in planted("fr")


def test_what_cannot_be_asked_says_what_can() -> None:
    with pytest.raises(UsageError, match="Expected fr or en"):
        planted("de")
    with pytest.raises(UsageError, match=r"Expected 0\.005 to 20"):
        generate(Path("nowhere"), scale=0, until=date(2026, 11, 20))
