package io.twinstream.features.definition;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A named stream of events, or a table of rows by key.
 *
 * @param name unique within the project
 * @param kafkaTopic the topic of its live events
 * @param schema the declared fields; other values in a record are ignored
 * @param eventTime the timestamp field that holds the event time
 * @param eventId the field that identifies an event, if it has one
 * @param dedupe whether an event is dropped if its identity was seen before; needs {@code eventId}
 * @param resolution event times are floored to multiples of this, at least 1 ms
 * @param maxFutureSkew how far event time may be ahead of known time
 * @param maxLateness how far event time may be behind known time
 * @param maxKnownDisorder how far the timestamp of a record may be behind that of an earlier record
 *     in its partition, if producers set the timestamps; a record further behind is a dead letter
 * @param history how history files of this source are read, if it has history
 * @param deadLetters the topic of its dead letters, if it has one of its own
 * @param table how its rows are loaded, if it is a table; then it has no topic
 * @param format the format of the records of its topic
 * @param changes how its records change rows, if they do; then its event id is the row
 */
public record Source(
    String name,
    Topic kafkaTopic,
    Schema schema,
    String eventTime,
    Optional<String> eventId,
    boolean dedupe,
    Duration resolution,
    Duration maxFutureSkew,
    Duration maxLateness,
    Duration maxKnownDisorder,
    HistoryMapping history,
    Optional<Topic> deadLetters,
    Optional<TableRules> table,
    RecordFormat format,
    Optional<ChangeRules> changes) {

  public static final Duration DEFAULT_RESOLUTION = Duration.ofMillis(1);
  public static final Duration DEFAULT_MAX_FUTURE_SKEW = Duration.ofMinutes(1);
  public static final Duration DEFAULT_MAX_LATENESS = Duration.ofDays(1);
  public static final Duration DEFAULT_MAX_KNOWN_DISORDER = Duration.ofDays(1);

  public Source {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(kafkaTopic, "kafkaTopic");
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(eventTime, "eventTime");
    Objects.requireNonNull(eventId, "eventId");
    Objects.requireNonNull(history, "history");
    Objects.requireNonNull(deadLetters, "deadLetters");
    Objects.requireNonNull(table, "table");
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(changes, "changes");
  }

  /** Creates a source whose records are no changes of rows. */
  public Source(
      String name,
      Topic kafkaTopic,
      Schema schema,
      String eventTime,
      Optional<String> eventId,
      boolean dedupe,
      Duration resolution,
      Duration maxFutureSkew,
      Duration maxLateness,
      Duration maxKnownDisorder,
      HistoryMapping history,
      Optional<Topic> deadLetters,
      Optional<TableRules> table,
      RecordFormat format) {
    this(
        name,
        kafkaTopic,
        schema,
        eventTime,
        eventId,
        dedupe,
        resolution,
        maxFutureSkew,
        maxLateness,
        maxKnownDisorder,
        history,
        deadLetters,
        table,
        format,
        Optional.empty());
  }

  /** Creates a stream of JSON; checkpoints of earlier versions have no other sources. */
  public Source(
      String name,
      Topic kafkaTopic,
      Schema schema,
      String eventTime,
      Optional<String> eventId,
      boolean dedupe,
      Duration resolution,
      Duration maxFutureSkew,
      Duration maxLateness,
      Duration maxKnownDisorder,
      HistoryMapping history,
      Optional<Topic> deadLetters) {
    this(
        name,
        kafkaTopic,
        schema,
        eventTime,
        eventId,
        dedupe,
        resolution,
        maxFutureSkew,
        maxLateness,
        maxKnownDisorder,
        history,
        deadLetters,
        Optional.empty(),
        RecordFormat.JSON);
  }

  /** Creates a source whose topic has no settings, without a topic of dead letters. */
  public Source(
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
    this(
        name,
        Topic.of(topic),
        schema,
        eventTime,
        eventId,
        dedupe,
        resolution,
        maxFutureSkew,
        maxLateness,
        maxKnownDisorder,
        history,
        Optional.empty());
  }

  /** Returns the name of the topic of its live events. */
  public String topic() {
    return kafkaTopic.name();
  }

  /** Reports whether it is a table, which has no topic. */
  public boolean isTable() {
    return table.isPresent();
  }

  /** Reports whether its records change rows. */
  public boolean isOfChanges() {
    return changes.isPresent();
  }

  /** Reports whether a field is a column that records of the source may lack. */
  public boolean setsColumn(String field) {
    return (isTable() && TableRules.isColumn(field))
        || (changes.filter(ChangeRules::isDebezium).isPresent() && ChangeRules.isColumn(field));
  }

  /** Returns a copy with other fields. */
  public Source withSchema(Schema other) {
    return copy(other, history, table, format);
  }

  /** Returns a copy whose expressions may name these calendars. */
  public Source withCalendars(Map<String, HolidayCalendar> calendars) {
    return copy(schema.withCalendars(calendars), history, table, format);
  }

  /** Returns a copy of a table that reads the input of a load. */
  public Source during(TableRules.Load load) {
    return copy(schema, history, table.map(rules -> rules.during(load)), format);
  }

  /** Returns a copy with another history mapping. */
  public Source withHistory(HistoryMapping other) {
    return copy(schema, other, table, format);
  }

  /** Returns a copy whose records have another format. */
  public Source withFormat(RecordFormat other) {
    return copy(schema, history, table, other);
  }

  private Source copy(
      Schema fields, HistoryMapping mapping, Optional<TableRules> rules, RecordFormat of) {
    return new Source(
        name,
        kafkaTopic,
        fields,
        eventTime,
        eventId,
        dedupe,
        resolution,
        maxFutureSkew,
        maxLateness,
        maxKnownDisorder,
        mapping,
        deadLetters,
        rules,
        of,
        changes);
  }
}
