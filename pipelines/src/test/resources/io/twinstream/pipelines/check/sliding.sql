-- Window W with hop h: floor(ts / h) > floor((t - W) / h).
-- The hops are 5 s for 5 m, 1 m for 1 h and 5 m for 5 h.
SELECT of,
  count(purchase) FILTER (tile(ts, 5000) > tile(t - 300000, 5000)) AS count_5m,
  count(purchase) FILTER (tile(ts, 60000) > tile(t - 3600000, 60000)) AS count_1h,
  count(purchase) FILTER (in_5h AND status = 'approved') AS approved_5h,
  sum(amount) FILTER (in_5h AND status = 'approved') AS spent_5h,
  sum(amount) FILTER (
    tile(ts, 60000) > tile(t - 3600000, 60000) AND amount >= 250 AND items > 2) AS large_1h,
  0.001 * max(t - ts) FILTER (in_5h) AS since_first,
  0.001 * min(t - ts) FILTER (in_5h) AS since_last
FROM (SELECT *, tile(ts, 300000) > tile(t - 18000000, 300000) AS in_5h FROM sight)
GROUP BY of
