-- The additive KPIs of agents' time, appointments, orders, net sales and returns by campaign and day, as one writes them:
-- each table aggregated once, the results joined.
WITH a AS (
    SELECT campaign_id, local_date,
        count(*) FILTER (channel = 'phone') AS calls,
        count(*) FILTER (channel = 'phone' AND contacted) AS contacted,
        count(*) FILTER (channel = 'phone' AND argued) AS argued,
        count(*) FILTER (channel = 'phone' AND argued AND outcome IN ('appointment', 'sale')) AS won,
        count(agent_id) AS served,
        sum(hold_s) FILTER (channel = 'phone' AND answered AND (agent_id IS NOT NULL OR connected_at IS NOT NULL)) AS hold,
        count(hold_s) FILTER (channel = 'phone' AND answered AND (agent_id IS NOT NULL OR connected_at IS NOT NULL)) AS held,
        count(*) FILTER (channel = 'phone' AND outcome = 'abandoned') AS abandoned,
        count(*) FILTER (channel = 'phone' AND answered) AS answered
    FROM attempts WHERE direction = 'outbound' GROUP BY ALL
), t AS (
    SELECT campaign_id, local_date,
        sum(duration_s) FILTER (state IN ('waiting', 'preparing', 'dialing', 'talking', 'wrap')) AS worked,
        sum(duration_s) FILTER (state IN ('talking', 'wrap')) AS busy,
        sum(duration_s) FILTER (state IN ('dialing', 'talking', 'wrap')) AS line,
        sum(duration_s) FILTER (state = 'waiting') AS waiting,
        sum(duration_s) FILTER (state = 'paused') AS paused,
        sum(duration_s) AS logged
    FROM agent_intervals GROUP BY ALL
), o AS (
    SELECT o.campaign_id, o.local_date, count(*) AS taken,
        count(*) FILTER (status <> 'cancelled') AS standing,
        count(*) FILTER (status = 'confirmed') AS confirmed,
        count(appointment_id) AS closed,
        sum(amount_base) FILTER (status <> 'cancelled') AS revenue,
        sum(margin_base) FILTER (status <> 'cancelled') AS margin,
        count(*) FILTER (is_first) AS new
    FROM orders o LEFT JOIN order_credits USING (source_system, order_id) GROUP BY ALL
), p AS (
    SELECT campaign_id, local_date, count(*) FILTER (status <> 'rescheduled') AS booked FROM appointments GROUP BY ALL
), d AS (
    SELECT campaign_id, local_date, count(*) FILTER (status IN ('booked', 'held', 'no_show')) AS due,
        count(*) FILTER (status = 'held') AS kept
    FROM appointment_dues GROUP BY ALL
), c AS (
    SELECT campaign_id, local_date, sum(amount_base) AS cost,
        sum(amount_base) FILTER (category IN ('media', 'data', 'tools')) AS marketing
    FROM cost_days GROUP BY ALL
), l AS (
    SELECT campaign_id, local_date, count(*) AS leads FROM lead_journeys GROUP BY ALL
)
SELECT campaign_id, local_date,
    hold / nullif(held, 0) AS hold_before_agent,
    abandoned / nullif(answered, 0) AS abandon_rate,
    worked / 3600 AS hours_worked,
    3600 * calls / nullif(worked, 0) AS calls_per_hour,
    3600 * argued / nullif(worked, 0) AS argued_contacts_per_hour,
    3600 * won / nullif(worked, 0) AS positive_argued_contacts_per_hour,
    busy / nullif(worked, 0) AS occupancy_rate,
    line / nullif(worked, 0) AS line_occupancy_rate,
    waiting / nullif(served, 0) AS wait_between_records,
    paused / nullif(logged, 0) AS pause_rate,
    booked / nullif(argued, 0) AS appointment_rate,
    revenue / nullif(standing, 0) AS average_order_value,
    taken / nullif(contacted, 0) AS conversion_per_conversation,
    taken / nullif(calls, 0) AS conversion_per_call,
    closed / nullif(booked, 0) AS conversion_per_appointment,
    3600 * taken / nullif(worked, 0) AS sales_per_hour,
    5 * 3600 * taken / nullif(worked, 0) AS sales_per_fte,
    confirmed AS net_sales,
    confirmed / nullif(taken, 0) AS net_sales_rate,
    closed / nullif(booked, 0) AS closing_rate,
    kept / nullif(due, 0) AS appointment_show_rate,
    3600 * confirmed / nullif(worked, 0) AS net_sales_per_hour,
    revenue AS revenue,
    cost AS total_cost,
    coalesce(margin, 0) - coalesce(cost, 0) AS campaign_margin,
    coalesce(revenue, 0) - coalesce(cost, 0) AS revenue_minus_cost,
    (coalesce(margin, 0) - cost) / nullif(cost, 0) AS roi,
    cost / nullif(new, 0) AS customer_acquisition_cost,
    cost / nullif(standing, 0) AS cost_per_order,
    cost / nullif(taken, 0) AS cost_per_gross_order,
    margin / nullif(standing, 0) AS margin_per_order,
    marketing / nullif(leads, 0) AS cost_per_lead,
    cost / nullif(booked, 0) AS cost_per_appointment,
    3600 * revenue / nullif(worked, 0) AS revenue_per_hour,
    3600 * margin / nullif(worked, 0) AS margin_per_hour
FROM a FULL JOIN t USING (campaign_id, local_date) FULL JOIN o USING (campaign_id, local_date)
    FULL JOIN p USING (campaign_id, local_date) FULL JOIN d USING (campaign_id, local_date)
    FULL JOIN c USING (campaign_id, local_date) FULL JOIN l USING (campaign_id, local_date)
