"""What happens in the centre: causes before effects, nobody in two places, silence on holidays, credible rates."""

from __future__ import annotations

import pytest

from .conftest import World

FINAL = "('invalid_number','wrong_number','opt_out','off_target','not_interested','refused','sale','bounced')"


def test_shape(world: World) -> None:
    def count(what: str) -> int:
        return int(world.one(f"SELECT count(DISTINCT {what.split()[0]}) FROM {what.split()[1]}"))

    assert (count("client campaigns"), count("campaign_id campaigns"), count("list_id lists")) == (3, 6, 12)
    assert (count("team agents"), count("site agents"), count("agent_id agents")) == (5, 3, 12)
    assert count("dialing_mode campaigns") == 5
    assert count("category costs") == 9
    assert 20_000 < count("attempt_id attempts") < 40_000
    assert world.one("SELECT min(local)::DATE::TEXT FROM a") == "2026-07-24"
    assert world.one("SELECT max(local)::DATE::TEXT FROM a") == "2026-11-20"


def test_agents_join_leave_and_change_teams(world: World) -> None:
    assert world.one("SELECT count(*) FROM agents WHERE hired_on > '2026-07-24'") >= 1
    assert (
        world.one("SELECT count(*) FROM (SELECT agent_id FROM agents GROUP BY 1 HAVING bool_and(valid_to < '2027'))")
        >= 1
    )
    assert (
        world.one("SELECT count(*) FROM (SELECT agent_id FROM agents GROUP BY 1 HAVING count(DISTINCT team) > 1)") >= 1
    )
    gaps = """SELECT count(*) FROM (SELECT valid_to, lead(valid_from) OVER (PARTITION BY agent_id ORDER BY valid_from) AS next
              FROM agents) WHERE next IS NOT NULL AND valid_to IS DISTINCT FROM next"""
    assert world.one(gaps) == 0
    outside = """SELECT count(*) FROM s WHERE NOT EXISTS (FROM agents g WHERE g.agent_id = s.agent_id
                 AND local::DATE >= valid_from::DATE AND (valid_to IS NULL OR local::DATE < valid_to::DATE))"""
    assert world.one(outside) == 0


def test_no_attempt_before_its_lead_or_after_the_end(world: World) -> None:
    early = "epoch(l.created_at::TIMESTAMPTZ) > a.t0"
    assert world.one(f"SELECT count(*) FROM a JOIN leads l USING (lead_id) WHERE {early}") == 0
    for table in ("attempts", "agent_states", "appointments", "orders", "leads"):
        for name, *_ in world.rows(f"DESCRIBE {table}"):
            if name.endswith("_at") and name not in ("callback_at", "scheduled_at"):
                late = f"SELECT count(*) FROM {table} WHERE {name}::TIMESTAMPTZ >= '2026-11-21 00:30:00'"
                assert world.one(late) == 0, (table, name)


def test_a_closed_lead_is_left_alone(world: World) -> None:
    after = f"""SELECT count(*) FROM (
        SELECT outcome, campaign_id, objective, row_number() OVER w AS rank, count(*) OVER (PARTITION BY lead_id) AS every
        FROM a JOIN campaigns USING (campaign_id) WINDOW w AS (PARTITION BY lead_id ORDER BY t0, attempt_id))
        WHERE rank < every AND (outcome IN {FINAL} OR (objective = 'appointment' AND outcome = 'appointment')
                                OR (objective = 'qualification' AND outcome = 'qualified'))"""
    assert world.one(after) == 0
    opposed = "a.t0 > epoch(l.opposed_at::TIMESTAMPTZ)"
    assert world.one(f"SELECT count(*) FROM a JOIN leads l USING (lead_id) WHERE {opposed}") == 0
    assert world.one("SELECT count(*) FROM leads WHERE opposed_at IS NOT NULL") == world.one(
        "SELECT count(*) FROM attempts WHERE outcome = 'opt_out'"
    )
    past = """SELECT count(*) FROM (SELECT lead_id, campaign_id, count(*) AS n FROM a GROUP BY ALL)
              JOIN campaigns USING (campaign_id) WHERE n > max_attempts::INT"""
    assert world.one(past) == 0
    assert world.one("SELECT count(*) FROM a JOIN lists USING (list_id) WHERE local::DATE >= closed_on::DATE") == 0
    assert world.one("SELECT count(*) FROM lists WHERE closed_on IS NOT NULL") == 1


