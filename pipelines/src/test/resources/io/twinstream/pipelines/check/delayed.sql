-- The W/h tiles up to the last one whose last instant, start + h - resolution, is at or before
-- t - d. With the hop at the resolution that is (t - d - W, t - d].
CREATE MACRO last_tile(t, d, h) AS floor((t - d - h + 1) / h);

SELECT of,
  count(purchase) FILTER (
    tile(ts, 60000) BETWEEN last_tile(t, 600000, 60000) - 29 AND last_tile(t, 600000, 60000)
  ) AS late_count_30m,
  count(purchase) FILTER (
    tile(ts, 60000) BETWEEN last_tile(t, 600000, 60000) - 119 AND last_tile(t, 600000, 60000)
  ) AS late_count_2h,
  sum(amount) FILTER (
    tile(ts, 600000) BETWEEN last_tile(t, 2400000, 600000) - 2 AND last_tile(t, 2400000, 600000)
  ) AS late_amount_30m,
  count(purchase) FILTER (
    ts > t - 3600000 - 7200000 AND ts <= t - 3600000 AND status = 'declined'
  ) AS late_declined_2h
FROM sight
GROUP BY of
