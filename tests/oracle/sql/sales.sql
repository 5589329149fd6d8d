-- appointment_rate
SELECT cell, count(booked), count(argued) FROM (
    SELECT cell, 1 AS booked, NULL AS argued FROM appointments_in WHERE meets UNION ALL
    SELECT cell, NULL, 1 FROM calls WHERE argued AND meets(source_system, campaign_id)) GROUP BY cell;

-- opportunity_conversion_rate
SELECT cell, count(DISTINCT sold), count(DISTINCT lead) FROM (
    SELECT cell, lead AS sold, NULL AS lead FROM leads_sold WHERE qualified UNION ALL
    SELECT cell, NULL, lead FROM leads_met WHERE qualified AND (has_orders() OR is_told)) GROUP BY cell;

-- conversion_per_worked_lead
SELECT cell, count(DISTINCT sold), count(DISTINCT lead) FROM (
    SELECT cell, lead AS sold, NULL AS lead FROM leads_sold WHERE attempted UNION ALL
    SELECT cell, NULL, lead FROM leads_met WHERE has_orders() OR is_told) GROUP BY cell;

-- conversion_per_contacted_lead
SELECT cell, count(DISTINCT sold), count(DISTINCT lead) FROM (
    SELECT cell, lead AS sold, NULL AS lead FROM leads_sold WHERE contacted UNION ALL
    SELECT cell, NULL, lead FROM leads_met WHERE contacted AND (has_orders() OR is_told)) GROUP BY cell;

-- conversion_per_lead
SELECT cell, count(DISTINCT sold), count(DISTINCT lead) FROM (
    SELECT cell, lead AS sold, NULL AS lead FROM leads_sold UNION ALL SELECT cell, NULL, lead FROM leads_in) GROUP BY cell;

-- conversion_per_potential_lead
SELECT cell, count(DISTINCT sold), count(DISTINCT lead) FROM (
    SELECT cell, lead AS sold, NULL AS lead FROM leads_sold WHERE usable UNION ALL
    SELECT cell, NULL, lead FROM leads_in WHERE wrong_number IS NOT TRUE AND off_target IS NOT TRUE) GROUP BY cell;

-- conversion_per_conversation
SELECT cell, count(sale), count(conversation) FROM (
    SELECT cell, 1 AS sale, NULL AS conversation FROM sales_in UNION ALL
    SELECT cell, NULL, 1 FROM calls WHERE contacted AND (has_orders() OR outcome IS NOT NULL)) GROUP BY cell;

-- conversion_per_call
SELECT cell, count(sale), count(call) FROM (
    SELECT cell, 1 AS sale, NULL AS call FROM sales_in UNION ALL
    SELECT cell, NULL, 1 FROM calls WHERE has_orders() OR outcome IS NOT NULL) GROUP BY cell;

-- conversion_per_appointment
SELECT cell, count(closed), count(booked) FROM (
    SELECT cell, appointment_id AS closed, NULL AS booked FROM closings_in UNION ALL
    SELECT cell, NULL, 1 FROM appointments_in) GROUP BY cell;

-- sales_per_hour (activity)
SELECT cell, count(sale), sum(h) FROM (
    SELECT cell, 1 AS sale, NULL AS h FROM sales_in UNION ALL SELECT cell, NULL, h FROM worked) GROUP BY cell;

-- sales_per_day (activity)
SELECT cell, count(sale), count(DISTINCT day) FROM (
    SELECT cell, 1 AS sale, NULL AS day FROM sales_in UNION ALL SELECT cell, NULL, day FROM worked) GROUP BY cell;

-- sales_per_fte (activity)
SELECT cell, count(sale), coalesce(sum(h), 0) / full_time(cell) FROM (
    SELECT cell, 1 AS sale, NULL AS h FROM sales_in UNION ALL SELECT cell, NULL, h FROM worked) GROUP BY cell;

-- average_order_value
SELECT cell, CASE WHEN count(*) = count(revenue) THEN sum(revenue) END, count(*) FROM orders_in WHERE stands GROUP BY cell;

-- multi_product_rate
SELECT cell, count(*) FILTER (basket_products > 1), count(*) FROM orders_in WHERE heads_basket GROUP BY cell;

-- upgrade_rate
SELECT cell, count(*) FILTER (NOT is_base), count(*) FROM orders_in WHERE stands AND has_base GROUP BY cell;