def test_consumers_get_four_attempts_in_thirty_days_but_for_promises(world: World) -> None:
    fifth = """SELECT count(*) FROM (
        SELECT local::DATE AS day, lag(local::DATE, 4) OVER w AS fourth_before, lag(callback_at) OVER w AS promise
        FROM a JOIN campaigns USING (campaign_id) WHERE audience = 'b2c' WINDOW w AS (PARTITION BY lead_id ORDER BY t0))
        WHERE promise IS NULL AND day - fourth_before < 30"""
    assert world.one(fifth) == 0


def test_the_times_of_a_call_follow_each_other(world: World) -> None:
    order = """coalesce(ta, t0) < t0 OR coalesce(tc, t1) < coalesce(ta, t0) OR t1 < coalesce(tc, ta, t0)
               OR (tc IS NOT NULL AND t1 - tc <> talk_s::INT) OR (ta IS NOT NULL AND tc - ta <> hold_s::INT)
               OR (ta IS NOT NULL AND ta - t0 <> ring_s::INT)"""
    assert world.one(f"SELECT count(*) FROM a WHERE {order}") == 0
    assert world.one("SELECT count(*) FROM a WHERE tc IS NOT NULL AND agent_id IS NULL") == 0
    assert world.one("SELECT count(*) FROM a WHERE contacted AND channel = 'phone' AND (ta IS NULL OR tc IS NULL)") == 0
    assert world.one("SELECT count(*) FROM a WHERE outcome IN ('no_answer','busy','rejected') AND talk_s <> '0'") == 0


def test_abandoned_calls_were_answered_and_had_no_agent(world: World) -> None:
    assert world.one("SELECT count(*) FROM a WHERE outcome = 'abandoned'") > 50
    assert world.one("SELECT count(*) FROM a WHERE outcome = 'abandoned' AND (ta IS NULL OR agent_id IS NOT NULL)") == 0
    modes = (
        "SELECT DISTINCT dialing_mode FROM a JOIN campaigns USING (campaign_id) WHERE outcome = 'abandoned' ORDER BY 1"
    )
    assert world.rows(modes) == [("power",), ("predictive",)]


def test_machines_are_caught_or_passed_to_an_agent(world: World) -> None:
    found = world.rows("SELECT amd, agent_id IS NOT NULL, count(*) FROM a WHERE outcome = 'machine' GROUP BY ALL")
    kinds = {(amd, agent): rows for amd, agent, rows in found}
    assert set(kinds) == {("detected", False), ("missed", True), (None, True)}
    assert kinds["missed", True] < kinds["detected", False]


def test_an_agent_never_has_two_calls_or_two_states(world: World) -> None:
    for source in ("s", "(SELECT agent_id, t0, t1 + coalesce(wrap_s::INT, 0) AS t1 FROM a WHERE tc IS NOT NULL)"):
        overlap = f"""SELECT count(*) FROM (SELECT t0, lag(t1) OVER (PARTITION BY agent_id ORDER BY t0) AS before
                      FROM {source}) WHERE t0 < before"""
        assert world.one(overlap) == 0
    assert world.one("SELECT count(*) FROM s WHERE t1 <= t0") == 0


def test_states_and_attempts_tell_the_same_calls(world: World) -> None:
    both = """SELECT count(*), count(a.attempt_id), count(s.attempt_id) FROM
              (FROM a WHERE tc IS NOT NULL) a FULL JOIN (FROM s WHERE state = 'talking') s
              ON a.attempt_id = s.attempt_id AND a.agent_id = s.agent_id AND a.tc = s.t0 AND a.t1 = s.t1
                 AND a.campaign_id = s.campaign_id"""
    every, calls, states = world.rows(both)[0]
    assert every == calls == states > 5_000
    wraps = "SELECT sum(wrap_s::INT) FROM a WHERE agent_id IS NOT NULL"
    assert world.one(wraps) == world.one("SELECT sum(t1 - t0) FROM s WHERE state = 'wrap'")
    assert world.one("SELECT count(*) FROM s WHERE state = 'paused' AND reason IS NULL") == 0
    kinds = {row[0] for row in world.rows("SELECT DISTINCT state FROM s")}
    assert kinds == {"waiting", "preparing", "dialing", "talking", "wrap", "paused", "training"}


