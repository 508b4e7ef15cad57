-- The purchases as the CSV file has them.
CREATE TABLE purchases AS
  SELECT purchase, card, merchant, amount, items, status, time AS ts, known_at AS known
  FROM read_csv(getvariable('file'), header = true, columns = {
    purchase: 'VARCHAR', card: 'VARCHAR', merchant: 'VARCHAR', amount: 'DECIMAL(18, 2)',
    items: 'BIGINT', status: 'VARCHAR', time: 'BIGINT', known_at: 'BIGINT'});
