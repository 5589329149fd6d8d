-- What the oracle's statements stand on, worked out from the canonical tables of the model and from nothing else.
--
-- asked(as_of, first, last): the instant of judgement, and the local days [first, last) of the period.
-- A row counts in every `cell` it belongs to: basis|dimension|member, the members of several dimensions joined by +.
-- `dims` of a row are its members ('campaign|A'); `in_cells` makes cells of them for rows dated by a day.

CREATE MACRO local_time(t) AS timezone('Europe/Paris', timezone('UTC', t));
CREATE MACRO local_day(t) AS CAST(local_time(t) AS DATE);
CREATE MACRO midnight(d) AS timezone('UTC', timezone('Europe/Paris', CAST(d AS TIMESTAMP)));
CREATE MACRO dim(name, member) AS name || '|' || coalesce(CAST(member AS VARCHAR), '-');
CREATE MACRO in_cells(basis, day, dims) AS CASE
    WHEN day >= (SELECT first FROM asked) AND day < (SELECT last FROM asked)
    THEN list_transform(['total|', dim('day', day)] || dims, lambda d: basis || '|' || d) ELSE [] END;
CREATE MACRO activity(day, dims) AS in_cells('activity', day, dims);
CREATE MACRO cohort(day, dims) AS in_cells('cohort', day, dims);

-- The model's table of outcomes; NULL where it does not tell.
CREATE TABLE outcomes AS SELECT * FROM (VALUES
    ('invalid_number', false, false, false, false, false, true),
    ('failed', NULL, false, false, false, false, false),
    ('busy', true, false, false, false, false, false),
    ('no_answer', true, false, false, false, false, false),
    ('rejected', true, false, false, false, false, false),
    ('machine', true, false, false, false, false, false),
    ('abandoned', true, true, false, false, false, false),
    ('hung_up', true, true, false, false, false, false),
    ('wrong_number', false, true, false, false, false, true),
    ('opt_out', true, true, true, false, false, true),
    ('off_target', true, true, true, false, false, true),
    ('not_interested', true, true, true, false, false, true),
    ('callback', true, true, true, false, false, false),
    ('qualified', true, true, true, true, false, false),
    ('refused', true, true, true, true, true, true),
    ('appointment', true, true, true, true, true, false),
    ('sale', true, true, true, true, true, true),
    ('delivered', true, false, false, false, false, false),
    ('opened', true, false, false, false, false, false),
    ('bounced', false, false, false, false, false, true),
    ('replied', true, true, true, false, false, false)
) o(outcome, valid, answered, contacted, qualified, argued, final);

CREATE TABLE lead AS
SELECT l.source_system || ':' || l.lead_id AS lead, l.* RENAME (lead_id AS id),
    local_day(l.created_at) AS created_day
FROM leads l WHERE l.created_at <= (SELECT as_of FROM asked);

-- A reference is to a lead of its own system, else to the one whose external ids name it, else to one not loaded.
CREATE TABLE alias AS
SELECT unnest(string_split(external_ids, ' ')) AS alias, source_system || ':' || lead_id AS lead FROM leads
WHERE external_ids IS NOT NULL;
CREATE MACRO lead_of(system, id) AS coalesce(
    (SELECT max(k.source_system || ':' || k.lead_id) FROM leads k WHERE k.source_system = system AND k.lead_id = id),
    (SELECT max(x.lead) FROM alias x WHERE x.alias = system || ':' || id),
    system || ':' || id);

CREATE TABLE agent_day AS  -- who belonged to which team on which day
SELECT a.source_system, a.agent_id, CAST(d.day AS DATE) AS day, a.team, a.hourly_cost
FROM agents a, generate_series(DATE '2026-08-01', DATE '2026-11-01', INTERVAL 1 DAY) d(day)
WHERE (a.valid_from IS NULL OR d.day >= a.valid_from) AND (a.valid_to IS NULL OR d.day < a.valid_to);
CREATE MACRO team_of(system, agent, on_day) AS (
    SELECT max(g.team) FROM agent_day g WHERE g.source_system = system AND g.agent_id = agent AND g.day = on_day);

