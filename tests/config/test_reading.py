"""Reading a configuration: the documented example, and what mistakes are answered."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

import cadran
from cadran.config import NOTHING, Meaning, Settings, Target, find_config, parse_config, read_config
from cadran.config.durations import seconds_of
from cadran.errors import ConfigError
from cadran.executor.local import CATALOGUE
from cadran.query.custom_kpis import with_own
from tests.conftest import table

PAGE = Path(__file__).parents[2] / "docs" / "config.md"


def documented() -> str:
    """The worked example of the page."""
    found = re.search(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


def test_the_documented_example_loads() -> None:
    config = parse_config(documented(), "cadran.toml")
    assert config.settings == Settings(
        36, 35.0, 12.0, zone="Europe/Paris", currency="EUR", country="FR", subdivision="57",
        closed=(date(2026, 12, 24),), opened=(date(2026, 5, 25),),
        pauses={"cigarette": "avoidable", "technique": "avoidable", "déjeuner": "necessary", "pause légale": "necessary"},
    )  # fmt: skip
    assert [kpi.id for kpi in config.kpis] == ["evening_contact_rate", "evening_talk_per_contact"]
    assert config.kpis[0].name.fr == "Taux de contact du soir"
    assert config.kpis[1].name.fr == config.kpis[1].name.en == "Conversation du soir"
    assert config.targets[1] == Target(
        "contact_rate", 0.40, None, (("campaign", "DEVIS"),), date(2026, 9, 1), date(2027, 1, 1)
    )
    assert config.targets[3].upto == 240
    assert config.meanings("other") == {"VENTE": Meaning("sale"), "REFUS": Meaning("refused", "price")}
    assert config.meanings("hermes")["93"] == Meaning("callback")
    assert set(with_own(CATALOGUE, config).kpis) - set(CATALOGUE.kpis) == {
        "evening_contact_rate", "evening_talk_per_contact"
    }  # fmt: skip


MEASURE = '[measures.late]\nfact = "attempts"\n'


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("[setings]\n", 'mine.toml, top level: unknown key "setings". Did you mean "settings"?'),
        ("[settings]\nretention = 12\n", '[settings]: unknown key "retention". Did you mean "retention_months"?'),
        ("[settings]\nretention_months = 0\n", "[settings], retention_months: expected a whole number from 1 to 1200"),
        ("[settings]\nfull_time_hours = 'x'\n", "[settings], full_time_hours: expected a number"),
        ("= 3", "mine.toml is not TOML"),
        ('[measures.calls]\nfact = "attempts"\n', '"calls" is the name of one that Cadran has already'),
        ('[measures.Late]\nfact = "attempts"\n', '"Late" is no name'),
        ('[measures.late]\nfact = "atempts"\n', '[measures.late], fact: unknown "atempts". Did you mean "attempts"'),
        (MEASURE + 'aggregate = "sum"\n', '"sum" needs a column'),
        (MEASURE + 'column = "talk_s"\n', "a count takes no column"),
        (MEASURE + 'time = "created"\n', '[measures.late], time: unknown "created". Expected one of started'),
        ('[kpis.mine]\nden = "calls"\n', '[kpis.mine]: "num" is missing'),
        ('[kpis.mine]\nnum = "calls"\nsubset = true\n', "only a ratio can be a proportion"),
        ('[kpis.mine]\nnum = "calls"\nunit = "percents"\n', 'unknown "percents". Did you mean "percent"'),
        ('[kpis.mine]\nnum = "leads"\nwindow = "7d"\n', 'a window is for cohorts: add basis = "cohort"'),
        ('[kpis.mine]\nnum = "leads"\nbasis = "cohort"\nwindow = "soon"\n', '"soon" is not a duration'),
        ('[kpis.mine]\nnum = "calls"\nname = { fr = "x" }\n', 'expected a text, or { fr ='),
        ('[[targets]]\nkpi = "contct_rate"\nvalue = 1\n', 'unknown "contct_rate". Did you mean "contact_rate"'),
        ('[[targets]]\nkpi = "contact_rate"\nvalue = 25\n', "write a fraction, 0.25 for 25 %"),
        ('[[targets]]\nkpi = "contact_rate"\n', '[[targets]] 1: "value" is missing'),
        ('[[targets]]\nkpi = "calls"\nvalue = 100\n', 'say for what period, with per = "month"'),
        ('[[targets]]\nkpi = "calls"\nvalue = 100\nper = "hour"\n', 'per: unknown "hour"'),
        ('[[targets]]\nkpi = "contact_rate"\nvalue = 0.2\nteem = "x"\n', 'unknown key "teem". Did you mean "team"'),
        ('[[targets]]\nkpi = "contact_rate"\nvalue = 0.2\nfrom = 2026-02-01\nto = 2026-01-01\n', "must come after"),
        ('[[targets]]\nkpi = "contact_rate"\nvalue = 0.2\nfrom = "soon"\n', "expected a local day"),
        ('[[targets]]\nkpi = "contact_rate"\nvalue = 0.3\nupto = 0.2\n', "must be more than value"),
        ('[dispositions]\nVENTE = "sold"\n', '[dispositions], VENTE: unknown "sold"'),
        ('[dispositions.hermes]\n93 = 4\n', "[dispositions.hermes], 93: expected an outcome"),
        ('[dispositions]\nX = { outcome = "refused", reason = "prise" }\n', 'unknown "prise". Did you mean "price"'),
    ],
)  # fmt: skip
def test_mistakes_name_the_place_and_the_nearest_right_name(text: str, answer: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(answer)):
        parse_config(text, "mine.toml")


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ('[kpis.mine]\nnum = "cals"\n', 'mine.toml, [kpis.mine]: The KPI "mine" is declared over the measure "cals"'),
        (MEASURE + 'where = "anwsered"\n', '[measures.late]: "anwsered": the table attempts has no column'),
        (MEASURE + "where = \"__import__('os').system('x')\"\n", "which is not allowed"),
        (MEASURE + "where = \"talk_s > (SELECT 1)\"\n", "which is not allowed"),
        ('[kpis.mine]\nnum = "calls * 2"\n', "which is not allowed"),
    ],
)  # fmt: skip
def test_declarations_are_compiled_when_the_file_is_read(text: str, answer: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(answer)):
        with_own(CATALOGUE, parse_config(text, "mine.toml"))


def test_without_declarations_the_catalogue_stays_itself() -> None:
    assert with_own(CATALOGUE, NOTHING) is CATALOGUE


def test_which_file_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = tmp_path / "centre.duckdb"
    assert find_config(store) is None
    (tmp_path / "cadran.toml").write_text("")
    assert find_config(store) == tmp_path / "cadran.toml"
    monkeypatch.setenv("CADRAN_CONFIG", "elsewhere.toml")
    assert find_config(store) == Path("elsewhere.toml")
    with pytest.raises(ConfigError, match=r'"elsewhere\.toml" does not exist'):
        read_config(Path("elsewhere.toml"))


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="is not UTF-8"):
        read_config(tmp_path / "x.toml")


@pytest.mark.parametrize(("text", "seconds"), [("90s", 90), ("30 min", 1800), ("7d", 604_800), ("1w", 604_800),
                                               ("1.5h", None), ("-1d", None), ("", None)])  # fmt: skip
def test_durations(text: str, seconds: int | None) -> None:
    assert seconds_of(text) == seconds


def test_closed_days_are_those_of_the_country_and_the_centre_s_own() -> None:
    settings = parse_config(
        "[settings]\ncountry = 'FR'\nsubdivision = '57'\nclosed = [2026-12-24]\nopened = ['2026-07-14']\n", "c.toml"
    ).settings
    closures = settings.closures("UTC")
    days = {"2026-12-24": True, "2026-12-25": True, "2026-12-26": True, "2026-07-14": False, "2026-09-22": False}
    assert {day: closures.holds(date.fromisoformat(day)) for day in days} == days  # 26 December: Moselle alone
    paris = parse_config("", "c.toml").settings.closures("Europe/Paris")
    assert paris.holds(date(2026, 5, 1))
    assert not paris.holds(date(2026, 12, 26))
    assert (
        not parse_config("[settings]\ncountry = ''\n", "c.toml")
        .settings.closures("Europe/Paris")
        .holds(date(2026, 5, 1))
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("zone = 'Paris'", '"Paris" is not a time zone'),
        ("currency = 'euro'", '"euro" is not a currency'),
        ("country = 'XX'", '"XX" is no country whose holidays are known'),
        ("country = 'FR'\nsubdivision = 'Q'", '"Q" is no subdivision of FR. Known: 57, 6AE'),
        ("subdivision = '57'", "say of which country"),
        ("closed = 2026-12-24", "expected a list of local days"),
        ("closed = ['Christmas']", "expected a local day"),
    ],
)
def test_settings_of_a_place_that_cannot_be(line: str, said: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(said)):
        parse_config(f"[settings]\n{line}\n", "c.toml")


def test_zone_and_currency_are_those_of_a_new_store(tmp_path: Path) -> None:
    """23:30 UTC on the 1st is 3:30 of the 2nd in Réunion."""
    file = tmp_path / "cadran.toml"
    file.write_text("[settings]\nzone = 'Indian/Reunion'\ncurrency = 'CHF'\n")
    row = {"order_id": "1", "ordered_at": "2026-09-01T23:30:00Z", "amount": 10.0, "currency": "EUR"}
    with cadran.open(tmp_path / "centre.duckdb") as store:
        store.load("orders", table([row]))
        assert (store.zone, store.currency) == ("Indian/Reunion", "CHF")
        assert store.kpis("sales", grain="day").rows[0]["key"]["period"] == "2026-09-02"
        assert store.kpis("revenue").total["revenue"]["value"] is None  # no rate from euros
    file.write_text("[settings]\nzone = 'Europe/Paris'\n")
    with pytest.raises(ConfigError, match="counts in Indian/Reunion, not in Europe/Paris"):
        cadran.open(tmp_path / "centre.duckdb")
    file.unlink()
    with cadran.open(tmp_path / "euros.duckdb") as store:
        store.load("orders", table([row]))
    file.write_text("[settings]\ncurrency = 'CHF'\n")
    with pytest.raises(ConfigError, match="counts in EUR, not in CHF"):
        cadran.open(tmp_path / "euros.duckdb", read_only=True)
