package io.twinstream.offline.postgres;

import io.twinstream.offline.log.file.HistoryException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * Where a database is: {@code postgresql://[USER@]HOST[:PORT]/DATABASE[?OPTION=VALUE&…]}, with the
 * options of the JDBC driver. A password is never part of it: it comes from {@code PGPASSWORD}, a
 * password file or a service file, as with PostgreSQL's own tools.
 */
public final class PostgresAddress {
  private static final String SCHEME = "postgresql://";
  private static final Pattern SECRET =
      Pattern.compile("(?:^|[?&])\\w*password\\w*=", Pattern.CASE_INSENSITIVE);

  /** SQLSTATE of a wrong password, and of a user who may not connect. */
  private static final String REFUSED = "28";

  private static final String NO_SUCH_DATABASE = "3D000";

  private final String shown;
  private final String url;
  private final Properties properties;

  private PostgresAddress(String shown, String url, Properties properties) {
    this.shown = shown;
    this.url = url;
    this.properties = properties;
  }

  /** Whether a text is the address of a database rather than a folder. */
  public static boolean isOne(String text) {
    return text.startsWith(SCHEME) || text.startsWith("postgres://");
  }

  /**
   * Reads an address.
   *
   * @throws IllegalArgumentException if it is none, or has a password in it
   */
  public static PostgresAddress parse(String text) {
    return parse(text, System.getenv());
  }

  static PostgresAddress parse(String text, Map<String, String> environment) {
    if (!isOne(text)) {
      throw new IllegalArgumentException(
          "the address of a PostgreSQL database is postgresql://[USER@]HOST[:PORT]/DATABASE");
    }
    String rest = text.substring(text.indexOf("://") + 3);
    int slash = rest.indexOf('/');
    String server = slash < 0 ? rest : rest.substring(0, slash);
    String database = slash < 0 ? "/" : rest.substring(slash);
    int at = server.lastIndexOf('@');
    String user = at < 0 ? null : server.substring(0, at);
    int question = database.indexOf('?');
    String name = question < 0 ? database : database.substring(0, question);
    // What was given is not repeated: it would be in the log. With an @ behind the slash, the slash
    // is one of a password's.
    if (user != null && user.contains(":")
        || name.contains("@")
        || SECRET.matcher(database).find()) {
      throw new IllegalArgumentException(
          "a password in an address can be seen by others on the machine; put it into the environment variable PGPASSWORD or the file ~/.pgpass");
    }
    String hosts = server.substring(at + 1);
    Properties properties = new Properties();
    put(properties, "user", user != null ? user : environment.get("PGUSER"));
    put(properties, "password", environment.get("PGPASSWORD"));
    properties.put("ApplicationName", "twinstream");
    properties.put("tcpKeepAlive", "true");
    return new PostgresAddress(
        SCHEME + hosts + name, "jdbc:" + SCHEME + hosts + database, properties);
  }

  /**
   * Connects.
   *
   * @throws HistoryException if the server is not there, or does not let anybody in
   */
  Connection connect() {
    try {
      return DriverManager.getConnection(url, properties);
    } catch (SQLException e) {
      throw new HistoryException(
          "cannot connect to %s: %s; %s".formatted(this, e.getMessage(), advice(e)), e);
    }
  }

  private static void put(Properties properties, String name, String value) {
    if (value != null) {
      properties.put(name, value);
    }
  }

  private static String advice(SQLException e) {
    String state = Objects.requireNonNullElse(e.getSQLState(), "");
    if (state.startsWith(REFUSED) || e.getMessage().contains("password")) {
      return "name the user in the address or in PGUSER, and put the password into PGPASSWORD or ~/.pgpass";
    }
    if (state.equals(NO_SUCH_DATABASE)) {
      return "create the database first";
    }
    return "see that the server is up and that host and port are right";
  }

  /** Server and database. */
  @Override
  public String toString() {
    return shown;
  }
}
