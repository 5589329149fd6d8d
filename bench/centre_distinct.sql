-- The KPIs that count leads, days or agents' days once each, by campaign and day and over everything: what is counted
-- once cannot be added up. The whole is the row of campaign '' and the first day of the calendar.
WITH a AS (
    SELECT coalesce(campaign_id, '') AS campaign, coalesce(local_date, DATE '0001-01-01') AS day, count(*) FILTER (channel = 'phone') AS calls,
        count(DISTINCT lead_key) AS attempted,
        count(DISTINCT lead_key) FILTER (contacted) AS contacted,
        count(DISTINCT lead_key) FILTER (qualified) AS qualified
    FROM attempts WHERE direction = 'outbound' GROUP BY GROUPING SETS ((campaign_id, local_date), ())
), t AS (
    SELECT coalesce(campaign_id, '') AS campaign, coalesce(local_date, DATE '0001-01-01') AS day, count(DISTINCT local_date) FILTER (worked) AS days,
        count(DISTINCT (source_system, agent_id, local_date)) FILTER (worked) AS agent_days,
        sum(duration_s) FILTER (state = 'talking') AS talk, sum(duration_s) FILTER (state = 'paused') AS paused
    FROM (SELECT *, state IN ('waiting', 'preparing', 'dialing', 'talking', 'wrap') AS worked FROM agent_intervals) GROUP BY GROUPING SETS ((campaign_id, local_date), ())
), o AS (
    SELECT coalesce(campaign_id, '') AS campaign, coalesce(local_date, DATE '0001-01-01') AS day, count(*) AS taken, count(DISTINCT lead_key) AS sold FROM orders GROUP BY GROUPING SETS ((campaign_id, local_date), ())
), l AS (
    SELECT coalesce(campaign_id, '') AS campaign, coalesce(local_date, DATE '0001-01-01') AS day, count(*) AS leads, count(*) FILTER (last_outcome IS NULL
        OR last_outcome NOT IN ('invalid_number', 'bounced', 'wrong_number', 'off_target')) AS potential
    FROM lead_journeys GROUP BY GROUPING SETS ((campaign_id, local_date), ())
), c AS (
    SELECT coalesce(campaign_id, '') AS campaign, coalesce(local_date, DATE '0001-01-01') AS day, sum(amount_base) AS cost FROM cost_days GROUP BY GROUPING SETS ((campaign_id, local_date), ())
)
SELECT campaign, day,
    calls / nullif(days, 0) AS calls_per_day,
    talk / nullif(agent_days, 0) AS talk_time_per_day,
    paused / nullif(agent_days, 0) AS pause_time,
    taken / nullif(days, 0) AS sales_per_day,
    sold / nullif(attempted, 0) AS conversion_per_worked_lead,
    sold / nullif(contacted, 0) AS conversion_per_contacted_lead,
    sold / nullif(qualified, 0) AS opportunity_conversion_rate,
    sold / nullif(leads, 0) AS conversion_per_lead,
    sold / nullif(potential, 0) AS conversion_per_potential_lead,
    cost / nullif(contacted, 0) AS cost_per_contact
FROM a FULL JOIN t USING (campaign, day) FULL JOIN o USING (campaign, day)
    FULL JOIN l USING (campaign, day) FULL JOIN c USING (campaign, day)
