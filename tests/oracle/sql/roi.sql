-- revenue
SELECT cell, CASE WHEN count(*) = count(revenue) THEN sum(revenue) END, NULL FROM orders_in WHERE stands GROUP BY cell;

-- total_cost (activity)
SELECT cell, amount, NULL FROM cost;

-- campaign_margin (activity)
SELECT cell, CASE WHEN has_orders() AND bool_and(amount IS NOT NULL) THEN sum(amount) END, NULL FROM (
    SELECT cell, own_margin AS amount FROM orders_in WHERE stands UNION ALL SELECT cell, -amount FROM cost) GROUP BY cell;

-- revenue_minus_cost (activity)
SELECT cell, CASE WHEN has_orders() AND bool_and(amount IS NOT NULL) THEN sum(amount) END, NULL FROM (
    SELECT cell, revenue AS amount FROM orders_in WHERE stands UNION ALL SELECT cell, -amount FROM cost) GROUP BY cell;

-- roi (activity)
SELECT cell, CASE WHEN has_orders() AND bool_and(amount IS NOT NULL) THEN sum(amount) END, cost_of(cell) FROM (
    SELECT cell, own_margin AS amount FROM orders_in WHERE stands UNION ALL SELECT cell, -amount FROM cost) m GROUP BY cell;

-- customer_acquisition_cost (activity)
SELECT cell, CASE WHEN bool_or(is_cost AND amount IS NULL) THEN NULL ELSE coalesce(sum(amount), 0) END, count(new) FROM (
    SELECT cell, amount, true AS is_cost, NULL AS new FROM cost UNION ALL
    SELECT cell, NULL, false, 1 FROM new_customers) GROUP BY cell;

-- ltv_cac_ratio (activity)
SELECT cell, CASE WHEN bool_and(value IS NOT NULL) THEN sum(value) ELSE NULL END, cost_of(cell)
FROM (SELECT cell, lifetime_value AS value FROM new_customers UNION ALL SELECT cell, 0 FROM cost) n GROUP BY cell;

-- cost_per_order (activity)
SELECT cell, CASE WHEN bool_or(is_cost AND amount IS NULL) THEN NULL ELSE coalesce(sum(amount), 0) END, count(n) FROM (
    SELECT cell, amount, true AS is_cost, NULL AS n FROM cost UNION ALL
    SELECT cell, NULL, false, 1 FROM orders_in WHERE stands) GROUP BY cell;

-- cost_per_gross_order (activity)
SELECT cell, CASE WHEN bool_or(is_cost AND amount IS NULL) THEN NULL ELSE coalesce(sum(amount), 0) END, count(n) FROM (
    SELECT cell, amount, true AS is_cost, NULL AS n FROM cost UNION ALL
    SELECT cell, NULL, false, 1 FROM orders_in) GROUP BY cell;

-- margin_per_order
SELECT cell, CASE WHEN count(*) = count(own_margin) THEN sum(own_margin) END, count(*) FROM orders_in WHERE stands GROUP BY cell;

-- cost_per_lead (activity)
SELECT cell, CASE WHEN bool_or(is_cost AND amount IS NULL) THEN NULL ELSE coalesce(sum(amount), 0) END, count(n) FROM (
    SELECT cell, amount, true AS is_cost, NULL AS n FROM cost_in WHERE is_marketing UNION ALL
    SELECT cell, NULL, false, 1 FROM leads_in) GROUP BY cell;

-- churn_rate (activity)
SELECT cell, count(lost), count(had) FROM (
    SELECT cell, 1 AS lost, NULL AS had FROM customers_lost UNION ALL
    SELECT cell, NULL, 1 FROM customers_at_start) GROUP BY cell;

-- cost_per_contact (activity)
SELECT cell, CASE WHEN bool_or(is_cost AND amount IS NULL) THEN NULL ELSE coalesce(sum(amount), 0) END, count(DISTINCT lead) FROM (
    SELECT cell, amount, true AS is_cost, NULL AS lead FROM cost UNION ALL
    SELECT cell, NULL, false, lead FROM leads_met WHERE contacted) GROUP BY cell;

-- cost_per_appointment (activity)
SELECT cell, CASE WHEN bool_or(is_cost AND amount IS NULL) THEN NULL ELSE coalesce(sum(amount), 0) END, count(n) FROM (
    SELECT cell, amount, true AS is_cost, NULL AS n FROM cost_in WHERE meets(source_system, campaign_id) UNION ALL
    SELECT cell, NULL, false, 1 FROM appointments_in WHERE meets) GROUP BY cell;

-- revenue_per_hour (activity)
SELECT cell, CASE WHEN bool_or(is_order AND amount IS NULL) THEN NULL ELSE coalesce(sum(amount), 0) END, sum(h) FROM (
    SELECT cell, revenue AS amount, true AS is_order, NULL AS h FROM orders_in WHERE stands UNION ALL
    SELECT cell, NULL, false, h FROM worked) GROUP BY cell;

-- margin_per_hour (activity)
SELECT cell, CASE WHEN bool_or(is_order AND amount IS NULL) THEN NULL ELSE coalesce(sum(amount), 0) END, sum(h) FROM (
    SELECT cell, own_margin AS amount, true AS is_order, NULL AS h FROM orders_in WHERE stands UNION ALL
    SELECT cell, NULL, false, h FROM worked) GROUP BY cell;
