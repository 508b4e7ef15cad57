-- With the hop at the resolution a window is (t - W, t]: frames of SQL's own windows. Known time is
-- event time here, so that no row sees an event newer than its own, and t is the row's own time.
-- The frames of the others end with the peers of the row; those of what was before end 1 ms ago.
CREATE TABLE frames AS
  SELECT purchase AS of, amount,
    count(*) OVER before_1h AS before_count_1h,
    count(*) OVER before_5h AS before_count_5h,
    sum(amount) OVER before_5h AS before_amount_5h,
    max(amount) OVER before_1h AS before_max_1h,
    count(*) OVER others_1h AS others_count_1h,
    count(*) OVER others_5h AS others_count_5h,
    sum(amount) OVER others_5h AS others_amount_5h,
    max(amount) OVER others_1h AS others_max_1h
  FROM events
  WINDOW
    before_1h AS (
      PARTITION BY card ORDER BY ts RANGE BETWEEN 3599999 PRECEDING AND 1 PRECEDING),
    before_5h AS (
      PARTITION BY card ORDER BY ts RANGE BETWEEN 17999999 PRECEDING AND 1 PRECEDING),
    others_1h AS (
      PARTITION BY card ORDER BY ts
      RANGE BETWEEN 3599999 PRECEDING AND CURRENT ROW EXCLUDE CURRENT ROW),
    others_5h AS (
      PARTITION BY card ORDER BY ts
      RANGE BETWEEN 17999999 PRECEDING AND CURRENT ROW EXCLUDE CURRENT ROW);

CREATE TABLE rows AS
  SELECT 'exclusive' AS visibility, of,
    before_count_1h AS exact_count_1h, before_count_5h AS exact_count_5h,
    before_amount_5h AS exact_amount_5h, before_max_1h AS exact_max_1h
  FROM frames
  UNION ALL
  SELECT 'inclusive', of, others_count_1h, others_count_5h, others_amount_5h, others_max_1h
  FROM frames
  UNION ALL
  SELECT 'self', of, before_count_1h + 1, before_count_5h + 1,
    coalesce(before_amount_5h + amount, before_amount_5h, amount), greatest(before_max_1h, amount)
  FROM frames;

SELECT * EXCLUDE (visibility) FROM rows WHERE visibility = getvariable('visibility')
