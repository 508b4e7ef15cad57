package io.twinstream.offline.postgres;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.View;
import io.twinstream.features.service.CompiledService;
import io.twinstream.offline.log.archive.WrittenTable;
import io.twinstream.offline.log.asof.AsOfReader;
import io.twinstream.offline.log.file.HistoryException;
import io.twinstream.offline.log.table.FeatureTable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * The rows of a project's views and services in a PostgreSQL database: one table each, named {@code
 * name@version}, in a schema with the name of the project.
 */
public final class PostgresStore {
  private static final String NO_PERMISSION = "42501";

  /** The SQLSTATE if no index matches the columns by which rows are merged. */
  private static final String NO_SUCH_KEY = "42P10";

  private final PostgresAddress address;
  private final Project project;
  private final String schema;

  private PostgresStore(PostgresAddress address, Project project) {
    this.address = address;
    this.project = project;
    this.schema = Sql.quote(Sql.requireShort(project.name()));
  }

  public static PostgresStore of(PostgresAddress address, Project project) {
    return new PostgresStore(address, project);
  }

  /**
   * Loads the tables in a folder, or the table that the folder is, as far as they have not been
   * loaded yet: completely, or not at all if anything fails.
   *
   * @param replace replaces the tables by the rows of the folder
   * @param done receives the number of files of a table that are done
   * @throws HistoryException if rows are of other definitions, or the database refuses them
   */
  public List<Loaded> load(Path folder, boolean replace, IntConsumer done) {
    List<WrittenTable> tables = WrittenTable.below(folder);
    List<Loaded> loaded = new ArrayList<>();
    try (Connection connection = address.connect()) {
      connection.setAutoCommit(false);
      begin(connection);
      StoredFiles stored = new StoredFiles(connection, schema);
      stored.create();
      for (WrittenTable table : tables) {
        loaded.add(load(connection, stored, table, replace, done));
      }
      connection.commit();
    } catch (SQLException e) {
      throw failed("load " + folder + " into", e);
    } catch (IOException e) {
      throw new HistoryException("cannot read " + folder + ": " + e.getMessage(), e);
    }
    return loaded;
  }

  /** Allows one load at a time. A user who may not create schemas can load into an existing one. */
  private void begin(Connection connection) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement("SELECT pg_advisory_xact_lock(hashtext(?))")) {
      lock.setString(1, "twinstream load " + project.name());
      lock.execute();
    }
    try (PreparedStatement find =
        connection.prepareStatement("SELECT 1 FROM pg_namespace WHERE nspname = ?")) {
      find.setString(1, project.name());
      if (!find.executeQuery().next()) {
        Sql.run(connection, "CREATE SCHEMA " + schema);
      }
    }
  }

  private Loaded load(
      Connection connection,
      StoredFiles stored,
      WrittenTable table,
      boolean replace,
      IntConsumer done)
      throws SQLException, IOException {
    Written written = written(table.id());
    table.requireFingerprint(written.fingerprint());
    if (replace) {
      stored.forget(table.id());
    }
    Optional<String> kept = stored.fingerprint(table.id());
    if (kept.isPresent()) {
      requireSame(table.id(), kept.get(), written.fingerprint());
    }
    Sql.requireShort(table.id());
    CopyRows rows = new CopyRows(table.columns());
    Target target =
        kept.isPresent()
            ? new KeptTable(connection, name(table.id()), rows)
            : new NewTable(connection, schema, table.id(), written.keys(), rows);
    return new TableLoad(table, target, stored).run(written.fingerprint(), done);
  }

  private String name(String id) {
    return schema + "." + Sql.quote(id);
  }

  /** What the definitions determine about written rows. */
  private record Written(String fingerprint, List<String> keys) {}

  private Written written(String id) {
    View view = project.views().get(id);
    if (view != null) {
      return new Written(FeatureTable.fingerprint(project, id), List.of(key(view)));
    }
    CompiledService service = CompiledService.of(project, project.service(id));
    return new Written(
        service.fingerprint(), service.views().stream().map(this::key).distinct().toList());
  }

  private String key(View view) {
    return project.entity(view.entity()).key();
  }

  /**
   * Returns a reader that looks up rows of a service's views here instead of in files.
   *
   * @throws HistoryException if rows of a view have not been loaded, or are of other definitions
   */
  public AsOfReader asOf(CompiledService service) {
    return AsOfReader.logged(project, service, this::rows);
  }

  private StoredRows rows(CompiledView view) {
    String id = view.view().id();
    try (Connection connection = address.connect()) {
      String kept =
          fingerprint(connection, id)
              .orElseThrow(
                  () ->
                      new HistoryException(
                          "no rows of %s in %s, schema %s; load them with: twinstream log load"
                              .formatted(id, address, project.name())));
      requireSame(id, kept, FeatureTable.fingerprint(project, id));
    } catch (SQLException e) {
      throw failed("read", e);
    }
    return new StoredRows(address, name(id), key(view.view()), view);
  }

  private Optional<String> fingerprint(Connection connection, String id) throws SQLException {
    try (PreparedStatement find = connection.prepareStatement("SELECT to_regclass(?)")) {
      find.setString(1, schema + "." + StoredFiles.TABLE);
      ResultSet row = find.executeQuery();
      row.next();
      return row.getString(1) == null
          ? Optional.empty()
          : new StoredFiles(connection, schema).fingerprint(id);
    }
  }

  private void requireSame(String id, String kept, String expected) {
    if (!kept.equals(expected)) {
      throw new HistoryException(
          ("%s, schema %s, has rows of %s with fingerprint %s, the definitions have"
                  + " %s: read them with the definitions that they were written with, or"
                  + " replace them with --replace")
              .formatted(address, project.name(), id, kept, expected));
    }
  }

  private HistoryException failed(String what, SQLException e) {
    String advice = "";
    if (NO_PERMISSION.equals(e.getSQLState())) {
      advice = "; allow the user to create tables in the schema " + project.name();
    } else if (NO_SUCH_KEY.equals(e.getSQLState())) {
      advice = "; an earlier version created its tables: load them again with --replace";
    }
    return new HistoryException(
        "cannot %s %s: %s%s".formatted(what, address, e.getMessage(), advice), e);
  }
}
