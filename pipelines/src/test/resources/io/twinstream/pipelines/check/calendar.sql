-- Tumbling windows: the interval that t is in, or the one before it. The lifetime: everything.
SELECT of,
  count(purchase) FILTER (age = 0) AS hour_count,
  sum(amount) FILTER (age = 0) AS hour_amount,
  count(purchase) FILTER (age = 1) AS previous_count,
  sum(items) FILTER (age = 1) AS previous_items,
  count(purchase) AS ever_count,
  sum(amount) AS ever_amount,
  first(merchant ORDER BY ts, purchase) FILTER (merchant IS NOT NULL) AS ever_first
FROM (SELECT *, tile(t, 3600000) - tile(ts, 3600000) AS age FROM sight)
GROUP BY of
