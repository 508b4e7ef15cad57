package io.twinstream.serving.reading;

import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.service.CompiledService;
import io.twinstream.features.service.EventRequest;
import io.twinstream.features.text.Names;
import io.twinstream.serving.problem.ProblemException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Decodes events in requests exactly as the live job decodes records, and refuses, for the same
 * reason, what would become a dead letter there.
 */
public final class DecidedEvents {
  private static final Position FROM_CALLER = new Position("request", 0, 0);

  private final Project project;
  private final InstantSource clock;

  private final Map<Mapped, EventRequest> requests = new ConcurrentHashMap<>();

  private record Mapped(CompiledService service, String source) {}

  /** Decoders are not thread-safe. */
  private final ThreadLocal<Map<String, EventDecoder>> decoders =
      ThreadLocal.withInitial(HashMap::new);

  DecidedEvents(Project project, InstantSource clock) {
    this.project = project;
    this.clock = clock;
  }

  /**
   * Decodes a record with the current time as its known time.
   *
   * @param source the name of its source
   * @param json the record as it would be on the topic
   * @throws ProblemException if there is no such source, or the record would be a dead letter
   */
  public SourceEvent decode(String source, byte[] json) {
    return decode(source, json, clock.millis());
  }

  /**
   * Decodes an older record, as in a replay of history.
   *
   * @param known the record's timestamp, in milliseconds since 1970
   */
  public SourceEvent decode(String source, byte[] json, long known) {
    EventDecoder decoder = decoders.get().computeIfAbsent(source, this::decoder);
    Decoded decoded = decoder.decode(new RawRecord(FROM_CALLER, known, json));
    if (decoded instanceof DeadLetter letter) {
      throw ProblemException.badRequest(
          "the event would be a dead letter of %s: %s, %s"
              .formatted(source, letter.reason(), Shown.text(letter.detail())));
    }
    return new SourceEvent(source, (Event) decoded);
  }

  /**
   * The fields of an event as the request fields of a service, by name.
   *
   * @throws ProblemException if the types of a common field differ
   */
  public FeatureRow request(FeatureList service, SourceEvent event) {
    try {
      return requests
          .computeIfAbsent(new Mapped(service.compiled(), event.source()), this::mapping)
          .row(event.event());
    } catch (IllegalArgumentException e) {
      throw ProblemException.badRequest(e.getMessage());
    }
  }

  private EventRequest mapping(Mapped mapped) {
    return EventRequest.of(mapped.service().request(), project.source(mapped.source()).schema());
  }

  private EventDecoder decoder(String name) {
    Source source = project.sources().get(name);
    if (source == null) {
      throw ProblemException.notFound(
          Names.unknown("source", Shown.text(name), project.sources().keySet()));
    }
    if (source.isTable()) {
      throw ProblemException.badRequest(
          "source '%s' is a table, which has rows and no events; load it with twinstream load"
              .formatted(name));
    }
    if (source.isOfChanges()) {
      throw ProblemException.badRequest(
          "source '%s' has changes of rows: whether a version counts depends on others; pass the fields of the request instead"
              .formatted(name));
    }
    Set<String> keys =
        project.viewsOfBase(name).stream()
            .map(view -> project.entity(view.entity()).key())
            .collect(Collectors.toSet());
    return EventDecoders.live(source, keys, EventDecoder.DEFAULT_MAX_BYTES);
  }
}
