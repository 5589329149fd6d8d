"""Mappings: what they can say, and what a person is told when one is wrong."""

from __future__ import annotations

import hashlib
import tomllib

import pytest

from cadran.errors import MappingError
from cadran.ingest.mapping import parse_mapping
from cadran.ingest.understand import stage, understand, write_mapping
from tests.ingest.conftest import Desk

CALLS = """Date;Heure;Agent;Nom;Ville;Résultat;Durée;Etape
22/09/2026;14:05;Zoé;Dupont;Lyon;VENTE;1:02;Gagné
22/09/2026;14:06;VDAD;Durand;Nice;REFUS PRIX;0:10;Perdu
22/09/2026;14:07;Zoé;Dupont;Lyon;BIZARRE;0:05;Perdu
"""
MAPPING = """
[[table]]
name = "attempts"
[table.columns]
attempt_id = { key = ["Nom", "Ville", "Date", "Heure"] }
lead_id = { key = ["Nom", "Ville"] }
started_at = ["Date", "Heure"]
agent_id = { from = "Agent", values = { VDAD = "" } }
campaign_id = { constant = "hiver" }
disposition = "Résultat"
talk_s = "Durée"
[table.outcomes]
VENTE = "sale"
"REFUS PRIX" = { outcome = "refused", reason = "price" }

[[table]]
name = "orders"
where = { Etape = "Gagné" }
[table.columns]
order_id = { key = ["Nom", "Ville", "Date"] }
lead_id = { key = ["Nom", "Ville"] }
ordered_at = "Date"

[[table]]
name = "leads"
one_per_key = true
columns = { lead_id = { key = ["Nom", "Ville"] }, last_name = "Nom", status = "Etape" }
"""


def test_one_file_fills_several_tables(desk: Desk) -> None:
    read = desk.stage(CALLS, mapping=MAPPING)
    assert read.rows("attempt_id, lead_id, started_at, agent_id, campaign_id, outcome, reason, talk_s", "attempts") == [
        ("Dupont|Lyon|22/09/2026|14:05", "Dupont|Lyon", "2026-09-22 12:05:00", "Zoé", "hiver", "sale", None, 62),
        ("Durand|Nice|22/09/2026|14:06", "Durand|Nice", "2026-09-22 12:06:00", None, "hiver", "refused", "price", 10),
        ("Dupont|Lyon|22/09/2026|14:07", "Dupont|Lyon", "2026-09-22 12:07:00", "Zoé", "hiver", None, None, 5),
    ]
    assert read.tables["attempts"].unmapped == (("BIZARRE", 1),)
    assert read.rows("order_id", "orders") == [("Dupont|Lyon|22/09/2026",)]
    assert read.rows("lead_id, status", "leads") == [("Dupont|Lyon", "Perdu"), ("Durand|Nice", "Perdu")]
    assert "3 records tell of 2 leads" in read.tables["leads"].notes


def test_only_one_of_the_tables(desk: Desk) -> None:
    assert set(desk.stage(CALLS, mapping=MAPPING, as_table="orders").tables) == {"orders"}


def test_lines_of_rejects_are_right_under_a_condition(desk: Desk) -> None:
    text = CALLS + "bientôt;14:08;Zoé;Petit;Brest;VENTE;1:00;Gagné\n"
    read = desk.stage(text, mapping=MAPPING)
    assert [line for line, _, _ in read.rejects("orders")] == [5]
    assert read.tables["orders"].read == 2


def test_ragged_lines_are_counted_once_not_for_each_table(desk: Desk) -> None:
    read = desk.stage(CALLS + "22/09/2026;14:05\n", mapping=MAPPING)
    assert [one.rejected for one in read.tables.values()] == [1, 0, 0]


def test_values_other_than_those_listed(desk: Desk) -> None:
    head = '[[table]]\nname = "leads"\n[table.columns]\nlead_id = "a"\n'
    data = "a;b\n1;x\n2;y\n3;\n"
    keep = desk.stage(data, mapping=head + 'segment = { from = "b", values = { x = "X" } }')
    assert keep.values("segment") == ["X", "y", None]
    empty = desk.stage(data, mapping=head + 'segment = { from = "b", values = { x = "X" }, other = "empty" }')
    assert empty.values("segment") == ["X", None, None]
    reject = desk.stage(data, mapping=head + 'segment = { from = "b", values = { x = "X" }, other = "reject" }')
    assert reject.rejects() == [(3, "b", '"y" is not among the values that the mapping lists')]


