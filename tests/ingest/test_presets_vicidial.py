"""VICIdial's call export, STANDARD and EXTENDED, recognised from its headers."""

from __future__ import annotations

from cadran.ingest.recognise import presets
from tests.ingest.conftest import Desk, Read

STANDARD = [
    "call_date",
    "phone_number_dialed",
    "status",
    "user",
    "full_name",
    "campaign_id",
    "vendor_lead_code",
    "source_id",
    "list_id",
    "gmt_offset_now",
    "phone_code",
    "phone_number",
    "title",
    "first_name",
    "middle_initial",
    "last_name",
    "address1",
    "address2",
    "address3",
    "city",
    "state",
    "province",
    "postal_code",
    "country_code",
    "gender",
    "date_of_birth",
    "alt_phone",
    "email",
    "security_phrase",
    "comments",
    "length_in_sec",
    "user_group",
    "alt_dial",
    "rank",
    "owner",
    "lead_id",
]
NAMES = ["list_name", "list_description", "status_name"]
EXTRA = ["entry_date", "called_count", "last_local_call_time", "modify_date", "called_since_last_reset", "term_reason"]
AFTER = [
    "wrapup_time",
    "queue_time",
    "uniqueid",
    "caller_code",
    "server_ip",
    "hangup_cause",
    "dialstatus",
    "channel",
    "dial_time",
    "answered_time",
    "cpd_result",
]
CALL = {
    "call_date": "2026-09-22 14:05:00", "phone_number_dialed": "0612345678", "status": "SALE", "user": "1001",
    "full_name": "Zoé Martin", "campaign_id": "HIVER", "vendor_lead_code": "V7", "list_id": "101",
    "phone_code": "33", "phone_number": "0612345678", "last_name": "Dupont", "length_in_sec": "62",
    "user_group": "EQUIPE1", "lead_id": "55", "list_name": "Fichier 1", "status_name": "Sale Made",
}  # fmt: skip


def export(headers: list[str], *calls: dict[str, str]) -> str:
    lines = ["\t".join(headers)]
    lines += ["\t".join({**CALL, **call}.get(header, "") for header in headers) for call in calls]
    return "\n".join(lines) + "\n"


def standard(desk: Desk, *calls: dict[str, str]) -> Read:
    return desk.stage(export([*STANDARD, *NAMES], *calls), "export.txt")


def extended(desk: Desk, *calls: dict[str, str]) -> Read:
    return desk.stage(export([*STANDARD, *EXTRA, *NAMES, *AFTER], *calls), "export.txt")


def test_standard_fills_five_tables(desk: Desk) -> None:
    read = standard(
        desk, {}, {"call_date": "2026-09-22 14:10:00", "status": "NA", "user": "VDAD", "length_in_sec": "0"}
    )
    assert read.understanding.mapping.title == "VICIdial call export"
    assert read.rows(
        "attempt_id, lead_id, campaign_id, list_id, agent_id, started_at, talk_s, outcome, disposition", "attempts"
    ) == [
        ("55|2026-09-22 14:05:00", "55", "HIVER", "101", "1001", "2026-09-22 12:05:00", 62, "sale", "SALE"),
        ("55|2026-09-22 14:10:00", "55", "HIVER", "101", None, "2026-09-22 12:10:00", 0, "no_answer", "NA"),
    ]
    assert read.rows("lead_id, phone, phone_type, external_ids, last_name", "leads") == [
        ("55", "+33612345678", "mobile", "vendor:V7", "Dupont")
    ]
    assert read.rows("list_id, name", "lists") == [("101", "Fichier 1")]
    assert read.rows("agent_id, name, team", "agents") == [("1001", "Zoé Martin", "EQUIPE1")]
    assert read.rows("campaign_id", "campaigns") == [("HIVER",)]


def test_the_key_of_standard_leaves_the_disposition_out(desk: Desk) -> None:
    read = standard(desk, {"status": "A"}, {"status": "SALE"})
    assert len(set(read.values("attempt_id", "attempts"))) == 1


def test_extended_has_its_own_ids_times_and_causes(desk: Desk) -> None:
    sold = {"uniqueid": "1790.1", "queue_time": "3", "wrapup_time": "12", "term_reason": "CALLER", "hangup_cause": "16",
            "entry_date": "2026-09-01 09:00:00"}  # fmt: skip
    read = extended(
        desk, sold,
        {"uniqueid": "1790.2", "status": "NA", "hangup_cause": "1"},
        {"uniqueid": "1790.3", "status": "NA", "hangup_cause": "17"},
        {"uniqueid": "1790.4", "status": "NA", "hangup_cause": "19"},
        {"uniqueid": "1790.5", "status": "AA", "hangup_cause": "17"},
        {"uniqueid": "", "status": "DEC", "call_date": "2026-09-22 15:00:00"},
    )  # fmt: skip
    assert read.rows("attempt_id, hold_s, wrap_s, hung_up_by, outcome, amd", "attempts") == [
        ("1790.1", 3, 12, "customer", "sale", None),
        ("1790.2", None, None, None, "invalid_number", None),
        ("1790.3", None, None, None, "busy", None),
        ("1790.4", None, None, None, "no_answer", None),
        ("1790.5", None, None, None, "machine", "detected"),
        ("55|2026-09-22 15:00:00", None, None, None, "refused", None),
    ]
    assert read.rows("created_at", "leads") == [("2026-09-01 07:00:00",)]


def test_an_overflown_counter_is_set_aside_with_that_reason(desk: Desk) -> None:
    read = extended(desk, {"wrapup_time": "65535"}, {"length_in_sec": "64999"})
    assert read.rejects("attempts") == [
        (2, "wrapup_time", '"65535" has overflowed the dialer\'s counter (65,000 s and more)')
    ]


def test_codes_without_result_are_left_unmapped(desk: Desk) -> None:
    calls = [
        {"call_date": f"2026-09-22 14:0{i}:00", "status": code} for i, code in enumerate(("QUEUE", "MYCODE", "MYCODE"))
    ]
    assert standard(desk, *calls).tables["attempts"].unmapped == (("MYCODE", 2), ("QUEUE", 1))


def test_every_default_code_has_an_outcome_or_a_reason_to_have_none(desk: Desk) -> None:
    codes = [
        "NEW",
        "QUEUE",
        "INCALL",
        "DROP",
        "XDROP",
        "NA",
        "N",
        "CALLBK",
        "CBHOLD",
        "A",
        "AA",
        "AM",
        "AL",
        "AFAX",
        "AB",
        "B",
        "DC",
        "ADC",
        "DEC",
        "DNC",
        "DNCL",
        "DNCC",
        "SALE",
        "NI",
        "NP",
        "PU",
        "PM",
        "XFER",
        "ERI",
        "PDROP",
    ]
    without = {"NEW", "QUEUE", "INCALL", "DNCL", "DNCC", "PU", "PM", "ERI"}
    (attempts, *_) = presets()["vicidial_call_export"].tables
    assert {code for code in codes if code not in attempts.outcomes} == without
    assert attempts.outcomes["SALE"].outcome == "sale"
    assert attempts.outcomes["AA"].outcome == "machine"


def test_the_servers_zone(desk: Desk) -> None:
    read = desk.stage(export([*STANDARD, *NAMES], {}), "export.txt", zone="Indian/Reunion")
    assert read.values("started_at", "attempts") == ["2026-09-22 10:05:00"]
