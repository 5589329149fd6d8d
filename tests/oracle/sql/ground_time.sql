-- Agents' time, costs by day, customers, the hours of the clock.

-- At each moment an agent is in the state that started last of those that go on. A state without end goes on until the
-- next one starts, for 12 hours at most; nothing goes on after as_of.
CREATE TABLE agent_time AS
WITH ending AS (
    SELECT s.*, least(as_of, coalesce(s.ended_at, least(s.started_at + INTERVAL 12 HOUR, coalesce(
        (SELECT min(x.started_at) FROM agent_states x WHERE x.source_system = s.source_system AND x.agent_id = s.agent_id
            AND x.started_at > s.started_at), TIMESTAMP '2100-01-01')))) AS until,
        s.ended_at IS NULL AND NOT EXISTS (SELECT 1 FROM agent_states x WHERE x.source_system = s.source_system
            AND x.agent_id = s.agent_id AND x.started_at > s.started_at AND x.started_at <= s.started_at + INTERVAL 12 HOUR) AS is_cut
    FROM agent_states s, asked WHERE s.started_at <= as_of
), borders AS (
    SELECT source_system, agent_id, started_at AS moment FROM ending UNION SELECT source_system, agent_id, until FROM ending UNION
    SELECT source_system, agent_id, midnight(CAST(d.day AS DATE)) FROM ending,
        generate_series(DATE '2026-08-01', DATE '2026-11-01', INTERVAL 1 DAY) d(day)
), stretches AS (
    SELECT *, lead(moment) OVER (PARTITION BY source_system, agent_id ORDER BY moment) AS upto FROM borders
)
SELECT b.source_system, b.agent_id, e.campaign_id, e.state, e.reason, local_day(b.moment) AS day, epoch(b.upto) - epoch(b.moment) AS s,
    e.state IN ('waiting', 'preparing', 'dialing', 'talking', 'wrap') AS worked, e.is_cut
FROM stretches b JOIN ending e ON e.source_system = b.source_system AND e.agent_id = b.agent_id
    AND e.started_at <= b.moment AND b.upto <= e.until AND b.moment < b.upto
QUALIFY row_number() OVER (PARTITION BY b.source_system, b.agent_id, b.moment ORDER BY e.started_at DESC) = 1;
CREATE TABLE time_in AS
SELECT *, source_system || agent_id || day AS agent_day_worked, unnest(activity(day, [dim('campaign', campaign_id), dim('agent', agent_id),
    dim('team', team_of(source_system, agent_id, day)), dim('pause_reason', reason)])) AS cell
FROM agent_time;
CREATE VIEW worked AS SELECT *, s / 3600 AS h FROM time_in WHERE worked;

-- Costs spread evenly over their days, both ends included, at the rate of their first day.
CREATE TABLE cost_day AS
SELECT c.campaign_id, c.list_id, coalesce(c.source, f.source) AS source, c.category, CAST(d.day AS DATE) AS day,
    c.amount * CASE WHEN c.currency = 'EUR' THEN 1 ELSE x.rate_to_base END
        / (date_diff('day', c.starts_on, coalesce(c.ends_on, c.starts_on)) + 1) AS amount, c.source_system
FROM costs c LEFT JOIN lists f ON f.source_system = c.source_system AND f.list_id = c.list_id
    LEFT JOIN exchange_rates x ON x.currency = c.currency AND x.day = c.starts_on,
    asked, generate_series(c.starts_on, coalesce(c.ends_on, c.starts_on), INTERVAL 1 DAY) d(day)
WHERE d.day >= first AND d.day < last AND d.day <= local_day(as_of);
-- Of a campaign that books no staff in the period, hours at their hourly cost; of leads for which neither data nor media
-- is booked (ever for their list; in the period for their source, their campaign or everybody), the list's price a lead
-- at their first attempts. A forgotten logout, whose end nobody knows, is not paid for.
CREATE MACRO books_staff(campaign) AS EXISTS (
    SELECT 1 FROM cost_day b WHERE b.category = 'staff' AND (campaign IS NULL OR coalesce(b.campaign_id, campaign) = campaign));
CREATE MACRO books_list(list) AS EXISTS (
    SELECT 1 FROM costs b WHERE b.category IN ('data', 'media') AND b.list_id = list AND b.starts_on <= local_day((SELECT as_of FROM asked)));
CREATE MACRO books_leads(campaign, source) AS EXISTS (
    SELECT 1 FROM cost_day b WHERE b.category IN ('data', 'media') AND b.list_id IS NULL
        AND (campaign IS NULL OR coalesce(b.campaign_id, campaign) = campaign)
        AND (b.source IS NULL OR (source IS NOT NULL AND b.source = source)));
CREATE TABLE cost_in AS
WITH every_cost AS (
    SELECT * FROM cost_day UNION ALL
    SELECT t.campaign_id, NULL, NULL, 'staff', t.day, t.s / 3600 * g.hourly_cost, t.source_system
    FROM agent_time t JOIN agent_day g ON g.source_system = t.source_system AND g.agent_id = t.agent_id AND g.day = t.day
    WHERE g.hourly_cost IS NOT NULL AND NOT t.is_cut AND NOT books_staff(t.campaign_id) UNION ALL
    SELECT n.campaign, n.list, n.source, 'data', local_day(n.first_at),
        f.cost / (SELECT count(*) FROM now_ e WHERE e.list = n.list), n.source_system
    FROM now_ n JOIN lists f ON f.source_system = n.source_system AND f.list_id = n.list
    WHERE n.first_at IS NOT NULL AND f.cost IS NOT NULL AND NOT books_list(n.list)
        AND NOT books_leads(n.campaign, n.source)
)
SELECT *, category IN ('media', 'data', 'tools') AS is_marketing,
    unnest(activity(day, [dim('campaign', campaign_id), dim('list', list_id), dim('source', source)])) AS cell
