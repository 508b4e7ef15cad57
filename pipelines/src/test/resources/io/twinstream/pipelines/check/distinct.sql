SELECT of,
  count(DISTINCT merchant) FILTER (tile(ts, 60000) > tile(t - 3600000, 60000)) AS merchants_1h,
  count(DISTINCT merchant) FILTER (tile(ts, 300000) > tile(t - 18000000, 300000)) AS merchants_5h,
  count(DISTINCT amount) FILTER (
    tile(ts, 300000) > tile(t - 18000000, 300000) AND status <> 'declined') AS amounts_5h,
  count(DISTINCT merchant) AS merchants_ever
FROM sight
GROUP BY of
