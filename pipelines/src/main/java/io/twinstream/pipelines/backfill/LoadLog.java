package io.twinstream.pipelines.backfill;

import io.twinstream.features.decode.EventBuilder;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.TableRules;
import io.twinstream.features.definition.TableRules.Load;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.files.FilePaths;
import io.twinstream.features.files.FileTree;
import io.twinstream.features.files.IncompleteFolder;
import io.twinstream.offline.log.table.EventTable;
import io.twinstream.offline.log.table.TableWriter;
import io.twinstream.pipelines.job.NewFolder;
import io.twinstream.pipelines.online.TableLoad;
import io.twinstream.stores.Generation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rows of one load in the log of its table, which is the history of the table: a folder per
 * load with its rows and, for a snapshot, a delete for each key that it lacks. The folder appears
 * after readers of the online store follow the load. If the process is killed between the two, the
 * next load makes it appear, since the name of the folder has the generation of the load.
 */
final class LoadLog implements AutoCloseable {
  private static final int BATCH = 100_000;
  private static final Pattern NAME = Pattern.compile("load-(\\d+)-\\d+");

  private final Source table;
  private final NewFolder folder;
  private boolean complete;

  private LoadLog(Source table, NewFolder folder) {
    this.table = table;
    this.folder = folder;
  }

  /**
   * Begins the folder of a load.
   *
   * @param log the folder of logs
   * @param table with the number and the time of the load
   */
  static LoadLog begin(Path log, Source table, TableLoad load) {
    Path of = of(log, table);
    long number = load.load().number();
    load.before().ifPresent(before -> completeEarlier(new NewFolder(path(of, number - 1, before))));
    Generation into = load.generations().values().iterator().next();
    return new LoadLog(table, NewFolder.at(path(of, number, into)));
  }

  /** Returns the folder of the log of a table. */
  static Path of(Path log, Source table) {
    return log.resolve(table.name()).toAbsolutePath().normalize();
  }

  /**
   * Returns the number of the latest load in the log of a table; 0 if it has none. Numbers continue
   * from there when the online store was emptied.
   */
  static long latest(Path log, Source table) {
    return latest(of(log, table));
  }

  /** Returns the same of a folder that may be the log of a table. */
  static long latest(Path of) {
    try {
      return FilePaths.isLocal(of) && !Files.isDirectory(of)
          ? 0
          : FileTree.folders(of, 1).stream()
              .map(folder -> NAME.matcher(folder.getFileName().toString()))
              .filter(Matcher::matches)
              .mapToLong(name -> Long.parseLong(name.group(1)))
              .max()
              .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list the log " + of, e);
    }
  }

  private static Path path(Path log, long number, Generation generation) {
    return log.resolve("load-%06d-%d".formatted(number, generation.number()));
  }

  private static void completeEarlier(NewFolder earlier) {
    boolean waits =
        FilePaths.isLocal(earlier.path())
            ? Files.isDirectory(earlier.whileWriting())
            : IncompleteFolder.is(earlier.path());
    if (waits) {
      earlier.complete();
    }
  }

  /** Returns the folder that receives the rows. */
  Path whileWriting() {
    return folder.whileWriting();
  }

  /** Adds the keys that a snapshot deletes. */
  void addDeletes(TableLoad load) {
    TableWriter<Event> writer = EventTable.writer(whileWriting(), table);
    EventBuilder builder = EventBuilder.history(table, Set.of());
    List<Event> batch = new ArrayList<>();
    long[] number = new long[1];
    load.forEachDeleted(
        key -> {
          batch.add(delete(builder, key, number[0]++));
          if (batch.size() == BATCH) {
            write(writer, batch);
          }
        });
    write(writer, batch);
  }

  private static void write(TableWriter<Event> writer, List<Event> batch) {
    try {
      if (!batch.isEmpty()) {
        writer.write(batch);
      }
      batch.clear();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the log of a load", e);
    }
  }

  private Event delete(EventBuilder builder, String key, long number) {
    Schema schema = table.schema();
    TableRules rules = table.table().orElseThrow();
    Load load = rules.current().orElseThrow();
    builder.begin();
    builder.text(schema.slot(rules.key()), key);
    builder.booleanValue(schema.slot(TableRules.DELETED), true);
    Position position = new Position("deletes", 0, number);
    return (Event) builder.finish(position, load.at(), () -> new byte[0]);
  }

  /** Makes the folder visible, after readers of the online store follow the load. */
  void complete() {
    folder.complete();
    complete = true;
  }

  @Override
  public void close() {
    if (!complete) {
      folder.abandon();
    }
  }
}
