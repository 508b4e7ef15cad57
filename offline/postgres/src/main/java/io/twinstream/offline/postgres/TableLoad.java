package io.twinstream.offline.postgres;

import io.twinstream.offline.log.archive.WrittenTable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/** Loads the files of a table that have not been loaded yet. */
final class TableLoad {
  private final WrittenTable from;
  private final Target to;
  private final StoredFiles stored;

  TableLoad(WrittenTable from, Target to, StoredFiles stored) {
    this.from = from;
    this.to = to;
    this.stored = stored;
  }

  /**
   * Loads the files, within the transaction of the target.
   *
   * @param fingerprint of the definition of the rows
   * @param done receives the number of files that are done
   */
  Loaded run(String fingerprint, IntConsumer done) throws SQLException, IOException {
    Map<String, Long> known = stored.of(from.id());
    int files = 0;
    int looked = 0;
    long rows = 0;
    to.begin();
    for (List<Path> folder : from.files().values()) {
      Map<String, Long> stamps = StoredFiles.stamps(folder);
      stamps.entrySet().removeIf(file -> file.getValue().equals(known.get(file.getKey())));
      List<Path> missing =
          folder.stream().filter(file -> stamps.containsKey(StoredFiles.name(file))).toList();
      if (!missing.isEmpty()) {
        rows += to.take(missing);
        stored.add(from.id(), fingerprint, stamps);
      }
      files += missing.size();
      looked += folder.size();
      done.accept(looked);
    }
    to.end();
    return new Loaded(from.id(), files, looked - files, rows, to.leftOut());
  }
}