@pytest.mark.parametrize("name", ["world", "spring"])
def test_calls_keep_legal_hours_and_holidays(name: str, request: pytest.FixtureRequest) -> None:
    """Consumers: Monday to Friday, 10 to 13 and 14 to 20, Paris time; nobody works on a public holiday."""
    centre: World = request.getfixturevalue(name)
    holidays = "('2026-04-06','2026-05-01','2026-05-08','2026-05-14','2026-05-25','2026-07-14','2026-11-11')"
    for table in ("a", "s"):
        assert (
            centre.one(f"SELECT count(*) FROM {table} WHERE isodow(local) > 5 OR local::DATE::TEXT IN {holidays}") == 0
        )
    hours = "hour(local) BETWEEN 10 AND 12 OR hour(local) BETWEEN 14 AND 19"
    unlawful = f"audience = 'b2c' AND channel = 'phone' AND NOT ({hours})"
    assert centre.one(f"SELECT count(*) FROM a JOIN campaigns USING (campaign_id) WHERE {unlawful}") == 0
    assert centre.one("SELECT count(*) FROM a WHERE hour(local) < 9 OR hour(local) > 19") == 0


def test_only_leads_with_a_number_are_called(world: World) -> None:
    without = "SELECT count(*) FROM a JOIN leads USING (lead_id) WHERE phone IS NULL AND channel = "
    assert world.one(without + "'phone'") == 0
    assert world.one(without + "'email'") == world.one("SELECT count(*) FROM a WHERE channel = 'email'") > 0


def test_reasons_are_on_the_outcomes_that_have_them(world: World) -> None:
    with_reason = "SELECT DISTINCT outcome FROM a WHERE reason IS NOT NULL ORDER BY 1"
    assert world.rows(with_reason) == [("not_interested",), ("off_target",), ("refused",)]
    assert world.one("SELECT count(*) FROM a WHERE outcome = 'refused' AND reason IS NULL") == 0
    assert world.rows("SELECT DISTINCT outcome FROM a WHERE is_argued IS NOT NULL") == [("callback",)]


def test_appointments_come_from_calls_and_orders_from_both(world: World) -> None:
    matched = """SELECT count(*) FROM appointments p JOIN a ON a.lead_id = p.lead_id AND a.agent_id = p.agent_id
                 AND a.outcome = 'appointment' AND epoch(p.booked_at::TIMESTAMPTZ) >= a.t1"""
    first = "SELECT count(DISTINCT lead_id) FROM appointments"
    assert world.one(matched) == world.one("SELECT count(*) FROM appointments")
    assert world.one(first) == world.one("SELECT count(*) FROM a WHERE outcome = 'appointment'") > 100
    again = "SELECT count(*) - count(DISTINCT lead_id) FROM appointments"
    moved = "SELECT count(*) FROM appointments WHERE status = 'rescheduled'"
    assert world.one(again) == world.one(moved) > 5
    wild = """SELECT count(*) FROM orders o LEFT JOIN a ON a.lead_id = o.lead_id AND a.outcome = 'sale'
        LEFT JOIN appointments p ON p.appointment_id = o.appointment_id AND p.lead_id = o.lead_id AND p.status = 'held'
        WHERE (o.appointment_id IS NULL AND (a.t1 IS NULL OR epoch(o.ordered_at::TIMESTAMPTZ) - a.t1 NOT IN (0, 60)
               OR a.agent_id <> o.agent_id)) OR (o.appointment_id IS NOT NULL AND
               (p.held_at IS NULL OR p.agent_id <> o.agent_id OR o.ordered_at <= p.held_at))"""
    assert world.one(wild) == 0
    sales = "SELECT count(DISTINCT lead_id) FROM orders WHERE appointment_id IS NULL"
    assert world.one(sales) == world.one("SELECT count(*) FROM a WHERE outcome = 'sale'") > 50
    both = """SELECT count(*), count(DISTINCT product_id) FROM orders WHERE appointment_id IS NULL
        GROUP BY lead_id HAVING count(*) > 1"""
    assert set(world.rows(both)) == {(2, 2)}, "some take the campaign's other product in the same call"


def test_orders_have_one_fate_and_customers_remain(world: World) -> None:
    odd = """(status = 'confirmed') <> (confirmed_at IS NOT NULL) OR (status = 'cancelled') <> (cancelled_at IS NOT NULL)
             OR (status = 'cancelled') <> (customer_id IS NULL) OR confirmed_at < ordered_at OR cancelled_at < ordered_at"""
    assert world.one(f"SELECT count(*) FROM orders WHERE {odd}") == 0
    assert {row[0] for row in world.rows("SELECT DISTINCT status FROM orders")} == {"confirmed", "cancelled", "pending"}
    assert world.one("SELECT count(*) FROM customers WHERE lost_on <= acquired_on OR lost_on > '2026-11-20'") == 0
    assert world.one("SELECT count(*) FROM customers WHERE lost_on IS NOT NULL") > 5
    assert world.one("SELECT count(*) FROM customers WHERE acquired_on < '2026-07-24'") > 50


