package io.twinstream.features.definition;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A named stream of events.
 *
 * @param name unique within the project
 * @param topic the Kafka topic where events live
 * @param schema the declared fields; anything else in a record is ignored
 * @param eventTime the timestamp field that says when the event happened
 * @param eventId the field that identifies an event, if there is one
 * @param dedupe whether an event whose identity was seen is dropped; needs {@code eventId}
 * @param resolution event times are floored to multiples of this, at least 1 ms
 * @param maxFutureSkew how far event time may be ahead of known time
 * @param maxLateness how far event time may be behind known time
 * @param maxKnownDisorder how far a record's time may be behind one before it in its partition,
 *     where records have their producers' times; one that is further behind is a dead letter
 * @param history how files of this source are read, if it has history
 */
public record Source(
    String name,
    String topic,
    Schema schema,
    String eventTime,
    Optional<String> eventId,
    boolean dedupe,
    Duration resolution,
    Duration maxFutureSkew,
    Duration maxLateness,
    Duration maxKnownDisorder,
    HistoryMapping history) {

  public static final Duration DEFAULT_RESOLUTION = Duration.ofMillis(1);
  public static final Duration DEFAULT_MAX_FUTURE_SKEW = Duration.ofMinutes(1);
  public static final Duration DEFAULT_MAX_LATENESS = Duration.ofDays(1);
  public static final Duration DEFAULT_MAX_KNOWN_DISORDER = Duration.ofDays(1);

  public Source {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(eventTime, "eventTime");
    Objects.requireNonNull(eventId, "eventId");
    Objects.requireNonNull(history, "history");
  }
}