FROM every_cost;
CREATE TABLE cost AS  -- unknown where an amount cannot be converted, never a partial sum
SELECT cell, CASE WHEN count(*) = count(amount) THEN sum(amount) END AS amount FROM cost_in GROUP BY cell;
CREATE MACRO cost_of(c) AS (SELECT CASE WHEN count(*) = count(k.amount) THEN coalesce(sum(k.amount), 0) END FROM cost k WHERE k.cell = c);

-- Customers, by those at the start of the period or of each of its days, and those of them lost in it.
CREATE TABLE customer AS
SELECT c.*, l.created_day, [dim('campaign', l.campaign), dim('list', l.list), dim('source', l.source), dim('target', l.target)] AS dims
FROM customers c LEFT JOIN now_ l ON l.lead = lead_of(c.source_system, c.lead_id), asked WHERE c.acquired_on <= local_day(as_of);
CREATE TABLE customers_at_start AS
SELECT unnest(list_transform(['total|'] || dims, lambda d: 'activity|' || d)) AS cell FROM customer, asked
WHERE acquired_on < first AND (lost_on IS NULL OR lost_on >= first) UNION ALL
SELECT 'activity|' || dim('day', CAST(d.day AS DATE)) FROM customer, asked, generate_series(first, last - 1, INTERVAL 1 DAY) d(day)
WHERE acquired_on < d.day AND (lost_on IS NULL OR lost_on >= d.day) AND d.day <= local_day(as_of);
CREATE TABLE customers_lost AS
SELECT unnest(list_transform(['total|'] || dims, lambda d: 'activity|' || d)) AS cell FROM customer, asked
WHERE acquired_on < first AND lost_on >= first AND lost_on < last AND lost_on <= local_day(as_of) UNION ALL
SELECT 'activity|' || dim('day', lost_on) FROM customer, asked
WHERE acquired_on < lost_on AND lost_on >= first AND lost_on < last AND lost_on <= local_day(as_of);

-- New customers: by their first order ever that stands; where the store has no orders, by the day they were acquired.
CREATE TABLE new_customers AS
SELECT lifetime_value, cell FROM orders_in WHERE is_new UNION ALL
SELECT lifetime_value, unnest(activity(acquired_on, dims)) FROM customer WHERE NOT has_orders();

-- Hours of the clock in which the centre was open, each once, by the quarter of an hour; all hours where no campaign says.
CREATE TABLE open_quarter AS
WITH quarter AS (
    SELECT q.moment, epoch(least(q.moment + INTERVAL 15 MINUTE, as_of)) - epoch(q.moment) AS s
    FROM asked, generate_series(midnight(first), midnight(last) - INTERVAL 15 MINUTE, INTERVAL 15 MINUTE) q(moment) WHERE q.moment < as_of
), told AS (
    SELECT c.campaign_id, o.* FROM campaigns c JOIN opening o ON o.hours = c.opening_hours
)
SELECT q.moment, local_day(q.moment) AS day, q.s, t.campaign_id FROM quarter q JOIN told t ON isodow(local_time(q.moment)) BETWEEN t.from_day AND t.to_day
    AND CAST(local_time(q.moment) AS TIME) >= t.from_time AND CAST(local_time(q.moment) AS TIME) < t.to_time
UNION ALL SELECT moment, local_day(moment), s, NULL FROM quarter WHERE NOT EXISTS (SELECT 1 FROM told);
CREATE TABLE clock AS
SELECT 'total|' AS dim, sum(s) / 3600 AS h FROM (SELECT DISTINCT moment, s FROM open_quarter) UNION ALL
SELECT dim('day', day), sum(s) / 3600 FROM (SELECT DISTINCT moment, day, s FROM open_quarter) GROUP BY day UNION ALL
SELECT dim('campaign', c.campaign_id), coalesce(sum(s), 0) / 3600 FROM campaigns c
    LEFT JOIN (SELECT DISTINCT moment, s, campaign_id FROM open_quarter) o ON o.campaign_id = c.campaign_id OR o.campaign_id IS NULL
GROUP BY c.campaign_id;
CREATE MACRO hours_open(c) AS coalesce((SELECT k.h FROM clock k WHERE 'activity|' || k.dim = c),
    CASE WHEN c LIKE 'activity|day%' THEN 0 ELSE (SELECT k.h FROM clock k WHERE k.dim = 'total|') END);
-- A full-timer's hours: 35 a week, for the days that have begun of the period, or of one day.
CREATE MACRO full_time(c) AS 5 * CASE WHEN c LIKE 'activity|day|%' THEN 1 ELSE
    (SELECT date_diff('day', first, least(last, local_day(as_of) + 1)) FROM asked) END;

-- Every cell in which anything happened, dated by its own event.
CREATE VIEW cells AS SELECT cell FROM attempts_in UNION SELECT cell FROM orders_in UNION SELECT cell FROM time_in UNION
SELECT cell FROM leads_in UNION SELECT cell FROM cost UNION SELECT cell FROM appointments_in UNION SELECT cell FROM dues_in UNION
SELECT cell FROM callbacks_in UNION SELECT cell FROM customers_lost UNION SELECT cell FROM customers_at_start UNION
SELECT cell FROM leads_met UNION SELECT cell FROM leads_closed_in UNION SELECT 'activity|' || dim FROM clock;
