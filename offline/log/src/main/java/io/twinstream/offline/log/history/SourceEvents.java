package io.twinstream.offline.log.history;

import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Reads the events of history files. */
public final class SourceEvents {
  private SourceEvents() {}

  /**
   * Reads them into memory, in the order of the files.
   *
   * @param path a file, folder or glob
   * @param until events known from then on are omitted, if given
   * @throws IllegalArgumentException if there are none
   */
  public static List<Event> read(
      Project project, String sourceName, String path, Optional<Instant> until) {
    List<Event> read = new ArrayList<>();
    forEach(project, sourceName, path, Optional.empty(), until, read::add);
    return read;
  }

  /**
   * Visits them in the order of the files.
   *
   * @param path a file, folder or glob
   * @param from events known before are omitted, if given
   * @param until events known from then on are omitted, if given
   * @throws IllegalArgumentException if there are none
   */
  public static void forEach(
      Project project,
      String sourceName,
      String path,
      Optional<Instant> from,
      Optional<Instant> until,
      Consumer<Event> visitor) {
    Source source = project.source(sourceName);
    HistoryReader reader =
        HistoryReader.of(
            source,
            project.viewsOfBase(sourceName).stream()
                .map(view -> project.entity(view.entity()).key())
                .collect(Collectors.toUnmodifiableSet()),
            EventDecoder.DEFAULT_MAX_BYTES);
    long first = from.map(Instant::toEpochMilli).orElse(Long.MIN_VALUE);
    long limit = until.map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
    boolean[] any = new boolean[1];
    reader.forEachEvent(
        path,
        event -> {
          if (event.known() >= first && event.known() < limit) {
            any[0] = true;
            visitor.accept(event);
          }
        });
    if (!any[0]) {
      throw new IllegalArgumentException(
          "no events of '" + sourceName + "' in " + path + "; check it with backfill first");
    }
  }
}
