-- The facts beside attempts and leads. What became of an order or appointment after as_of had not happened yet.

CREATE TABLE an_order AS
WITH seen AS (
    SELECT o.* EXCLUDE (status), lead_of(o.source_system, o.lead_id) AS lead, local_day(o.ordered_at) AS day, CASE
        WHEN o.status = 'cancelled' AND o.cancelled_at > as_of THEN CASE WHEN o.confirmed_at <= as_of THEN 'confirmed' ELSE 'pending' END
        WHEN o.status = 'confirmed' AND o.confirmed_at > as_of THEN 'pending' ELSE o.status END AS status
    FROM orders o, asked WHERE o.ordered_at <= as_of
), paid AS (
    SELECT s.*, s.status <> 'cancelled' AS stands, CASE WHEN s.currency = 'EUR' THEN 1 ELSE x.rate_to_base END AS rate,
        coalesce(s.source_system || ':' || s.customer_id, s.lead, s.order_id) AS customer,
        coalesce(s.agent_id, (SELECT max_by(a.agent_id, (a.started_at, a.attempt_id)) FROM attempt a
            WHERE a.lead = s.lead AND a.argued AND a.agent_id IS NOT NULL AND a.started_at <= s.ordered_at)) AS credited
    FROM seen s LEFT JOIN exchange_rates x ON x.currency = s.currency AND x.day = s.day
)
SELECT p.*, p.amount * p.rate AS revenue,
    p.stands AND row_number() OVER (PARTITION BY p.customer, p.day, p.stands ORDER BY p.ordered_at, p.order_id) = 1 AS heads_basket,
    (SELECT count(DISTINCT q.product_id) FROM paid q WHERE q.stands AND q.customer = p.customer AND q.day = p.day) AS basket_products,
    EXISTS (SELECT 1 FROM products b WHERE b.is_base AND b.category = g.category) AS has_base, coalesce(g.is_base, false) AS is_base,
    coalesce(p.margin * p.rate, CASE WHEN p.margin IS NULL THEN g.unit_margin * coalesce(p.quantity, 1) END) AS own_margin,
    p.stands AND row_number() OVER (PARTITION BY p.customer, p.stands ORDER BY p.ordered_at, p.order_id) = 1 AS is_new,
    (SELECT max(c.lifetime_value) FROM customers c WHERE c.source_system || ':' || c.customer_id = p.customer
        OR p.customer_id IS NULL AND lead_of(c.source_system, c.lead_id) = p.lead) AS lifetime_value,
    l.created_day, [dim('campaign', p.campaign_id), dim('list', l.list), dim('source', l.source), dim('target', l.target),
        dim('agent', p.credited), dim('team', team_of(p.source_system, p.credited, p.day)), dim('product', p.product_id)] AS dims
FROM paid p LEFT JOIN now_ l ON l.lead = p.lead LEFT JOIN products g ON g.product_id = p.product_id;
CREATE TABLE orders_in AS SELECT *, unnest(activity(day, dims) || cohort(created_day, dims)) AS cell FROM an_order;

-- Sales: orders taken; where the store has no orders, outcomes that say so.
CREATE MACRO has_orders() AS EXISTS (SELECT 1 FROM orders);
CREATE TABLE sales_in AS
SELECT cell FROM orders_in WHERE has_orders() UNION ALL
SELECT cell FROM attempts_in WHERE outcome = 'sale' AND NOT has_orders() UNION ALL
SELECT unnest(activity(local_day(reported_last_attempt_at), dims) || cohort(created_day, dims)) FROM now_
WHERE is_reported AND last_outcome = 'sale' AND NOT has_orders();
-- By activity whoever bought; by cohort what else is true of the leads that did.
CREATE TABLE leads_sold AS
SELECT lead, true AS attempted, true AS contacted, true AS qualified, true AS usable, cell
FROM orders_in WHERE has_orders() AND lead IS NOT NULL AND cell LIKE 'activity|%' UNION ALL
SELECT lead, true, true, true, true, cell FROM leads_met WHERE sold_by_outcome AND NOT has_orders() UNION ALL
SELECT lead, attempted, contacted, qualified, wrong_number IS NOT TRUE AND off_target IS NOT TRUE, unnest(cohort(created_day, dims))
FROM now_ WHERE CASE WHEN has_orders() THEN lead IN (SELECT o.lead FROM an_order o)
    WHEN is_reported THEN last_outcome = 'sale' ELSE sold_by_outcome END;

CREATE TABLE appointment AS
SELECT a.* EXCLUDE (status), lead_of(a.source_system, a.lead_id) AS lead, local_day(a.booked_at) AS day,
    local_day(a.scheduled_at) AS due_day, a.scheduled_at <= as_of AS is_due, CASE
        WHEN a.status = 'held' AND a.held_at > as_of THEN 'booked'
        WHEN a.status = 'cancelled' AND a.cancelled_at > as_of THEN 'booked' ELSE a.status END AS status