def test_francs_have_a_rate_every_day(world: World) -> None:
    assert world.rows("SELECT DISTINCT currency FROM orders ORDER BY 1") == [("CHF",), ("EUR",)]
    assert world.rows(
        "SELECT DISTINCT client FROM orders JOIN campaigns USING (campaign_id) WHERE currency = 'CHF'"
    ) == [("Helvédia Logiciels",)]
    assert world.rows("SELECT count(*), min(day), max(day) FROM exchange_rates") == [(120, "2026-07-24", "2026-11-20")]


def test_costs_lie_within_the_days(world: World) -> None:
    odd = "starts_on < '2026-07-24' OR ends_on > '2026-11-20' OR starts_on > ends_on OR amount::DECIMAL(18, 2) <= 0"
    assert world.one(f"SELECT count(*) FROM costs WHERE {odd}") == 0
    assert world.one("SELECT count(*) FROM costs WHERE list_id IS NOT NULL") >= 9
    assert world.one("SELECT count(*) FROM costs WHERE source IS NOT NULL") >= 8
    assert world.one("SELECT count(DISTINCT campaign_id) FROM costs WHERE billed_amount IS NOT NULL") == 6


def test_rates_are_credible(world: World) -> None:
    """Bands from the trade's published figures, wide enough for a base of this size."""
    sql = """SELECT avg((ta IS NOT NULL)::INT), avg(contacted::INT), sum(argued::INT) / sum(contacted::INT),
                    1 - sum((outcome IN ('invalid_number', 'wrong_number'))::INT) / sum((outcome <> 'failed')::INT),
                    sum((outcome = 'abandoned')::INT) FILTER (campaign_id = 'BILAN')
                      / count(ta) FILTER (campaign_id = 'BILAN'),
                    count(DISTINCT lead_id) FILTER (outcome = 'sale' AND campaign_id = 'VERTE')
                      / count(DISTINCT lead_id) FILTER (campaign_id = 'VERTE')
             FROM a WHERE channel = 'phone'"""
    answered, contact, argued, valid, abandoned, sold = world.rows(sql)[0]
    assert 0.25 < answered < 0.40
    assert 0.20 < contact < 0.37
    assert 0.25 < argued < 0.45
    assert 0.93 < valid < 0.98
    assert 0.02 < abandoned < 0.04
    assert 0.025 < sold < 0.08


def test_hot_leads_are_called_within_minutes(world: World) -> None:
    sql = """SELECT median(first - made), avg((spoke <= made + 3600)::INT::DOUBLE) FROM (
        SELECT lead_id, any_value(epoch(created_at::TIMESTAMPTZ)) AS made, min(t0) AS first,
               coalesce(min(t0) FILTER (contacted), 1e12) AS spoke
        FROM leads LEFT JOIN a USING (lead_id) WHERE is_hot = 'true' GROUP BY 1)"""
    waited, within = world.rows(sql)[0]
    assert 30 < waited < 600
    assert 0.6 < within < 0.92


def test_promised_calls_come_after_their_time_some_near_it(world: World) -> None:
    sql = """SELECT avg((t > promised - 1)::INT), avg((t BETWEEN promised AND promised + 1800)::INT) FROM (
        SELECT epoch(callback_at::TIMESTAMPTZ) AS promised, lead(t0) OVER (PARTITION BY lead_id ORDER BY t0) AS t FROM a)
        WHERE promised IS NOT NULL AND t IS NOT NULL"""
    after, near = world.rows(sql)[0]
    assert after == 1
    assert 0.1 < near < 0.9


def test_a_list_wears_out_as_it_is_worked(world: World) -> None:
    """Of the list loaded before the first day and closed on 30 October."""
    sql = """SELECT avg(contacted::INT) FILTER (local < '2026-08-14'), avg(contacted::INT) FILTER (local >= '2026-10-09'),
             count(*) FILTER (local >= '2026-10-09') FROM a WHERE list_id = 'L01'"""
    first, last, calls = world.rows(sql)[0]
    assert calls > 300
    assert last < 0.8 * first
