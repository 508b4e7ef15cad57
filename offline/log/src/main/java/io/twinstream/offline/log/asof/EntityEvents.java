package io.twinstream.offline.log.asof;

import io.twinstream.features.decode.EntityKey;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.definition.FieldType.Kind;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.FirstOfRecord;
import io.twinstream.offline.log.archive.DuckDbTables;
import io.twinstream.offline.log.file.Duck;
import io.twinstream.offline.log.history.HistoryReader;
import io.twinstream.offline.log.history.ReadCounts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the events of some entities from the history of a source. From a Twinstream archive, DuckDB
 * reads only these events; other files are read completely.
 *
 * <p>Positions that were written twice are one event, and so are equal identities if the source has
 * {@code dedupe}: the first by known time and position is kept, as in a replay.
 */
public final class EntityEvents implements EventsByEntity {
  private static final Comparator<Event> ORDER =
      Comparator.comparingLong(Event::known).thenComparing(FirstOfRecord.ORDER);

  private final Source source;
  private final String path;
  private final boolean archive;
  private final Set<String> keys;
  private final int maxRecordBytes;
  private volatile ReadCounts counts;

  private EntityEvents(Source source, String path, Set<String> keys, int maxRecordBytes) {
    this.source = source;
    this.keys = keys;
    this.maxRecordBytes = maxRecordBytes;
    this.path = path;
    this.archive = DuckDbTables.isArchive(path);
  }

  /**
   * Creates a reader of a history.
   *
   * @param path a file, a folder or a glob
   */
  public static EntityEvents of(Source source, String path) {
    return of(source, path, EventDecoder.DEFAULT_MAX_BYTES);
  }

  /**
   * The same, with a limit of its own.
   *
   * @param maxRecordBytes longer records are no events
   */
  public static EntityEvents of(Source source, String path, int maxRecordBytes) {
    return new EntityEvents(source, path, Set.of(), maxRecordBytes);
  }

  /**
   * Creates a reader for which records without any key of some views are dead letters.
   *
   * @param keys the key fields of the views
   */
  static EntityEvents of(Source source, String path, Set<String> keys) {
    return new EntityEvents(source, path, keys, EventDecoder.DEFAULT_MAX_BYTES);
  }

  /**
   * Returns what the last records became: of an archive, those of the requested entities, for the
   * key for which most were refused; empty if nothing was read.
   */
  public Optional<ReadCounts> counts() {
    return Optional.ofNullable(counts);
  }

  @Override
  public void read(String key, Set<String> entities, long until, Reader to) {
    if (archive) {
      readArchive(key, entities, until, to);
    } else {
      readAll(key, entities, until, to);
    }
  }

  private void readAll(String key, Set<String> entities, long until, Reader to) {
    Map<String, List<Event>> found = new HashMap<>();
    EntityKey entityKey = EntityKey.in(source.schema(), key);
    HistoryReader reader = HistoryReader.of(source, keys, maxRecordBytes);
    counts =
        reader.read(
            path,
            event -> {
              String entity = event.known() <= until ? entityKey.of(event) : null;
              if (entity != null && entities.contains(entity)) {
                found.computeIfAbsent(entity, e -> new ArrayList<>()).add(event);
              }
            });
    found.forEach((entity, events) -> to.read(entity, distinct(source, events)));
  }

  private void readArchive(String key, Set<String> entities, long until, Reader to) {
    boolean isText = source.schema().field(key).type().kind() == Kind.STRING;
    List<Object[]> ids = new ArrayList<>();
    for (String entity : entities) {
      if (isText) {
        ids.add(new Object[] {entity});
      } else if (isWhole(entity)) {
        ids.add(new Object[] {Long.valueOf(entity)});
      }
    }
    EntityKey entityKey = EntityKey.in(source.schema(), key);
    List<Event> events = new ArrayList<>();
    String[] entity = new String[1];
    try (Duck duck = new Duck()) {
      ArchiveRows rows = ArchiveRows.of(duck, source, path);
      if (ids.isEmpty() || !rows.has(key)) {
        return;
      }
      duck.table("wanted", "id " + (isText ? "VARCHAR" : "BIGINT"), ids);
      String where = Duck.quote(key) + " IN (SELECT id FROM wanted)";
      ReadCounts read =
          rows.read(
              where,
              until,
              Duck.quote(key),
              event -> {
                String of = entityKey.of(event);
                if (!of.equals(entity[0])) {
                  tell(entity[0], events, to);
                  entity[0] = of;
                }
                events.add(event);
              });
      tell(entity[0], events, to);
      if (counts == null || counts.dead() <= read.dead()) {
        counts = read;
      }
    }
  }

  private void tell(String entity, List<Event> events, Reader to) {
    if (!events.isEmpty()) {
      to.read(entity, distinct(source, events));
      events.clear();
    }
  }

  /** Reports whether it is a whole number in the form of events. */
  private static boolean isWhole(String id) {
    try {
      return Long.toString(Long.parseLong(id)).equals(id);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /**
   * The distinct events of an entity, by known time, then position.
   *
   * @param events in any order
   */
  public static List<Event> distinct(Source source, List<Event> events) {
    List<Event> sorted = new ArrayList<>(events);
    sorted.sort(ORDER);
    Set<Long> identities = new HashSet<>();
    List<Event> distinct = new ArrayList<>(events.size());
    FirstOfRecord first = new FirstOfRecord();
    for (Event event : sorted) {
      if (first.test(event) && (!source.dedupe() || identities.add(event.identity()))) {
        distinct.add(event);
      }
    }
    return distinct;
  }
}
