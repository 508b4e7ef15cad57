package io.twinstream.features.testkit;

import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.HistoryMapping.EpochUnit;
import io.twinstream.features.definition.HistoryMapping.Format;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.time.Zone;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Decodes the records of one source as the live job does. */
final class Records {
  private final EventDecoder live;
  private final EventDecoder atEventTime;
  private int offset;

  Records(Project project, Source source) {
    Set<String> keys =
        project.viewsOf(source.name()).stream()
            .map(view -> project.entity(view.entity()).key())
            .collect(Collectors.toSet());
    this.live = EventDecoders.live(source, keys, EventDecoder.DEFAULT_MAX_BYTES);
    this.atEventTime = EventDecoders.jsonLines(plain(source), keys, EventDecoder.DEFAULT_MAX_BYTES);
  }

  /**
   * Returns the source with a history in the format of its live records, known when they happen.
   */
  private static Source plain(Source source) {
    HistoryMapping mapping =
        new HistoryMapping(
            Format.JSON_LINES,
            Map.of(),
            List.of(),
            ',',
            Optional.empty(),
            Zone.UTC,
            EpochUnit.MILLIS,
            false,
            Optional.empty(),
            Duration.ZERO);
    return new Source(
        source.name(),
        source.topic(),
        source.schema(),
        source.eventTime(),
        source.eventId(),
        source.dedupe(),
        source.resolution(),
        source.maxFutureSkew(),
        source.maxLateness(),
        source.maxKnownDisorder(),
        mapping);
  }

  Decoded atEventTime(String json) {
    return atEventTime.decode(record(offset++, 0, json));
  }

  Decoded knownAt(String json, long known) {
    return live.decode(record(offset++, known, json));
  }

  static RawRecord record(int offset, long known, String json) {
    return new RawRecord(
        new Position("test", 0, offset), known, json.getBytes(StandardCharsets.UTF_8));
  }
}