-- Outbound attempts up to as_of with their flags: the outcome's, the source's own word on two of them unless it
-- contradicts the outcome (a pitch without contact, a sale without pitch), set right upwards.
CREATE TABLE attempt AS
WITH told AS (
    SELECT a.*, o.valid, o.answered, o.contacted, o.qualified, o.argued, o.final, lead_of(a.source_system, a.lead_id) AS lead,
        CASE WHEN a.is_argued AND o.contacted IS FALSE THEN NULL WHEN NOT a.is_argued AND a.outcome = 'sale' THEN NULL
            ELSE a.is_argued END AS pitched,
        CASE WHEN a.is_qualified AND o.contacted IS FALSE THEN NULL WHEN NOT a.is_qualified AND o.argued THEN NULL
            ELSE a.is_qualified END AS fit
    FROM attempts a LEFT JOIN outcomes o ON o.outcome = a.outcome
    WHERE a.direction = 'outbound' AND a.started_at <= (SELECT as_of FROM asked)
), flagged AS (
    SELECT * EXCLUDE (valid, answered, contacted, qualified, argued),
        CASE WHEN pitched OR fit THEN true ELSE valid END AS valid,
        CASE WHEN pitched OR fit THEN true ELSE answered END AS answered,
        CASE WHEN pitched OR fit THEN true ELSE contacted END AS contacted,
        CASE WHEN pitched THEN true ELSE coalesce(fit, qualified) END AS qualified,
        coalesce(pitched, argued) AS argued
    FROM told
)
SELECT f.* EXCLUDE (pitched, fit), l.created_at, l.created_day, local_day(f.started_at) AS day, c.max_attempts,
    final OR coalesce(outcome = 'appointment' AND c.objective = 'appointment', false)
        OR coalesce(outcome = 'qualified' AND c.objective IN ('leads', 'qualification'), false) AS closes,
    outcome = 'refused' AND argued AS refused, outcome IN ('appointment', 'sale') AS won,
    CASE WHEN f.lead IS NOT NULL THEN row_number() OVER (PARTITION BY f.lead ORDER BY f.started_at, f.attempt_id) END AS rank
FROM flagged f LEFT JOIN lead l ON l.lead = f.lead
    LEFT JOIN campaigns c ON c.source_system = f.source_system AND c.campaign_id = f.campaign_id;

-- Each lead's story up to each instant that matters: as_of, and the end of each day of the period.
CREATE TABLE instants AS
SELECT as_of AS seen_at FROM asked UNION
SELECT least(as_of, midnight(CAST(d.day AS DATE) + 1)) FROM asked, generate_series(first, last - 1, INTERVAL 1 DAY) d(day);

