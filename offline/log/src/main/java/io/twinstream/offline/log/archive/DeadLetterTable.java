package io.twinstream.offline.log.archive;

import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Envelope;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.Reason;
import io.twinstream.offline.log.file.Duck;
import io.twinstream.offline.log.parquet.TableColumn;
import io.twinstream.offline.log.table.Folders;
import io.twinstream.offline.log.table.TableLayout;
import io.twinstream.offline.log.table.TableWriter;
import java.nio.file.Path;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The table of the dead letters of all sources, with their original bytes, by date of known time.
 */
public final class DeadLetterTable {
  static final String KIND = "dead_letters";

  /** Folders by date of known time. */
  public static final Folders<DeadLetter> FOLDERS = Folders.byDate(DeadLetter::known);

  private DeadLetterTable() {}

  /** Returns a writer for a folder. */
  public static TableWriter<DeadLetter> writer(Path directory) {
    List<TableColumn<DeadLetter>> columns = new ArrayList<>();
    columns.add(TableColumn.text("source", DeadLetter::source));
    columns.add(TableColumn.text("reason", dead -> dead.reason().name()));
    columns.add(TableColumn.text("detail", DeadLetter::detail));
    columns.add(TableColumn.bytes("payload", DeadLetter::payload));
    columns.add(TableColumn.int64("size", DeadLetter::size));
    columns.add(TableColumn.text("sha256", DeadLetter::sha256));
    columns.add(TableColumn.bytes("key", dead -> dead.envelope().key()));
    columns.add(
        TableColumn.instant(
            "timestamp",
            dead -> dead.envelope().timestamp(),
            dead -> dead.envelope().timestamp() == Envelope.NO_TIMESTAMP));
    columns.addAll(TableLayout.origin(DeadLetter::position, DeadLetter::known));
    return new TableWriter<>(
        directory,
        new TableLayout<>(
            KIND,
            columns,
            Map.of(TableLayout.KIND, KIND),
            DeadLetter::position,
            FOLDERS,
            dead -> Arrays.hashCode(dead.payload())));
  }

  /** Reads the dead letters below a folder, each once, in the order of their positions. */
  public static void read(Path directory, Consumer<DeadLetter> to) {
    if (!DuckDbTables.exists(directory)) {
      return;
    }
    String sql =
        "SELECT source, _origin, _partition, _offset, epoch_ms(_known), reason, detail, payload,"
            + " size, sha256, \"key\", epoch_ms(\"timestamp\") FROM "
            + DuckDbTables.distinctRows(directory)
            + " ORDER BY _origin, _partition, _offset";
    try (Duck duck = new Duck()) {
      duck.query(sql, row -> to.accept(deadLetter(row)));
    }
  }

  private static DeadLetter deadLetter(ResultSet row) throws SQLException {
    Blob payload = row.getBlob(8);
    return new DeadLetter(
        row.getString(1),
        new Position(row.getString(2), row.getInt(3), row.getLong(4)),
        row.getLong(5),
        Reason.valueOf(row.getString(6)),
        row.getString(7),
        payload.getBytes(1, (int) payload.length()),
        row.getLong(9),
        row.getString(10),
        envelope(row));
  }

  /** Reads the envelope without headers, which only the topic of dead letters keeps. */
  private static Envelope envelope(ResultSet row) throws SQLException {
    Blob key = row.getBlob(11);
    long timestamp = row.getLong(12);
    boolean none = row.wasNull();
    return key == null && none
        ? Envelope.NONE
        : new Envelope(
            key == null ? null : key.getBytes(1, (int) key.length()),
            none ? Envelope.NO_TIMESTAMP : timestamp,
            List.of());
  }
}
