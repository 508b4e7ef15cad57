-- What the row of each event sees, straight from the meaning of known time and as-of.
-- Input: `purchases` (purchase, card, merchant, amount, items, status; ts and known in
-- milliseconds), and the variables visibility (exclusive, inclusive or self), entity (card or
-- merchant) and resolution.
-- Output: `sight`, for each event (`of`) and the instant t of its row all events that the row sees,
-- or one row of nulls if it sees none.
CREATE MACRO tile(ts, h) AS floor(ts / h);

CREATE TABLE events AS
  SELECT DISTINCT ON (purchase)
    * REPLACE (ts - ts % getvariable('resolution') AS ts),
    CASE getvariable('entity') WHEN 'card' THEN card ELSE merchant END AS entity
  FROM purchases
  WHERE entity IS NOT NULL
  ORDER BY known;

CREATE TABLE seen AS
  SELECT r.purchase AS of, s.*
  FROM events r JOIN events s USING (entity)
  WHERE CASE getvariable('visibility')
    WHEN 'exclusive' THEN s.known < r.known
    WHEN 'inclusive' THEN s.known <= r.known AND s.purchase <> r.purchase
    WHEN 'self' THEN s.known < r.known OR s.purchase = r.purchase
  END;

-- As-of is the event's own time, or the newest event's that is seen if that is later.
CREATE TABLE instants AS
  SELECT e.purchase AS of, greatest(e.ts, coalesce(max(s.ts), e.ts)) AS t
  FROM events e LEFT JOIN seen s ON s.of = e.purchase
  GROUP BY e.purchase, e.ts;

CREATE VIEW sight AS SELECT * FROM instants LEFT JOIN seen USING (of);
