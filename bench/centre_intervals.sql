-- Ratios of sums with the lower end of their 95 % interval (delta method, leads being drawn), by campaign and day and over
-- everything (campaign '', first day of the calendar): what each lead brings, then its moments.
WITH l AS (
    SELECT campaign_id, local_date, lead, sum(calls) AS calls, sum(contacted) AS contacted, sum(taken) AS taken,
        sum(standing) AS standing, sum(revenue) AS revenue, sum(talk) AS talk, sum(talked) AS talked
    FROM (
        SELECT campaign_id, local_date, coalesce(lead_key, attempt_id) AS lead, count(*) FILTER (channel = 'phone') AS calls,
            count(*) FILTER (channel = 'phone' AND contacted) AS contacted, 0 AS taken, 0 AS standing, 0 AS revenue,
            coalesce(sum(talk_s) FILTER (channel = 'phone' AND contacted), 0) AS talk,
            count(talk_s) FILTER (channel = 'phone' AND contacted) AS talked
        FROM attempts WHERE direction = 'outbound' GROUP BY ALL
        UNION ALL
        SELECT campaign_id, local_date, coalesce(lead_key, order_id), 0, 0, count(*), count(*) FILTER (status <> 'cancelled'),
            coalesce(sum(amount_base) FILTER (status <> 'cancelled'), 0), 0, 0
        FROM orders GROUP BY ALL
    ) GROUP BY ALL
), w AS (
    SELECT '' AS campaign_id, DATE '0001-01-01' AS local_date, lead, sum(calls) AS calls, sum(contacted) AS contacted,
        sum(taken) AS taken, sum(standing) AS standing, sum(revenue) AS revenue, sum(talk) AS talk, sum(talked) AS talked
    FROM l GROUP BY lead
), m AS (
    SELECT campaign_id, local_date,
        count(*) FILTER (revenue <> 0 OR standing <> 0) AS n1, sum(revenue) / nullif(sum(standing), 0) AS r1, sum(standing) AS y1,
        sum(revenue * revenue) AS xx1, sum(revenue * standing) AS xy1, sum(standing * standing) AS yy1,
        count(*) FILTER (taken <> 0 OR calls <> 0) AS n2, sum(taken) / nullif(sum(calls), 0) AS r2, sum(calls) AS y2,
        sum(taken * taken) AS xx2, sum(taken * calls) AS xy2, sum(calls * calls) AS yy2,
        count(*) FILTER (taken <> 0 OR contacted <> 0) AS n3, sum(taken) / nullif(sum(contacted), 0) AS r3, sum(contacted) AS y3,
        sum(taken * taken) AS xx3, sum(taken * contacted) AS xy3, sum(contacted * contacted) AS yy3,
        count(*) FILTER (talk <> 0 OR talked <> 0) AS n4, sum(talk) / nullif(sum(talked), 0) AS r4, sum(talked) AS y4,
        sum(talk * talk) AS xx4, sum(talk * talked) AS xy4, sum(talked * talked) AS yy4
    FROM (SELECT campaign_id, local_date, lead, calls::DOUBLE AS calls, contacted::DOUBLE AS contacted, taken::DOUBLE AS taken, standing::DOUBLE AS standing, revenue::DOUBLE AS revenue, talk::DOUBLE AS talk, talked::DOUBLE AS talked
        FROM (SELECT * FROM l UNION ALL SELECT * FROM w)) GROUP BY ALL
)
SELECT campaign_id, local_date,
    CASE WHEN n1 > 1 THEN greatest(0, r1 - 1.959963984540054 * sqrt(n1 / (n1 - 1)
        * greatest(xx1 - 2 * r1 * xy1 + r1 * r1 * yy1, 0)) / y1) END AS average_order_value,
    CASE WHEN n2 > 1 THEN greatest(0, r2 - 1.959963984540054 * sqrt(n2 / (n2 - 1)
        * greatest(xx2 - 2 * r2 * xy2 + r2 * r2 * yy2, 0)) / y2) END AS conversion_per_call,
    CASE WHEN n3 > 1 THEN greatest(0, r3 - 1.959963984540054 * sqrt(n3 / (n3 - 1)
        * greatest(xx3 - 2 * r3 * xy3 + r3 * r3 * yy3, 0)) / y3) END AS conversion_per_conversation,
    CASE WHEN n4 > 1 THEN greatest(0, r4 - 1.959963984540054 * sqrt(n4 / (n4 - 1)
        * greatest(xx4 - 2 * r4 * xy4 + r4 * r4 * yy4, 0)) / y4) END AS average_talk_time
FROM m
