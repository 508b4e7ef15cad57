package io.twinstream.offline.log.table;

import com.dynatrace.hash4j.hashing.HashStream64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.twinstream.features.event.Position;
import io.twinstream.features.files.FilePaths;
import io.twinstream.offline.log.parquet.PartFile;
import io.twinstream.offline.log.parquet.TableColumn;
import io.twinstream.offline.log.parquet.UnfinishedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.parquet.schema.Type;

/**
 * Writes batches of rows as Parquet files {@code part-….parquet} in the {@link Folders} of a table.
 * The name of a file follows from the positions and versions of its rows, so the same batch written
 * twice is one file; rows of other batches that overlap are de-duplicated by position on read. The
 * first write deletes unfinished files of writers that were killed.
 */
public final class TableWriter<R> {
  private final Path directory;
  private final TableLayout<R> layout;
  private boolean clean;

  public TableWriter(Path directory, TableLayout<R> layout) {
    this.directory = directory;
    this.layout = layout;
  }

  /** Returns a writer whose columns have numbers, by name, as those of lake tables. */
  public TableWriter<R> withIds(Map<String, Integer> ids) {
    List<TableColumn<R>> numbered = new ArrayList<>();
    for (TableColumn<R> column : layout.columns()) {
      numbered.add(new TableColumn<>(column.type().withId(ids.get(column.name())), column.cell()));
    }
    return new TableWriter<>(directory, layout.with(numbered));
  }

  /** Returns the types of the columns, in their order. */
  public List<Type> types() {
    return layout.columns().stream().map(TableColumn::type).toList();
  }

  /** Writes the rows: one file per folder, each visible once it is complete and on disk. */
  public List<Path> write(Collection<R> rows) throws IOException {
    SortedMap<Long, List<R>> byFolder = new TreeMap<>();
    for (R row : rows) {
      long number = layout.folders().number(row);
      byFolder.computeIfAbsent(number, n -> new ArrayList<>()).add(row);
    }
    List<Path> files = new ArrayList<>();
    for (Map.Entry<Long, List<R>> folder : byFolder.entrySet()) {
      List<R> sorted = PositionOrder.sorted(folder.getValue(), layout.position());
      Path file = directory.resolve(layout.folders().name(folder.getKey())).resolve(name(sorted));
      PartFile.write(file, layout.columns(), layout.metadata(), sorted);
      files.add(file);
    }
    if (!clean && !files.isEmpty() && FilePaths.isLocal(directory)) {
      UnfinishedFiles.delete(directory, Files.getLastModifiedTime(files.get(0)).toInstant());
      clean = true;
    }
    return files;
  }

  private String name(List<R> sorted) {
    HashStream64 hash = Hashing.xxh3_64().hashStream();
    String origin = null;
    for (R row : sorted) {
      Position position = layout.position().apply(row);
      if (!position.origin().equals(origin)) {
        origin = position.origin();
        hash.putString(origin);
      }
      hash.putInt(position.partition()).putLong(position.offset());
      hash.putLong(layout.version().applyAsLong(row));
    }
    Position first = layout.position().apply(sorted.get(0));
    return String.format(
        Locale.ROOT,
        "part-%05d-%019d-%016x.parquet",
        first.partition(),
        first.offset(),
        hash.getAsLong());
  }
}
