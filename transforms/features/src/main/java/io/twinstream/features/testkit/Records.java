package io.twinstream.features.testkit;

import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

/** Decodes the records of one source as the live job does. */
final class Records {
  private final EventDecoder live;
  private final EventDecoder atEventTime;
  private int offset;

  Records(Project project, Source source) {
    Set<String> keys =
        project.viewsOfBase(source.name()).stream()
            .map(view -> project.entity(view.entity()).key())
            .collect(Collectors.toSet());
    this.live = EventDecoders.live(source, keys, EventDecoder.DEFAULT_MAX_BYTES);
    // With a history like its live records: known when they happen.
    Source plain = source.withHistory(HistoryMapping.DEFAULT);
    this.atEventTime = EventDecoders.jsonLines(plain, keys, EventDecoder.DEFAULT_MAX_BYTES);
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
