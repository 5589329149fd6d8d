-- file_validity_rate
SELECT cell, count(*) FILTER (valid), count(*) FROM calls WHERE valid IS NOT NULL AND outcome IS NOT NULL GROUP BY cell;

-- mobile_rate
SELECT cell, count(*) FILTER (phone_type = 'mobile'), count(*) FROM leads_in WHERE phone IS NOT NULL GROUP BY cell;

-- wrong_number_rate
SELECT cell, count(DISTINCT closed), count(DISTINCT lead) FROM (
    SELECT cell, NULL AS closed, lead FROM leads_met WHERE has_leads() OR is_told UNION ALL
    SELECT cell, lead, NULL FROM leads_closed_in WHERE wrong_number) GROUP BY cell;

-- off_target_rate
SELECT cell, count(DISTINCT closed), count(DISTINCT lead) FROM (
    SELECT cell, NULL AS closed, lead FROM leads_met WHERE has_leads() OR is_told UNION ALL
    SELECT cell, lead, NULL FROM leads_closed_in WHERE off_target) GROUP BY cell;

-- unusable_rate
SELECT cell, count(DISTINCT closed), count(DISTINCT lead) FROM (
    SELECT cell, NULL AS closed, lead FROM leads_met WHERE has_leads() OR is_told UNION ALL
    SELECT cell, lead, NULL FROM leads_closed_in WHERE wrong_number OR off_target) GROUP BY cell;

-- list_exploitation_rate (stock)
SELECT cell, count(*) FILTER (attempted AND NOT is_open), count(*) FROM stock GROUP BY cell;

-- remaining_leads (stock)
SELECT cell, count(*) FILTER (is_open), NULL FROM stock GROUP BY cell;

-- duplicate_rate
SELECT cell, count(*) FILTER (EXISTS (SELECT 1 FROM lead e WHERE e.phone = l.phone AND (e.created_at, e.lead) < (l.created_at, l.lead))),
    count(*) FROM leads_in l WHERE phone IS NOT NULL GROUP BY cell;

-- list_penetration (stock)
SELECT cell, count(*) FILTER (attempted), count(*) FROM stock GROUP BY cell;
