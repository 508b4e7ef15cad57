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
 * The address of a database: {@code postgresql://[USER@]HOST[:PORT]/DATABASE[?OPTION=VALUE&…]},
 * with the options of the JDBC driver. It never contains a password: that comes from {@code
 * PGPASSWORD}, a password file or a service file, as with PostgreSQL's own tools.
 */
public final class PostgresAddress {
  private static final String SCHEME = "postgresql://";
  private static final Pattern SECRET =
      Pattern.compile("(?:^|[?&])\\w*password\\w*=", Pattern.CASE_INSENSITIVE);

  /** The SQLSTATE of a wrong password, and of a user without permission to connect. */
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

  /** Reports whether text is the address of a database, not a folder. */
  public static boolean isOne(String text) {
    return text.startsWith(SCHEME) || text.startsWith("postgres://");
  }

  /**
   * Parses an address.
   *
   * @throws IllegalArgumentException if it has another form, or contains a password
   */
  public static PostgresAddress parse(String text) {
    return parse(text, System.getenv());
  }

  static PostgresAddress parse(String text, Map<String, String> environment) {
    if (!isOne(text)) {
      throw new IllegalArgumentException(
          "the address of a PostgreSQL database must be postgresql://[USER@]HOST[:PORT]/DATABASE");
    }
    String rest = text.substring(text.indexOf("://") + 3);
    int slash = rest.indexOf('/');
    String server = slash < 0 ? rest : rest.substring(0, slash);
    String database = slash < 0 ? "/" : rest.substring(slash);
    int at = server.lastIndexOf('@');
    String user = at < 0 ? null : server.substring(0, at);
    int question = database.indexOf('?');
    String name = question < 0 ? database : database.substring(0, question);
    // The input is not repeated in the message, because messages are logged. If an @ follows the
    // slash, the slash is part of a password.
    if (user != null && user.contains(":")
        || name.contains("@")
        || SECRET.matcher(database).find()) {
      throw new IllegalArgumentException(
          "other users of the machine can see a password in an address; put it into"
              + " the environment variable PGPASSWORD or the file ~/.pgpass");
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
   * Connects to the database.
   *
   * @throws HistoryException if the server does not answer or refuses the connection
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
      return "name the user in the address or in PGUSER, and put the password into"
          + " PGPASSWORD or ~/.pgpass";
    }
    if (state.equals(NO_SUCH_DATABASE)) {
      return "create the database first";
    }
    return "check that the server is running and that host and port are right";
  }

  /** Returns server and database. */
  @Override
  public String toString() {
    return shown;
  }
}
