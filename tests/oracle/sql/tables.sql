-- answer_rate_by_slot
SELECT cell, count(*) FILTER (contacted), count(*) FROM calls WHERE contacted IS NOT NULL GROUP BY cell;

-- conversion_by_delay (cohort)
SELECT cell, count(DISTINCT sold), count(DISTINCT lead) FROM (
    SELECT cell, lead AS sold, NULL AS lead FROM leads_sold WHERE contacted UNION ALL
    SELECT cell, NULL, lead FROM leads_met WHERE contacted) WHERE cell LIKE 'cohort|%' GROUP BY cell;

-- sales_rate_by_target (cohort)
SELECT cell, count(DISTINCT sold), count(DISTINCT lead) FROM (
    SELECT cell, lead AS sold, NULL AS lead FROM leads_sold WHERE contacted UNION ALL
    SELECT cell, NULL, lead FROM leads_met WHERE contacted) WHERE cell LIKE 'cohort|%' GROUP BY cell;

-- sales_by_attempt_rank
SELECT cell, count(*), NULL FROM attempts_in WHERE outcome = 'sale' GROUP BY cell;

-- disqualification_reasons (cohort)
SELECT cell, count(*), NULL FROM leads_in WHERE contacted AND qualified IS FALSE AND cell LIKE 'cohort|%' GROUP BY cell;

-- refusal_reasons
SELECT cell, count(*), NULL FROM calls WHERE refused GROUP BY cell;

-- pause_reasons (activity)
SELECT cell, sum(s), NULL FROM time_in WHERE state = 'paused' GROUP BY cell;

-- product_mix
SELECT cell, count(*), NULL FROM orders_in WHERE stands GROUP BY cell;