def test_a_missing_literal_that_the_mapping_speaks_of_is_a_value(desk: Desk) -> None:
    text = '[[table]]\nname = "leads"\n[table.columns]\nlead_id = "a"\nsegment = { from = "b", values = { unknown = "new" } }'
    assert desk.stage("a;b\n1;unknown\n2;NULL\n", mapping=text).values("segment") == ["new", None]


def test_a_row_number_makes_a_key(desk: Desk) -> None:
    text = '[[table]]\nname = "leads"\ncolumns = { lead_id = { key = ["row_number"] }, segment = "b" }'
    content = "a;b\n1;x\n2;y\n"
    read = desk.stage(content, "list.csv", mapping=text)
    bytes_ = hashlib.sha256(content.encode()).hexdigest()[:16]
    assert read.rows("lead_id, segment") == [(f"{bytes_}:1", "x"), (f"{bytes_}:2", "y")]


def test_a_prefix_a_condition_and_a_limit(desk: Desk) -> None:
    text = """[[table]]
name = "leads"
[table.columns]
lead_id = "a"
external_ids = { from = "b", prefix = "crm:" }
segment = { constant = "called", when = { c = ["y", ""] } }
reported_talk_s = { from = "d", below = 65000, because = "has overflowed" }
"""
    read = desk.stage("a;b;c;d\n1;7;y;64999\n2;;n;1\n3;8;;1\n4;9;y;65535\n", mapping=text)
    assert read.rows("lead_id, external_ids, segment") == [
        ("1", "crm:7", "called"),
        ("2", None, None),
        ("3", "crm:8", "called"),
    ]
    assert read.rejects() == [(5, "d", '"65535" has overflowed')]


HEAD = '[[table]]\nname = "attempts"\n'
COLUMNS = 'attempt_id = "a"\nstarted_at = "b"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[file\n", "m.toml is not TOML: "),
        ("[file]\n", "m.toml fills no table. Write [[table]] with a name and [table.columns] below it."),
        ("[fil]\n", 'm.toml: "fil" is not known here. Did you mean "file"? Expected file, table, preset.'),
        ('[file]\nseperator = ";"\n', 'm.toml, [file]: "seperator" is not known here. Did you mean "separator"? Expected'),
        ('[file]\ndates = "dayfirst"\n', 'm.toml, [file]: dates = "dayfirst" is not known. Did you mean "day-first"?'),
        ('[file]\nseparator = ";;"\n', "m.toml, [file]: separator must be one character, found ';;'."),
        ('[[table]]\nname = "attempt"\n', 'm.toml, [[table]]: name = "attempt" is not a table. Did you mean "attempts"'),
        (HEAD + "[table.columns]\nattempt_id = 'a'\n", "m.toml, [[table]] attempts: nothing fills started_at, which every row needs."),
        (HEAD + "[table.columns]\nagent = 'a'\n", 'm.toml, [[table]] attempts, agent: "agent" is not a column of attempts. Did you mean "agent_id"'),
        (HEAD + f"[table.columns]\n{COLUMNS}talk_s = {{ frm = 'c' }}\n", 'm.toml, [[table]] attempts, talk_s: "frm" is not known here. Did you mean "from"'),
        (HEAD + f"[table.columns]\n{COLUMNS}talk_s = 3\n", "m.toml, [[table]] attempts, talk_s: expected the name of a column, or { constant = 3 }, found 3."),
        (HEAD + f"[table.columns]\n{COLUMNS}channel = {{ constant = 'fone' }}\n", 'm.toml, [[table]] attempts, channel: "fone" is not a value of channel. Did you mean "phone"?'),
        (HEAD + f"[table.columns]\n{COLUMNS}disposition = 'c'\n[table.outcomes]\nV = 'sales'\n", 'm.toml, [[table]] attempts, outcomes, V: "sales" is not an outcome. Did you mean "sale"'),
        (HEAD + f"[table.columns]\n{COLUMNS}[table.outcomes]\nV = 'sale'\n", "m.toml, [[table]] attempts, outcomes: needs a column for the codes"),
        (HEAD + f"[table.columns]\n{COLUMNS}is_argued = {{ constant = true }}\nis_qualified = {{ constant = false }}\n", "m.toml, [[table]] attempts: is_argued = true with is_qualified = false"),
    ],
)  # fmt: skip
def test_mistakes_in_a_mapping(text: str, said: str) -> None:
    with pytest.raises(MappingError) as error:
        parse_mapping(text, "m.toml")
    assert str(error.value).startswith(said)


