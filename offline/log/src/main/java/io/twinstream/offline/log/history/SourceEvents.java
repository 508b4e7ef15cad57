package io.twinstream.offline.log.history;

import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads the events of history files into memory. */
public final class SourceEvents {
  private SourceEvents() {}

  /**
   * Reads them in the order of the files.
   *
   * @param path a file, folder or glob
   * @param until events known from then on are omitted, if given
   * @throws IllegalArgumentException if there are none
   */
  public static List<Event> read(
      Project project, String sourceName, String path, Optional<Instant> until) {
    Source source = project.source(sourceName);
    HistoryReader reader =
        HistoryReader.of(
            source,
            project.viewsOfBase(sourceName).stream()
                .map(view -> project.entity(view.entity()).key())
                .collect(Collectors.toUnmodifiableSet()),
            EventDecoder.DEFAULT_MAX_BYTES);
    long limit = until.map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
    List<Event> read = new ArrayList<>();
    reader.forEachEvent(
        path,
        event -> {
          if (event.known() < limit) {
            read.add(event);
          }
        });
    if (read.isEmpty()) {
      throw new IllegalArgumentException(
          "no events of '" + sourceName + "' in " + path + "; check it with backfill first");
    }
    return read;
  }
}
