package io.twinstream.pipelines.backfill;

import io.twinstream.features.decode.EventBuilder;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.TableRules;
import io.twinstream.features.definition.TableRules.Load;
import io.twinstream.features.definition.TableRules.Loads;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.files.FilePaths;
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

/**
 * The rows of one load in the log of its table, which is the history of the table: a folder per
 * load with its rows and, for a snapshot, a delete for each key that it lacks. The folder appears
 * after readers of the online store follow the load. If the process is killed between the two, the
 * next load makes it appear, since the name of the folder has the generation of the load.
 */
final class LoadLog implements AutoCloseable {
  private static final int BATCH = 100_000;

  private final Source table;
  private final TableLoad load;
  private final LoggedLoads earlier;
  private final NewFolder folder;
  private boolean complete;

  private LoadLog(Source table, TableLoad load, LoggedLoads earlier, NewFolder folder) {
    this.table = table;
    this.load = load;
    this.earlier = earlier;
    this.folder = folder;
  }

  /**
   * Begins the folder of a load.
   *
   * @param log the folder of logs
   * @param table with the number and the time of the load
   */
  static LoadLog begin(Path log, Source table, TableLoad load) {
    Path of = LoggedLoads.folder(log, table);
    long number = load.load().number();
    load.before()
        .forEach(
            (view, before) ->
                before.ifPresent(
                    each -> completeEarlier(new NewFolder(path(of, number - 1, each)))));
    LoggedLoads earlier = LoggedLoads.of(log, table);
    Generation into = load.generations().values().iterator().next();
    return new LoadLog(table, load, earlier, NewFolder.at(path(of, number, into)));
  }

  private static Path path(Path log, long number, Generation generation) {
    return log.resolve(LoggedLoads.folder(number, generation.number()));
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

  /**
   * Adds the keys that a snapshot deletes: those in the log that it lacks. The store may have lost
   * them, or a load without a log have deleted them.
   */
  void addDeletes() {
    if (table.table().orElseThrow().loads() == Loads.CHANGES) {
      return;
    }
    TableWriter<Event> writer = EventTable.writer(whileWriting(), table);
    EventBuilder builder = EventBuilder.history(table, Set.of());
    long[] number = new long[1];
    List<String> keys = new ArrayList<>();
    earlier.forEachKey(
        table,
        whileWriting(),
        key -> {
          keys.add(key);
          if (keys.size() == BATCH) {
            addDeletes(writer, builder, keys, number);
          }
        });
    addDeletes(writer, builder, keys, number);
  }

  private void addDeletes(
      TableWriter<Event> writer, EventBuilder builder, List<String> keys, long[] number) {
    List<Event> batch = new ArrayList<>();
    load.missing(keys).forEach(key -> batch.add(delete(builder, key, number[0]++)));
    keys.clear();
    write(writer, batch);
  }

  private static void write(TableWriter<Event> writer, List<Event> batch) {
    try {
      if (!batch.isEmpty()) {
        writer.write(batch);
      }
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

  /** Keeps the folder of a load that readers may follow: the next load makes it visible. */
  @Override
  public void close() {
    if (!complete && !load.mayBeFollowed()) {
      folder.abandon();
    }
  }
}
