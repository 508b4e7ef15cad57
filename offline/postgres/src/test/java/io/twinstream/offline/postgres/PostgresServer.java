package io.twinstream.offline.postgres;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A PostgreSQL server for tests, on a free port. Its superuser needs no password, other users do.
 */
public final class PostgresServer implements AutoCloseable {
  private final EmbeddedPostgres server;
  private final Path folder;

  private PostgresServer(EmbeddedPostgres server, Path folder) {
    this.server = server;
    this.folder = folder;
  }

  /** Starts one; tests are skipped where none can run, and fail where one that can does not. */
  static PostgresServer start() {
    Path folder = null;
    try {
      folder = Files.createTempDirectory("postgres");
      skipWhereNoneCanRun(folder);
      return new PostgresServer(
          EmbeddedPostgres.builder()
              .setOverrideWorkingDirectory(folder.toFile())
              .setServerConfig("unix_socket_directories", "")
              .setLocaleConfig("locale", "C")
              .setPGStartupWait(Duration.ofMinutes(2))
              .setDataDirectoryCustomizer(PostgresServer::askForPasswords)
              .start(),
          folder);
    } catch (IOException e) {
      delete(folder);
      throw new UncheckedIOException("PostgreSQL does not start: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      delete(folder);
      throw e;
    }
  }

  /** PostgreSQL refuses to run as root, unless a user namespace maps root to another user. */
  private static void skipWhereNoneCanRun(Path own) throws IOException {
    boolean root = Files.getAttribute(own, "unix:uid").equals(0);
    assumeTrue(
        !root || LinuxUtils.isUnshareAvailable(),
        "PostgreSQL refuses to run for root without user namespaces");
  }

  private static void askForPasswords(File data) {
    try {
      Files.writeString(
          data.toPath().resolve("pg_hba.conf"),
          """
          host all postgres 127.0.0.1/32 trust
          host all all      127.0.0.1/32 scram-sha-256
          """);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The address of its superuser, who needs no password. */
  public String url() {
    return "postgresql://postgres@localhost:" + server.getPort() + "/postgres";
  }

  PostgresAddress address() {
    return PostgresAddress.parse(url(), Map.of());
  }

  PostgresAddress address(String userAndHost, String database, Map<String, String> environment) {
    return PostgresAddress.parse(
        "postgresql://" + userAndHost + ":" + server.getPort() + database, environment);
  }

  public void run(String sql) throws SQLException {
    try (Connection connection = address().connect()) {
      Sql.run(connection, sql);
    }
  }

  /** The rows of an answer, in no order: each value as a text that no other value has. */
  List<List<String>> query(String sql) throws SQLException {
    try (Connection connection = address().connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      List<List<String>> rows = new ArrayList<>();
      while (row.next()) {
        rows.add(Cells.of(row));
      }
      return rows;
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    delete(folder);
  }

  private static void delete(Path folder) {
    if (folder == null) {
      return;
    }
    try (Stream<Path> found = Files.walk(folder)) {
      for (Path file : found.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
