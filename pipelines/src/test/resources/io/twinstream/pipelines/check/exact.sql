-- With the hop at the resolution a window is (t - W, t]: frames of SQL's own windows. Known time is event
-- time here, so that no row sees an event newer than its own, and t is the row's own time. The 0 ms end of
-- the inclusive frames takes in the peers; the exclusive ones end 1 ms before.
CREATE TABLE frames AS
  SELECT purchase AS of, amount,
    count(*) OVER (own RANGE BETWEEN 3599999 PRECEDING AND 1 PRECEDING) AS before_count_1h,
    count(*) OVER (own RANGE BETWEEN 17999999 PRECEDING AND 1 PRECEDING) AS before_count_5h,
    sum(amount) OVER (own RANGE BETWEEN 17999999 PRECEDING AND 1 PRECEDING) AS before_amount_5h,
    max(amount) OVER (own RANGE BETWEEN 3599999 PRECEDING AND 1 PRECEDING) AS before_max_1h,
    count(*) OVER (own RANGE BETWEEN 3599999 PRECEDING AND 0 FOLLOWING EXCLUDE CURRENT ROW) AS others_count_1h,
    count(*) OVER (own RANGE BETWEEN 17999999 PRECEDING AND 0 FOLLOWING EXCLUDE CURRENT ROW) AS others_count_5h,
    sum(amount) OVER (own RANGE BETWEEN 17999999 PRECEDING AND 0 FOLLOWING EXCLUDE CURRENT ROW) AS others_amount_5h,
    max(amount) OVER (own RANGE BETWEEN 3599999 PRECEDING AND 0 FOLLOWING EXCLUDE CURRENT ROW) AS others_max_1h
  FROM events
  WINDOW own AS (PARTITION BY card ORDER BY ts);

SELECT of,
  CASE v WHEN 'inclusive' THEN others_count_1h WHEN 'self' THEN before_count_1h + 1 ELSE before_count_1h END
    AS exact_count_1h,
  CASE v WHEN 'inclusive' THEN others_count_5h WHEN 'self' THEN before_count_5h + 1 ELSE before_count_5h END
    AS exact_count_5h,
  CASE v WHEN 'inclusive' THEN others_amount_5h WHEN 'self' THEN
    CASE WHEN before_amount_5h IS NULL THEN amount ELSE before_amount_5h + coalesce(amount, 0) END
    ELSE before_amount_5h END AS exact_amount_5h,
  CASE v WHEN 'inclusive' THEN others_max_1h WHEN 'self' THEN greatest(before_max_1h, amount)
    ELSE before_max_1h END AS exact_max_1h
FROM frames, (SELECT getvariable('visibility') AS v)
