-- hold_before_agent
SELECT cell, sum(coalesce(hold_s, epoch(connected_at) - epoch(answered_at))), count(*) FROM calls
WHERE answered AND (agent_id IS NOT NULL OR connected_at IS NOT NULL) AND (hold_s IS NOT NULL OR connected_at >= answered_at)
GROUP BY cell;

-- abandon_rate
SELECT cell, count(*) FILTER (outcome = 'abandoned'), count(*) FROM calls WHERE answered AND outcome IS NOT NULL GROUP BY cell;

-- calls_per_hour (activity)
SELECT cell, count(call), sum(h) FROM (
    SELECT cell, 1 AS call, NULL AS h FROM calls UNION ALL SELECT cell, NULL, h FROM worked) GROUP BY cell;

-- calls_per_clock_hour (activity)
SELECT cell, count(call), hours_open(cell) FROM (
    SELECT cell, 1 AS call FROM calls UNION ALL SELECT cell, NULL FROM cells) WHERE cell LIKE 'activity|%' GROUP BY cell;

-- calls_per_day (activity)
SELECT cell, count(call), count(DISTINCT day) FROM (
    SELECT cell, 1 AS call, NULL AS day FROM calls UNION ALL SELECT cell, NULL, day FROM worked) GROUP BY cell;

-- talk_time_per_day (activity)
SELECT cell, coalesce(sum(s) FILTER (state = 'talking'), 0), count(DISTINCT agent_day_worked) FROM worked GROUP BY cell;

-- occupancy_rate (activity)
SELECT cell, coalesce(sum(s) FILTER (state IN ('talking', 'wrap')), 0), sum(s) FROM worked GROUP BY cell;

-- line_occupancy_rate (activity)
SELECT cell, coalesce(sum(s) FILTER (state IN ('dialing', 'talking', 'wrap')), 0), sum(s) FROM worked GROUP BY cell;

-- wait_between_records (activity)
SELECT cell, coalesce(sum(s), 0), count(agent_id) FROM (
    SELECT cell, s, NULL AS agent_id FROM time_in WHERE state = 'waiting' UNION ALL
    SELECT cell, NULL, agent_id FROM attempts_in) GROUP BY cell;

-- pause_time (activity)
SELECT cell, coalesce(sum(s) FILTER (state = 'paused'), 0), count(DISTINCT agent_day_worked) FILTER (worked) FROM time_in GROUP BY cell;

-- pause_rate (activity)
SELECT cell, coalesce(sum(s) FILTER (state = 'paused'), 0), sum(s) FROM time_in GROUP BY cell;

-- argued_contacts_per_hour (activity)
SELECT cell, count(call), sum(h) FROM (
    SELECT cell, 1 AS call, NULL AS h FROM calls WHERE argued UNION ALL SELECT cell, NULL, h FROM worked) GROUP BY cell;

-- positive_argued_contacts_per_hour (activity)
SELECT cell, count(call), sum(h) FROM (
    SELECT cell, 1 AS call, NULL AS h FROM calls WHERE argued AND won UNION ALL SELECT cell, NULL, h FROM worked) GROUP BY cell;