def test_a_column_the_file_does_not_have(desk: Desk) -> None:
    with pytest.raises(MappingError) as error:
        desk.stage(CALLS, mapping=MAPPING.replace('"Durée"', '"Duree appel"'))
    assert str(error.value) == (
        'map.toml, [[table]] attempts, talk_s: calls.csv has no column "Duree appel". Its columns: Date, Heure, Agent, Nom, '
        "Ville, Résultat, Durée, Etape."
    )


def test_a_starter_mapping_gives_the_same_import(desk: Desk) -> None:
    first = desk.stage(CALLS, mapping=MAPPING)
    text = write_mapping(first.understanding)
    again = desk.stage(CALLS, mapping=text)
    for name, one in first.tables.items():
        columns = ", ".join(one.columns)
        assert again.rows(columns, name) == first.rows(columns, name)
        assert again.tables[name].unmapped == one.unmapped
    assert '# "BIZARRE" = "…"' in text


def test_a_starter_mapping_for_a_file_that_is_not_understood_yet(desk: Desk) -> None:
    """What its headers and values speak for is proposed and loads; a length that may count the ringing is asked."""
    understood = desk.understand(CALLS, as_table="attempts", lenient=True)
    text = write_mapping(understood)
    columns = tomllib.loads(text)["table"][0]["columns"]
    assert columns["started_at"]["from"] == ["Date", "Heure"]
    assert columns["agent_id"] == "Agent"
    assert columns["attempt_id"]["key"] == ["Date", "Heure", "Agent"]
    assert '# talk_s = "Durée"  # may count the ringing too' in text
    assert "#   Nom = Dupont | Durand" in text
    assert desk.stage(CALLS, mapping=text).only.rejected == 0


def test_a_starter_mapping_of_a_file_without_instants_leaves_them_open(desk: Desk) -> None:
    understood = desk.understand("Agent;Nom\nZoé;Dupont\n", as_table="attempts", lenient=True)
    assert understood.problems[0].startswith("calls.csv has no column for attempt_id and started_at")
    assert '# started_at = "…"  # every row needs one' in write_mapping(understood)


def test_a_mended_file_of_rejects_imports_with_the_same_mapping(desk: Desk) -> None:
    mapping = (
        '[file]\nencoding = "cp1252"\nseparator = ";"\nheader_line = 2\n'
        + MAPPING.split('[[table]]\nname = "orders"')[0]
    )
    text = "Export;;;;;;;\n" + CALLS + "32/09/2026;14:05;Zoé;Petit;Brest;VENTE;1:00;Gagné\n23/09/2026;14:06\n"
    read = desk.stage(text.encode("cp1252"), mapping=mapping)
    staged = read.only
    assert (staged.read, staged.rejected) == (5, 2)
    assert staged.header is not None
    mended = staged.header + "\n".join(read.raws()) + "\n"
    mended = mended.replace("32/09", "23/09").replace(
        "23/09/2026;14:06\n", "23/09/2026;14:06;Zoé;Petit;Brest;VENTE;1:00;Gagné\n"
    )
    again = desk.stage(mended.encode("utf-8-sig"), "mended.csv", mapping=mapping)
    assert again.values("attempt_id") == ["Petit|Brest|23/09/2026|14:05", "Petit|Brest|23/09/2026|14:06"]


def test_the_preview_shows_everything(desk: Desk) -> None:
    shown = desk.stage(CALLS + "22/09/2026;14:05\n", mapping=MAPPING).preview().text()
    for line in (
        "  encoding: utf-8 (its accents are valid UTF-8)",
        '  separator: ";" (semicolon), gives 8 columns on most lines',
        "  header: line 1",
        "  columns understood by: map.toml",
        "  → attempts",
        "    4 read, 3 good, 1 set aside",
        "    line 5, has 2 columns where the header has 8; add what is missing",
        '    code "BIZARRE" has no outcome: 1 row',
    ):
        assert line in shown.splitlines()
    assert '    started_at ← "Date" + "Heure" as day/month/year' in shown
    assert "| attempt_id=Dupont|Lyon|22/09/2026|14:05" in shown


def test_staging_leaves_only_its_results(desk: Desk) -> None:
    path = desk.write("calls.csv", CALLS)
    (understood,) = understand([path], connection=desk.connection, mapping=desk.write("m.toml", MAPPING))
    results = stage(understood)
    tables = {name for (name,) in desk.connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    kept = {one.relation for one in results} | {one.rejects for one in results if one.rejects} | {understood.sample}
    assert tables == kept