FROM appointments a, asked WHERE a.booked_at <= as_of;
CREATE MACRO has_appointments() AS EXISTS (SELECT 1 FROM appointments);
CREATE TABLE appointment_placed AS
SELECT a.*, l.created_day, [dim('campaign', a.campaign_id), dim('list', l.list), dim('source', l.source), dim('target', l.target),
    dim('agent', a.agent_id), dim('team', team_of(a.source_system, a.agent_id, a.day))] AS dims
FROM appointment a LEFT JOIN now_ l ON l.lead = a.lead;
-- Campaigns that are there for appointments, or do not say what for.
CREATE VIEW goals AS SELECT source_system AS of_system, campaign_id AS of_campaign, objective AS goal FROM campaigns;
CREATE MACRO meets(system, campaign) AS coalesce((SELECT max(g.goal) FROM goals g
    WHERE g.of_system = system AND g.of_campaign = campaign) IN ('appointment', 'qualification'), true);
CREATE TABLE appointments_in AS  -- booked; a moved one is not new
SELECT meets(source_system, campaign_id) AS meets, unnest(activity(day, dims) || cohort(created_day, dims)) AS cell
FROM appointment_placed WHERE status <> 'rescheduled'
UNION ALL SELECT meets(source_system, campaign_id), cell FROM attempts_in WHERE outcome = 'appointment' AND NOT has_appointments()
UNION ALL SELECT meets(source_system, campaign), unnest(activity(local_day(reported_last_attempt_at), dims) || cohort(created_day, dims)) FROM now_
WHERE is_reported AND last_outcome = 'appointment' AND NOT has_appointments();
CREATE TABLE dues_in AS  -- the day has come
SELECT status, unnest(activity(due_day, dims) || cohort(created_day, dims)) AS cell FROM appointment_placed
WHERE is_due AND status NOT IN ('cancelled', 'rescheduled');

CREATE TABLE callbacks_in AS  -- due once the slot that the campaign allows is over
WITH promised AS (
    SELECT a.*, a.callback_at + to_minutes(coalesce(c.callback_slot_minutes, 30)) AS deadline,
        [dim('campaign', a.campaign_id), dim('list', a.list_id), dim('source', n.source), dim('target', n.target),
            dim('agent', a.agent_id), dim('team', team_of(a.source_system, a.agent_id, a.day))] AS dims
    FROM attempt a LEFT JOIN now_ n ON n.lead = a.lead
        LEFT JOIN campaigns c ON c.source_system = a.source_system AND c.campaign_id = a.campaign_id
    WHERE a.callback_at IS NOT NULL AND a.lead IS NOT NULL
)
SELECT EXISTS (SELECT 1 FROM attempt k WHERE k.lead = p.lead AND k.started_at BETWEEN p.callback_at AND p.deadline
        AND k.attempt_id <> p.attempt_id) AS kept,
    unnest(activity(local_day(callback_at), dims) || cohort(created_day, dims)) AS cell
FROM promised p WHERE deadline <= (SELECT as_of FROM asked);

CREATE TABLE over_solicited AS  -- on the day on which a fourth attempt first came within less than 24 hours
WITH fourth AS (
    SELECT lead, day, started_at, lag(started_at, 3) OVER (PARTITION BY lead ORDER BY started_at, attempt_id) AS third_before
    FROM attempt WHERE lead IS NOT NULL
)
SELECT n.lead, unnest(activity(f.day, n.dims) || cohort(n.created_day, n.dims)) AS cell
FROM now_ n JOIN (SELECT lead, min(day) AS day FROM fourth WHERE started_at < third_before + INTERVAL 24 HOUR GROUP BY lead) f
    ON f.lead = n.lead;

CREATE TABLE first_attempts AS  -- each lead's first attempt since its creation: did it leave the lead open, was it followed
SELECT n.lead, a.started_at, n.attempts, unnest(activity(a.day, n.dims) || cohort(n.created_day, n.dims)) AS cell,
    CASE WHEN a.outcome IS NULL THEN NULL ELSE NOT (a.closes OR coalesce(a.max_attempts <= 1, false)
        OR coalesce(n.opposed_at <= a.started_at, false) OR coalesce(midnight(n.closed_on) <= a.started_at, false)) END AS left_open,
    EXISTS (SELECT 1 FROM attempt k WHERE k.lead = a.lead AND (k.started_at, k.attempt_id) > (a.started_at, a.attempt_id)) AS followed
FROM now_ n JOIN attempt a ON a.lead = n.lead AND a.started_at = n.first_at
QUALIFY row_number() OVER (PARTITION BY n.lead ORDER BY a.attempt_id) = 1;
-- Orders from appointments, credited to who took the appointment, as of the day it was taken.
CREATE TABLE closings_in AS
SELECT o.appointment_id, unnest(activity(o.day, o.dims) || cohort(o.created_day, o.dims)) AS cell FROM (
    SELECT o.* EXCLUDE (dims), list_filter(o.dims, lambda d: NOT starts_with(d, 'agent|') AND NOT starts_with(d, 'team|')) || [
        dim('agent', a.agent_id), dim('team', team_of(a.source_system, a.agent_id, local_day(a.booked_at)))] AS dims
    FROM an_order o LEFT JOIN appointments a ON a.source_system = o.source_system AND a.appointment_id = o.appointment_id
    WHERE o.appointment_id IS NOT NULL) o;
