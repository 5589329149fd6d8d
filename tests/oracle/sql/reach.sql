-- contactability_rate
SELECT cell, count(DISTINCT lead) FILTER (contacted), count(DISTINCT lead) FROM leads_met WHERE contacted IS NOT NULL GROUP BY cell;

-- contact_rate
SELECT cell, count(*) FILTER (contacted), count(*) FROM calls WHERE contacted IS NOT NULL GROUP BY cell;

-- opportunities_per_1000_calls
SELECT cell, 1000 * count(DISTINCT lead), count(call) FROM (
    SELECT cell, lead, NULL AS call FROM leads_met WHERE qualified UNION ALL
    SELECT cell, NULL, 1 FROM calls WHERE qualified IS NOT NULL OR cell LIKE 'cohort|%') GROUP BY cell;

-- answer_rate
SELECT cell, count(*) FILTER (answered), count(*) FROM calls WHERE answered IS NOT NULL GROUP BY cell;

-- call_rejection_rate
SELECT cell, count(*) FILTER (outcome = 'rejected'), count(*) FROM calls WHERE outcome IS NOT NULL GROUP BY cell;

-- unanswered_rate
SELECT cell, count(*) FILTER (outcome IN ('rejected', 'no_answer', 'busy')), count(*) FROM calls WHERE outcome IS NOT NULL GROUP BY cell;

-- opt_out_rate
SELECT cell, count(*) FILTER (outcome IN ('hung_up', 'opt_out')), count(*) FROM calls WHERE outcome IS NOT NULL GROUP BY cell;

-- machine_rate
SELECT cell, count(*) FILTER (outcome = 'machine'), count(*) FROM calls WHERE outcome IS NOT NULL GROUP BY cell;

-- machine_detection_rate
SELECT cell, count(*) FILTER (amd = 'detected'), count(*) FROM calls
WHERE outcome = 'machine' AND amd IN ('detected', 'missed') GROUP BY cell;

-- agent_machine_rate
SELECT cell, count(*) FILTER (outcome = 'machine'), count(*) FROM calls
WHERE agent_id IS NOT NULL AND outcome IS NOT NULL GROUP BY cell;

-- attempts_per_lead
SELECT cell, sum(attempts), count(DISTINCT lead) FROM leads_met GROUP BY cell;

-- speed_to_contact (cohort)
SELECT cell, sum(epoch(contact_at) - epoch(created_at)), count(*) FROM leads_in
WHERE contact_at IS NOT NULL AND cell LIKE 'cohort|%' GROUP BY cell;

-- speed_to_contact_median (cohort)
SELECT cell, median(epoch(contact_at) - epoch(created_at)), NULL FROM leads_in
WHERE contact_at IS NOT NULL AND cell LIKE 'cohort|%' GROUP BY cell;

-- speed_to_contact_p90 (cohort)
SELECT cell, quantile_cont(epoch(contact_at) - epoch(created_at), 0.9), NULL FROM leads_in
WHERE contact_at IS NOT NULL AND cell LIKE 'cohort|%' GROUP BY cell;

-- speed_to_first_attempt (cohort)
SELECT cell, sum(epoch(first_at) - epoch(created_at)), count(*) FROM leads_in
WHERE first_at IS NOT NULL AND cell LIKE 'cohort|%' GROUP BY cell;

-- leads_contacted_within_1h (cohort)
SELECT cell, count(*), NULL FROM leads_in
WHERE contact_at <= created_at + INTERVAL 1 HOUR AND cell LIKE 'cohort|%' GROUP BY cell;

-- contacted_within_1h_rate (cohort)
SELECT cell, count(*) FILTER (contact_at <= created_at + INTERVAL 1 HOUR), count(*) FROM leads_in, asked
WHERE created_at <= as_of - INTERVAL 1 HOUR AND cell LIKE 'cohort|%'
    AND (hot OR NOT marks_hot()) GROUP BY cell;

-- hot_leads_contacted_now (cohort)
SELECT cell, count(*), NULL FROM leads_in, asked
WHERE created_at > as_of - INTERVAL 1 HOUR AND contact_at IS NOT NULL AND cell LIKE 'cohort|%'
    AND (hot OR NOT marks_hot()) GROUP BY cell;

-- follow_up_rate
SELECT cell, count(*) FILTER (followed), count(*) FROM first_attempts WHERE left_open GROUP BY cell;

-- follow_up_interval (cohort)
SELECT cell, sum(epoch(last_at) - epoch(first_at)), sum(attempts_since - 1) FROM leads_in
WHERE attempts_since > 1 AND cell LIKE 'cohort|%' GROUP BY cell;

-- over_solicitation_rate
SELECT cell, count(DISTINCT pressed), count(DISTINCT lead) FROM (
    SELECT cell, NULL AS pressed, lead FROM leads_met UNION ALL
    SELECT cell, lead, NULL FROM over_solicited) GROUP BY cell;

-- callbacks_kept_rate
SELECT cell, count(*) FILTER (kept), count(*) FROM callbacks_in GROUP BY cell;
