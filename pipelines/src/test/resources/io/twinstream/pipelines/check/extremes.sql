-- First and last by (ts, id); the hop of 3 h is 1 m.
SELECT of,
  min(amount) FILTER (in_3h) AS amount_min,
  max(amount) FILTER (in_3h) AS amount_max,
  first(amount ORDER BY ts, purchase) FILTER (in_3h AND amount IS NOT NULL) AS amount_first,
  last(amount ORDER BY ts, purchase) FILTER (in_3h AND amount IS NOT NULL) AS amount_last,
  first(merchant ORDER BY ts, purchase) FILTER (in_3h AND merchant IS NOT NULL) AS merchant_first,
  last(merchant ORDER BY ts, purchase) FILTER (in_3h AND merchant IS NOT NULL) AS merchant_last,
  min(items) FILTER (same_6h) AS items_min,
  max(items) FILTER (same_6h) AS items_max,
  first(items ORDER BY ts, purchase) FILTER (same_6h AND items IS NOT NULL) AS items_first,
  last(items ORDER BY ts, purchase) FILTER (same_6h AND items IS NOT NULL) AS items_last
FROM (
  SELECT *,
    tile(ts, 60000) > tile(t - 10800000, 60000) AS in_3h,
    tile(ts, 21600000) = tile(t, 21600000) AS same_6h
  FROM sight)
GROUP BY of
