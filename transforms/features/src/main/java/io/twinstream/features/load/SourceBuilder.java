package io.twinstream.features.load;

import io.twinstream.features.definition.ChangeRules;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.RecordFormat;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.TableRules;
import io.twinstream.features.definition.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Defines a source in Java. Attributes that are not set have the defaults of YAML. */
public final class SourceBuilder {
  private final String name;
  private Topic topic;
  private Optional<Topic> deadLetters = Optional.empty();
  private final List<Field> fields = new ArrayList<>();
  private String eventTime = "";
  private Optional<String> eventId = Optional.empty();
  private boolean dedupe;
  private Duration resolution = Source.DEFAULT_RESOLUTION;
  private Duration maxFutureSkew = Source.DEFAULT_MAX_FUTURE_SKEW;
  private Duration maxLateness = Source.DEFAULT_MAX_LATENESS;
  private Duration maxKnownDisorder = Source.DEFAULT_MAX_KNOWN_DISORDER;
  private HistoryMapping history = HistoryMapping.DEFAULT;
  private Optional<TableRules> table = Optional.empty();
  private RecordFormat format = RecordFormat.JSON;
  private Optional<ChangeRules> changes = Optional.empty();

  private SourceBuilder(String name) {
    this.name = name;
    this.topic = Topic.of(name);
  }

  /** Begins a source; its topic has the same name. */
  public static SourceBuilder source(String name) {
    return new SourceBuilder(name);
  }

  public SourceBuilder topic(String kafkaTopic) {
    return topic(Topic.of(kafkaTopic));
  }

  /** Sets the topic with its settings. */
  public SourceBuilder topic(Topic kafkaTopic) {
    topic = kafkaTopic;
    return this;
  }

  /** Sets the topic of the source's dead letters. */
  public SourceBuilder deadLetters(Topic kafkaTopic) {
    deadLetters = Optional.of(kafkaTopic);
    return this;
  }

  public SourceBuilder field(String field, FieldType type) {
    fields.add(new Field(field, type));
    return this;
  }

  /** Adds a field whose value is at a path of the record, such as {@code device.os}. */
  public SourceBuilder field(String field, FieldType type, String path) {
    fields.add(new Field(field, type, "", path));
    return this;
  }

  /** Adds a field with a value for records that have none. */
  public SourceBuilder field(String field, FieldType type, String path, String fallback) {
    fields.add(new Field(field, type, "", path, fallback));
    return this;
  }

  /** Adds a field that is computed from the fields before it. */
  public SourceBuilder computed(String field, FieldType type, String expression) {
    fields.add(new Field(field, type, expression));
    return this;
  }

  /** Adds the timestamp field that holds the event time. */
  public SourceBuilder eventTime(String field) {
    eventTime = field;
    return field(field, FieldType.TIMESTAMP);
  }

  /** Sets the field that identifies an event; the field is added separately. */
  public SourceBuilder eventId(String field) {
    eventId = Optional.of(field);
    return this;
  }

  /** Drops events whose identity was seen before. */
  public SourceBuilder dedupe() {
    dedupe = true;
    return this;
  }

  public SourceBuilder resolution(Duration duration) {
    resolution = duration;
    return this;
  }

  public SourceBuilder maxFutureSkew(Duration duration) {
    maxFutureSkew = duration;
    return this;
  }

  public SourceBuilder maxLateness(Duration duration) {
    maxLateness = duration;
    return this;
  }

  public SourceBuilder maxKnownDisorder(Duration duration) {
    maxKnownDisorder = duration;
    return this;
  }

  public SourceBuilder history(HistoryMapping mapping) {
    history = mapping;
    return this;
  }

  /** Makes it a table, which has the columns of every table beside the fields that are added. */
  public SourceBuilder table(TableRules rules) {
    table = Optional.of(rules);
    return this;
  }

  /** Makes its records versions of rows; the row identifies them. */
  public SourceBuilder changes(ChangeRules rules) {
    changes = Optional.of(rules);
    eventId = Optional.of(rules.row());
    return this;
  }

  /** Sets the format of the records of its topic. */
  public SourceBuilder format(RecordFormat of) {
    format = of;
    return this;
  }

  /** Returns the source; a {@link ProjectBuilder} checks it. */
  public Source build() {
    List<Field> all = new ArrayList<>(fields);
    table.ifPresent(rules -> all.addAll(TableRules.COLUMNS));
    changes.filter(ChangeRules::isDebezium).ifPresent(rules -> all.addAll(ChangeRules.COLUMNS));
    return new Source(
        name,
        topic,
        new Schema(all),
        table.isPresent() && eventTime.isEmpty() ? TableRules.LOADED_AT : eventTime,
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
        changes);
  }
}
