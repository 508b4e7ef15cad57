package io.twinstream.offline.log;

import io.twinstream.features.event.DeadLetter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The dead letters of all sources, with their original bytes, by the dates they were known. */
public final class DeadLetterTable {
  static final String KIND = "dead_letters";

  private DeadLetterTable() {}

  /** Writes below a directory. */
  public static TableWriter<DeadLetter> writer(Path directory) {
    List<TableColumn<DeadLetter>> columns = new ArrayList<>();
    columns.add(TableColumn.text("source", DeadLetter::source));
    columns.add(TableColumn.text("reason", dead -> dead.reason().name()));
    columns.add(TableColumn.text("detail", DeadLetter::detail));
    columns.add(TableColumn.bytes("payload", DeadLetter::payload));
    columns.add(TableColumn.int64("size", DeadLetter::size));
    columns.add(TableColumn.text("sha256", DeadLetter::sha256));
    columns.addAll(TableLayout.origin(DeadLetter::position, DeadLetter::known));
    return new TableWriter<>(
        directory,
        new TableLayout<>(
            KIND,
            columns,
            Map.of(TableLayout.KIND, KIND),
            DeadLetter::position,
            DeadLetter::known,
            dead -> 0));
  }
}
