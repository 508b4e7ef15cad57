package io.twinstream.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Computes the Handbook's windows with DuckDB, in its own process. Arguments: the input, the
 * output.
 */
public final class DuckDbWindows {
  private DuckDbWindows() {}

  public static void main(String[] args) throws IOException, SQLException {
    try (InputStream in = DuckDbWindows.class.getResourceAsStream("/handbook-windows.sql");
        Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      String sql = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      statement.execute(sql.replace("${input}", args[0]).replace("${output}", args[1]));
    }
  }
}