CREATE TABLE journey AS
WITH met AS (  -- one row a lead, instant and attempt; `later`: at or after the lead's creation
    SELECT i.seen_at, l.lead, a.* EXCLUDE (lead, created_at, created_day), a.started_at >= l.created_at AS later, l.created_at,
        row_number() OVER (PARTITION BY i.seen_at, l.lead ORDER BY a.started_at, a.attempt_id) AS place,
        row_number() OVER (PARTITION BY i.seen_at, l.lead ORDER BY a.started_at DESC, a.attempt_id DESC) AS back
    FROM instants i JOIN lead l ON l.created_at <= i.seen_at JOIN attempt a ON a.lead = l.lead AND a.started_at <= i.seen_at
), told AS (
    SELECT seen_at, lead, count(*) AS attempts, bool_or(contacted) AS contacted, bool_or(qualified) AS qualified,
        bool_or(argued) AS argued, bool_or(refused) AS refused, bool_or(outcome = 'sale') AS sold_by_outcome,
        min(started_at) FILTER (later) AS first_at, min(started_at) FILTER (later AND contacted) AS contact_at,
        count(*) FILTER (later) AS attempts_since, max(started_at) AS last_at, max(campaign_id) FILTER (place = 1) AS first_campaign,
        max(list_id) FILTER (place = 1) AS first_list, max(outcome) FILTER (back = 1) AS last_outcome,
        max(reason) FILTER (back = 1) AS last_reason, bool_or(back = 1 AND closes) AS last_closes,
        bool_or(place >= max_attempts) AS used_up
    FROM met GROUP BY seen_at, lead
), known AS (
    SELECT i.seen_at, l.* EXCLUDE (campaign_id, list_id, source), coalesce(l.campaign_id, t.first_campaign) AS campaign,
        coalesce(l.list_id, t.first_list) AS list, l.source AS own_source,
        t.lead IS NULL AND coalesce(l.reported_attempts, 0) > 0 AS is_reported,
        t.* EXCLUDE (seen_at, lead, first_campaign, first_list, attempts, contacted, qualified, argued, refused, last_outcome),
        coalesce(t.attempts, l.reported_attempts, 0) AS attempts,
        CASE WHEN t.lead IS NOT NULL THEN t.contacted WHEN l.reported_attempts > 0 THEN o.contacted ELSE false END AS contacted,
        CASE WHEN t.lead IS NOT NULL THEN t.qualified WHEN l.reported_attempts > 0 THEN o.qualified ELSE false END AS qualified,
        CASE WHEN t.lead IS NOT NULL THEN t.argued WHEN l.reported_attempts > 0 THEN o.argued ELSE false END AS argued,
        CASE WHEN t.lead IS NOT NULL THEN t.refused WHEN l.reported_attempts > 0 THEN o.outcome = 'refused' ELSE false END
            AS refused,
        CASE WHEN t.lead IS NOT NULL THEN t.last_outcome WHEN l.reported_attempts > 0 THEN o.outcome END AS last_outcome
    FROM instants i JOIN lead l ON l.created_at <= i.seen_at LEFT JOIN told t ON t.seen_at = i.seen_at AND t.lead = l.lead
        LEFT JOIN outcomes o ON o.outcome = l.reported_disposition
), placed AS (
    SELECT k.*, coalesce(k.own_source, f.source) AS source, coalesce(k.is_hot, f.is_hot, false) AS hot,
        c.objective, c.max_attempts, f.closed_on
    FROM known k LEFT JOIN lists f ON f.source_system = k.source_system AND f.list_id = k.list
        LEFT JOIN campaigns c ON c.source_system = k.source_system AND c.campaign_id = k.campaign
)
SELECT p.*, p.attempts > 0 AS attempted, local_day(coalesce(p.last_at, p.reported_last_attempt_at)) AS last_day,
    local_day(p.first_at) AS first_day,
    CASE WHEN p.attempts = 0 THEN false ELSE p.last_outcome IN ('invalid_number', 'bounced', 'wrong_number') END AS wrong_number,
    CASE WHEN p.attempts = 0 THEN false ELSE p.last_outcome = 'off_target' END AS off_target,
    NOT (coalesce(p.used_up, false) OR coalesce(p.last_closes, false) OR coalesce(p.opposed_at <= p.seen_at, false)
        OR coalesce(midnight(p.closed_on) <= p.seen_at, false)
        OR p.is_reported AND (coalesce(p.attempts >= p.max_attempts, false)
            OR coalesce((SELECT o.final FROM outcomes o WHERE o.outcome = p.last_outcome), false)
            OR coalesce(p.last_outcome = 'appointment' AND p.objective = 'appointment', false)
            OR coalesce(p.last_outcome = 'qualified' AND p.objective IN ('leads', 'qualification'), false))) AS is_open,
    [dim('campaign', p.campaign), dim('list', p.list), dim('source', p.source), dim('target', p.target),
        'outcome+reason|' || coalesce(p.last_outcome, '-') || '+' || coalesce(p.last_reason, '-'),
        dim('delay_band', CASE WHEN p.contact_at <= p.created_at + INTERVAL 5 MINUTE THEN '00_05min'
            WHEN p.contact_at <= p.created_at + INTERVAL 15 MINUTE THEN '05_15min'
            WHEN p.contact_at <= p.created_at + INTERVAL 1 HOUR THEN '15_60min'
            WHEN p.contact_at <= p.created_at + INTERVAL 24 HOUR THEN '60min_24h'
            WHEN p.contact_at IS NOT NULL THEN 'over_24h' END)] AS dims
