"""Phone numbers to E.164 with their type."""

from __future__ import annotations

import phonenumbers
import pytest

from cadran.ingest.phones import FRENCH_RANGES, parse
from tests.ingest.conftest import Desk

NUMBERS = [
    ("06 12 34 56 78", "+33612345678", "mobile"),
    ("612345678", "+33612345678", "mobile"),
    ("+33 (0)6 12 34 56 78", "+33612345678", "mobile"),
    ("0033612345678", "+33612345678", "mobile"),
    ("33612345678", "+33612345678", "mobile"),
    ("07.45.67.89.01", "+33745678901", "mobile"),
    ("01-62-00-00-01", "+33162000001", "fixed"),
    ("09 72 12 34 56", "+33972123456", "voip"),
    ("0800 12 34 56", "+33800123456", "other"),
    ("0690 12 34 56", "+590690123456", "mobile"),
    ("0692123456", "+262692123456", "mobile"),
    ("0694 20 12 34", "+594694201234", "mobile"),
    ("0696 12 34 56", "+596696123456", "mobile"),
    ("0262 12 34 56", "+262262123456", "fixed"),
    ("+44 20 7946 0958", "+442079460958", "fixed"),
    ("+32 470 12 34 56", "+32470123456", "mobile"),
    ("12", "12", "invalid"),
    ("0012345", "0012345", "invalid"),
    ("pas de tel", "pas de tel", "invalid"),
]


@pytest.mark.parametrize(("written", "e164", "kind"), NUMBERS)
def test_one_number(written: str, e164: str, kind: str) -> None:
    assert parse(written) == (e164, kind)


def test_a_column_of_numbers(desk: Desk) -> None:
    body = "".join(f'{i};"{written}"\n' for i, (written, _, _) in enumerate(NUMBERS))
    read = desk.stage("lead_id;phone\n" + body + "x;\n")
    assert read.rows("phone, phone_type") == [*((e164, kind) for _, e164, kind in NUMBERS), (None, None)]
    assert "3 rows have a phone that is no number: kept as it is written, with phone_type invalid" in read.only.notes


def test_a_type_the_source_gives_is_kept(desk: Desk) -> None:
    read = desk.stage("lead_id;phone;phone_type\n1;0612345678;voip\n2;0612345678;\n")
    assert read.rows("phone_type") == [("voip",), ("mobile",)]


@pytest.mark.parametrize("written", ["6,12346E+08", "6.12346e+08", "6E+08"])
def test_a_number_that_a_spreadsheet_shortened(desk: Desk, written: str) -> None:
    assert desk.stage(f'lead_id;phone\n1;"{written}"\n').rejects() == [
        (
            2,
            "phone",
            f'"{written}" has lost digits: a spreadsheet shortened it; export the column as text and import again',
        )
    ]


@pytest.mark.parametrize("one", [r for r in FRENCH_RANGES if r.country_code == 33], ids=lambda r: f"{r.first}-{r.last}")
def test_the_table_of_metropolitan_ranges_agrees_with_the_library(one: object) -> None:
    """The ranges skip the library: every ABC in them must be valid there whatever follows, and of that type."""
    names = {"MOBILE": "mobile", "FIXED_LINE": "fixed", "VOIP": "voip"}
    for key in range(one.first, one.last + 1):  # type: ignore[attr-defined]
        for rest in ("000000", "123456", "555555", "987654"):
            parsed = phonenumbers.parse(f"+33{key}{rest}")
            kind = phonenumbers.PhoneNumberType.to_string(phonenumbers.number_type(parsed))
            assert phonenumbers.is_valid_number(parsed), key
            assert names.get(kind, "other") == one.type, key  # type: ignore[attr-defined]


def test_another_region(desk: Desk) -> None:
    mapping = '[file]\nregion = "BE"\n[[table]]\nname = "leads"\ncolumns = { lead_id = "lead_id", phone = "phone" }'
    assert desk.stage("lead_id;phone\n1;0470 12 34 56\n", mapping=mapping).values("phone") == ["+32470123456"]
