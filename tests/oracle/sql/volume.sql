-- attempts
SELECT cell, count(*), NULL FROM attempts_in GROUP BY cell;

-- calls
SELECT cell, count(*), NULL FROM calls GROUP BY cell;

-- conversations
SELECT cell, count(*), NULL FROM calls WHERE contacted GROUP BY cell;

-- leads
SELECT cell, count(*), NULL FROM leads_in GROUP BY cell;

-- leads_attempted
SELECT cell, count(DISTINCT lead), NULL FROM leads_met GROUP BY cell;

-- leads_contacted
SELECT cell, count(DISTINCT lead), NULL FROM leads_met WHERE contacted GROUP BY cell;

-- leads_qualified
SELECT cell, count(DISTINCT lead), NULL FROM leads_met WHERE qualified GROUP BY cell;

-- leads_argued
SELECT cell, count(DISTINCT lead), NULL FROM leads_met WHERE argued GROUP BY cell;

-- refusals
SELECT cell, count(*), NULL FROM calls WHERE refused GROUP BY cell;

-- appointments
SELECT cell, count(*), NULL FROM appointments_in GROUP BY cell;

-- sales
SELECT cell, count(*), NULL FROM sales_in GROUP BY cell;

-- orders
SELECT cell, count(*), NULL FROM orders_in WHERE stands GROUP BY cell;

-- new_customers (activity)
SELECT cell, count(*), NULL FROM new_customers GROUP BY cell;

-- hours_worked (activity)
SELECT cell, sum(h), NULL FROM worked GROUP BY cell;
