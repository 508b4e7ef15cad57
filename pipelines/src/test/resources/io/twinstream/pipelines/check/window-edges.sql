-- The windows of the table of edges, each from its definition; floor, as times may be before 1970.
-- A delayed window is the width/hop tiles up to the last one whose last instant, start + hop -
-- resolution, is at or before t - delay.
CREATE MACRO tile(ts, h) AS floor(ts / h);

SELECT "case" AS edge,
  CASE "window"
    WHEN 'sliding' THEN tile(event_ts, hop_ms) > tile(as_of - width_ms, hop_ms)
      AND tile(event_ts, hop_ms) <= tile(as_of, hop_ms)
    WHEN 'delayed' THEN
      tile(event_ts, hop_ms) <= tile(as_of - delay_ms - hop_ms + resolution_ms, hop_ms)
      AND tile(event_ts, hop_ms)
        > tile(as_of - delay_ms - hop_ms + resolution_ms, hop_ms) - width_ms // hop_ms
    WHEN 'tumbling' THEN tile(event_ts, width_ms) = tile(as_of, width_ms)
    WHEN 'previous' THEN tile(event_ts, width_ms) = tile(as_of, width_ms) - 1
    WHEN 'lifetime' THEN true
  END AS in_window
FROM read_csv(getvariable('file'), header = true)
