-- The published features beside ours: how many differ, and how far averages are apart at most. The
-- order of transactions of one customer in one second is open there, so they are left out.
CREATE VIEW published AS
  FROM read_parquet([getvariable('april'), getvariable('may')]);

CREATE TABLE ties AS
  SELECT TRANSACTION_ID
  FROM read_parquet(getvariable('raw'))
  QUALIFY count(*) OVER (PARTITION BY CUSTOMER_ID, TX_DATETIME) > 1;

SELECT
  (SELECT count(*) FROM read_parquet(getvariable('raw'))) AS raw,
  (SELECT count(*) FROM ours) AS rows,
  (SELECT count(*) FROM published) AS published,
  (SELECT count(*) FROM published SEMI JOIN ties USING (TRANSACTION_ID)) AS ties,
  count(*) AS compared,
  count_if(weekend::INT IS DISTINCT FROM TX_DURING_WEEKEND)
    + count_if(night::INT IS DISTINCT FROM TX_DURING_NIGHT) AS flags,
  count_if(customer_count_1d IS DISTINCT FROM CUSTOMER_ID_NB_TX_1DAY_WINDOW)
    + count_if(customer_count_7d IS DISTINCT FROM CUSTOMER_ID_NB_TX_7DAY_WINDOW)
    + count_if(customer_count_30d IS DISTINCT FROM CUSTOMER_ID_NB_TX_30DAY_WINDOW)
    + count_if(terminal_count_1d IS DISTINCT FROM TERMINAL_ID_NB_TX_1DAY_WINDOW)
    + count_if(terminal_count_7d IS DISTINCT FROM TERMINAL_ID_NB_TX_7DAY_WINDOW)
    + count_if(terminal_count_30d IS DISTINCT FROM TERMINAL_ID_NB_TX_30DAY_WINDOW) AS counts,
  count_if(terminal_risk_1d IS DISTINCT FROM TERMINAL_ID_RISK_1DAY_WINDOW)
    + count_if(terminal_risk_7d IS DISTINCT FROM TERMINAL_ID_RISK_7DAY_WINDOW)
    + count_if(terminal_risk_30d IS DISTINCT FROM TERMINAL_ID_RISK_30DAY_WINDOW) AS risks,
  max(greatest(
    coalesce(abs(customer_mean_1d - CUSTOMER_ID_AVG_AMOUNT_1DAY_WINDOW), 'infinity'),
    coalesce(abs(customer_mean_7d - CUSTOMER_ID_AVG_AMOUNT_7DAY_WINDOW), 'infinity'),
    coalesce(abs(customer_mean_30d - CUSTOMER_ID_AVG_AMOUNT_30DAY_WINDOW), 'infinity')
  )) AS averages
FROM published ANTI JOIN ties USING (TRANSACTION_ID)
JOIN ours ON ours._event_id = published.TRANSACTION_ID::VARCHAR
