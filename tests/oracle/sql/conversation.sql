-- average_call_duration
SELECT cell, sum(talk_s), count(*) FROM calls WHERE contacted IS FALSE OR contacted AND talk_s IS NOT NULL GROUP BY cell;

-- successful_call_duration
SELECT cell, sum(talk_s), count(*) FROM calls WHERE won AND talk_s IS NOT NULL GROUP BY cell;

-- average_talk_time
SELECT cell, sum(talk_s), count(*) FROM calls WHERE contacted AND agent_id IS NOT NULL AND talk_s IS NOT NULL GROUP BY cell;

-- average_handle_time
SELECT cell, sum(talk_s + wrap_s), count(*) FROM calls
WHERE contacted AND agent_id IS NOT NULL AND talk_s IS NOT NULL AND wrap_s IS NOT NULL GROUP BY cell;

-- average_after_call_work
SELECT cell, sum(wrap_s), count(*) FROM calls WHERE contacted AND agent_id IS NOT NULL AND wrap_s IS NOT NULL GROUP BY cell;

-- average_quality_score
SELECT cell, sum(quality_score), count(*) FROM calls WHERE quality_score IS NOT NULL GROUP BY cell;

-- qualification_rate
SELECT cell, count(DISTINCT lead) FILTER (qualified), count(DISTINCT lead) FROM leads_met WHERE contacted GROUP BY cell;

-- argued_leads_rate
SELECT cell, count(DISTINCT lead) FILTER (argued), count(DISTINCT lead) FROM leads_met WHERE contacted GROUP BY cell;

-- argued_call_rate
SELECT cell, count(*) FILTER (argued), count(*) FROM calls WHERE contacted GROUP BY cell;

-- argued_valid_call_rate
SELECT cell, count(*) FILTER (argued), count(*) FROM calls WHERE valid AND argued IS NOT NULL GROUP BY cell;

-- refusal_rate
SELECT cell, count(DISTINCT lead) FILTER (refused), count(DISTINCT lead) FROM leads_met WHERE argued AND refused IS NOT NULL GROUP BY cell;

-- handling_time_per_attempt
SELECT cell, sum(coalesce(talk_s, 0) + coalesce(wrap_s, 0)), count(*) FROM attempts_in
WHERE agent_id IS NOT NULL AND CASE WHEN channel = 'phone' THEN talk_s IS NOT NULL AND wrap_s IS NOT NULL
    ELSE talk_s IS NOT NULL OR wrap_s IS NOT NULL END GROUP BY cell;