FROM placed p;
CREATE TABLE now_ AS SELECT * FROM journey WHERE seen_at = (SELECT as_of FROM asked);

-- Whether the centre marks hot leads at all.
CREATE MACRO marks_hot() AS EXISTS (
    SELECT 1 FROM leads l LEFT JOIN lists f ON f.source_system = l.source_system AND f.list_id = coalesce(l.list_id, (
        SELECT min_by(a.list_id, (a.started_at, a.attempt_id)) FROM attempts a
        WHERE lead_of(a.source_system, a.lead_id) = l.source_system || ':' || l.lead_id AND a.direction = 'outbound'))
    WHERE coalesce(l.is_hot, f.is_hot));

-- Attempts in their cells: by their own day, and by the creation of their lead.
CREATE TABLE attempts_in AS
WITH dated AS (
    SELECT a.*, n.contact_at, [dim('campaign', a.campaign_id), dim('list', a.list_id), dim('source', n.source),
        dim('target', n.target), dim('agent', a.agent_id), dim('team', team_of(a.source_system, a.agent_id, a.day)),
        dim('reason', a.reason), dim('attempt_rank', a.rank),
        'weekday+hour|' || isodow(local_time(a.started_at)) || '+' || hour(local_time(a.started_at))] AS dims
    FROM attempt a LEFT JOIN now_ n ON n.lead = a.lead
)
SELECT *, unnest(activity(day, dims) || cohort(created_day, dims)) AS cell FROM dated;
CREATE VIEW calls AS SELECT * FROM attempts_in WHERE channel = 'phone';

-- Leads met: by activity the leads of the period's attempts, by cohort the leads created in it. `how` many attempts:
-- each row's own, or the whole lead's.
CREATE TABLE leads_met AS
SELECT lead, 1 AS attempts, contacted, qualified, argued, refused, outcome = 'sale' AS sold_by_outcome,
    outcome IS NOT NULL AS is_told, cell FROM attempts_in WHERE lead IS NOT NULL AND cell LIKE 'activity|%'
UNION ALL
SELECT lead, attempts, contacted, qualified, argued, refused, last_outcome = 'sale', true,
    unnest(activity(local_day(reported_last_attempt_at), dims)) FROM now_ WHERE is_reported
UNION ALL
SELECT lead, attempts, contacted, qualified, argued, refused, NULL, true,
    unnest(cohort(created_day, dims)) FROM now_ WHERE attempted;

CREATE TABLE leads_in AS  -- leads by their creation, on either basis
SELECT *, unnest(activity(created_day, dims) || cohort(created_day, dims)) AS cell FROM now_;
CREATE MACRO has_leads() AS EXISTS (SELECT 1 FROM leads);
CREATE TABLE leads_closed_in AS  -- leads by the day of their last attempt; without any, what the attempts say
SELECT lead, wrong_number, off_target, unnest(activity(last_day, dims) || cohort(created_day, dims)) AS cell
FROM now_ WHERE attempted UNION ALL
SELECT lead, outcome IN ('invalid_number', 'bounced', 'wrong_number'), outcome = 'off_target', cell
FROM attempts_in WHERE lead IS NOT NULL AND NOT has_leads();
CREATE TABLE stock AS  -- all leads created until then, as they are at the end of the period, or of each of its days
SELECT *, unnest(list_transform(['total|'] || dims, lambda d: 'stock|' || d)) AS cell FROM journey
WHERE seen_at = (SELECT least(as_of, midnight(last)) FROM asked)
UNION ALL
SELECT j.*, 'stock|' || dim('day', CAST(d.day AS DATE)) FROM journey j, asked, generate_series(first, last - 1, INTERVAL 1 DAY) d(day)
WHERE j.seen_at = least(as_of, midnight(CAST(d.day AS DATE) + 1)) AND d.day <= local_day(as_of);
