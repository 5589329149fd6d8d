"""The three planted problems, found by SQL that knows only where PLANTED.md says they are."""

from __future__ import annotations

from .conftest import World

# 20 November 2026 is day 120 of 120: days 65 and 66 are the weekend of 26 September, and both begin on the Monday.
WENT_BAD = NEW_SCRIPT = "2026-09-28"


def test_the_bad_list(world: World) -> None:
    sql = f"""SELECT list_id = 'L03', made >= '{WENT_BAD}', avg(bad::INT), avg(spoke::INT) FROM (
        SELECT lead_id, any_value(a.list_id) AS list_id, any_value(created_at::TIMESTAMPTZ::DATE)::TEXT AS made,
               bool_or(outcome IN ('invalid_number', 'wrong_number')) AS bad, bool_or(contacted) AS spoke
        FROM a JOIN leads USING (lead_id) WHERE a.campaign_id = 'BILAN' GROUP BY 1) GROUP BY ALL"""
    found = {(bad, late): (wrong, reached) for bad, late, wrong, reached in world.rows(sql)}
    assert found[True, False][0] < 0.13
    assert found[True, True][0] > 2.2 * found[True, False][0]
    assert found[True, True][1] < 0.6 * found[True, False][1]
    assert found[False, True][0] < 1.3 * found[False, False][0]


def test_the_teams_script(world: World) -> None:
    sql = f"""SELECT team = 'Tramontane', local::DATE >= '{NEW_SCRIPT}', sum(argued::INT) / count(*), count(*)
        FROM a JOIN agents g ON g.agent_id = a.agent_id AND local::DATE >= valid_from::DATE
             AND (valid_to IS NULL OR local::DATE < valid_to::DATE)
        WHERE campaign_id = 'VERTE' AND contacted GROUP BY ALL"""
    rate = {(team, late): argued for team, late, argued, _ in world.rows(sql)}
    assert rate[True, True] < 0.80 * rate[True, False]
    assert rate[False, True] > 0.85 * rate[False, False]
    scripts = """SELECT DISTINCT script, team = 'Tramontane' AND local::DATE >= '2026-09-28'
        FROM a JOIN agents g ON g.agent_id = a.agent_id AND local::DATE >= valid_from::DATE
             AND (valid_to IS NULL OR local::DATE < valid_to::DATE)
        WHERE campaign_id = 'VERTE' AND contacted ORDER BY 1"""
    assert world.rows(scripts) == [("verte-1", False), ("verte-2", True)]
    action = "SELECT campaign_id, team, starts_at::TIMESTAMPTZ::DATE::TEXT FROM actions WHERE kind = 'script'"
    assert world.rows(action) == [("VERTE", "Tramontane", NEW_SCRIPT)]


def test_the_saturated_number(world: World) -> None:
    sql = """SELECT caller_number = '+33163050412', local < '2026-08-28', local >= '2026-11-01',
             avg((outcome = 'rejected')::INT), count(*) FROM a WHERE campaign_id = 'BILAN' GROUP BY ALL"""
    rate = {(mine, early, late): declined for mine, early, late, declined, _ in world.rows(sql)}
    assert rate[True, True, False] < 0.05
    assert 0.10 < rate[True, False, True] < 0.22
    assert rate[True, True, False] < rate[True, False, False] < rate[True, False, True]
    assert rate[False, False, True] < 0.05
