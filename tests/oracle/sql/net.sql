-- net_sales
SELECT cell, count(*), NULL FROM orders_in WHERE status = 'confirmed' GROUP BY cell;

-- net_sales_rate
SELECT cell, count(*) FILTER (status = 'confirmed'), count(*) FROM orders_in GROUP BY cell;

-- closing_rate
SELECT cell, count(closed), count(booked) FROM (
    SELECT cell, appointment_id AS closed, NULL AS booked FROM closings_in UNION ALL
    SELECT cell, NULL, 1 FROM appointments_in) GROUP BY cell;

-- appointment_show_rate
SELECT cell, count(*) FILTER (status = 'held'), count(*) FROM dues_in GROUP BY cell;

-- net_sales_per_hour (activity)
SELECT cell, count(sale), sum(h) FROM (
    SELECT cell, 1 AS sale, NULL AS h FROM orders_in WHERE status = 'confirmed' UNION ALL
    SELECT cell, NULL, h FROM worked) GROUP BY cell;
