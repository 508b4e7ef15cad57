SELECT of,
  avg(amount) FILTER (in_1h) AS amount_mean_1h,
  var_pop(amount) FILTER (in_1h) AS amount_variance_1h,
  stddev_pop(amount) FILTER (in_1h) AS amount_stddev_1h,
  avg(amount) FILTER (in_5h) AS amount_mean_5h,
  var_pop(amount) FILTER (in_5h) AS amount_variance_5h,
  stddev_pop(amount) FILTER (in_5h) AS amount_stddev_5h,
  avg(items) FILTER (in_1h AND items > 1) AS items_mean_1h,
  stddev_pop(items) FILTER (in_1h AND items > 1) AS items_stddev_1h
FROM (
  SELECT *,
    tile(ts, 60000) > tile(t - 3600000, 60000) AS in_1h,
    tile(ts, 300000) > tile(t - 18000000, 300000) AS in_5h
  FROM sight)
GROUP BY of
