-- Which rows are events, why the others are not, and what each customer's are worth.
CREATE TABLE lines AS
  SELECT
    replace(CustomerID, '.0', '') AS customer,
    Quantity::BIGINT AS quantity,
    UnitPrice::DECIMAL(18, 3) AS price,
    CASE
      WHEN price <> round(price, 2) THEN 'EXCESS_DIGITS'
      WHEN customer IS NULL THEN 'MISSING_KEY'
      ELSE 'EVENT'
    END AS verdict
  FROM read_csv(getvariable('file'), all_varchar = true);

CREATE VIEW verdicts AS
  SELECT verdict, count(*) AS lines FROM lines GROUP BY verdict;

CREATE VIEW customers AS
  SELECT
    customer,
    sum(quantity * price) AS revenue,
    sum(quantity * price) FILTER (quantity < 0) AS returned,
    count(*) AS lines
  FROM lines
  WHERE verdict = 'EVENT'
  GROUP BY customer
