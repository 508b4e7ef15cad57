package io.twinstream.benchmarks;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes a history like the Handbook's, but larger, or with one customer who has much of it. */
@Command(name = "large-history", mixinStandardHelpOptions = true)
public final class LargeHistory implements Callable<Integer> {
  @Option(names = "--output", required = true, description = "The Parquet file to write.")
  private Path output;

  @Option(
      names = "--rows",
      defaultValue = "17541550",
      description = "The number of rows, over 183 days.")
  private long rows;

  @Option(names = "--customers", defaultValue = "49900")
  private long customers;

  @Option(
      names = "--hot-share",
      defaultValue = "0",
      description = "The share of the rows of customer 0.")
  private double hotShare;

  public static void main(String[] args) {
    System.exit(new CommandLine(new LargeHistory()).execute(args));
  }

  @Override
  public Integer call() throws SQLException {
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      statement.execute(
          """
          COPY (
            SELECT i AS TRANSACTION_ID,
                   TIMESTAMP '2018-04-01' + to_seconds(i * 15811200 // %d) AS TX_DATETIME,
                   CASE WHEN hash(i) %% 1000000 < %f * 1000000 THEN 0
                        ELSE hash(i + 1) %% %d END::BIGINT AS CUSTOMER_ID,
                   (hash(i + 2) %% (2 * %d))::BIGINT AS TERMINAL_ID,
                   (hash(i + 3) %% 20000) / 100 AS TX_AMOUNT,
                   (hash(i + 4) %% 120 = 0)::BIGINT AS TX_FRAUD
            FROM range(%d) AS t(i)
          ) TO '%s' (FORMAT parquet)"""
              .formatted(rows, hotShare, customers, customers, rows, output));
    }
    return 0;
  }
}
