package io.twinstream.features.definition;

import com.dynatrace.hash4j.hashing.Hashing;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The canonical JSON of a project: equal for equal projects, however they were written. Definitions
 * are sorted by name, templates are expanded, defaults are written out, and durations are in
 * milliseconds. Fields, aggregations and the features of services keep their order, because it has
 * a meaning.
 */
public final class ProjectJson {
  private static final JsonFactory JSON = new JsonFactory();

  private final JsonGenerator json;

  private ProjectJson(JsonGenerator json) {
    this.json = json;
  }

  /** Returns the canonical JSON on one line. */
  public static String write(Project project) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      new ProjectJson(json).project(project);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Returns the 64-bit XXH3 hash of {@link #write}, as 16 hexadecimal digits. */
  public static String fingerprint(Project project) {
    return HexFormat.of().toHexDigits(Hashing.xxh3_64().hashCharsToLong(write(project)));
  }

  private interface Body<T> {
    void write(T value) throws IOException;
  }

  private void project(Project project) throws IOException {
    json.writeStartObject();
    json.writeStringField("project", project.name());
    json.writeNumberField("max_state_size", project.maxStateSize());
    named("sources", project.sources(), this::source);
    named("entities", project.entities(), e -> json.writeStringField("key", e.key()));
    named("views", project.views(), this::view);
    named(
        "features",
        project.derivedFeatures(),
        f -> json.writeStringField("expression", f.expression()));
    named("services", project.services(), this::service);
    if (!project.calendars().isEmpty()) {
      named("calendars", project.calendars(), this::calendar);
    }
    if (!project.enriched().isEmpty()) {
      named("enriched_sources", project.enriched(), this::enriched);
    }
    json.writeEndObject();
  }

  private <T> void named(String name, Map<String, T> values, Body<T> body) throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, T> entry : new TreeMap<>(values).entrySet()) {
      json.writeObjectFieldStart(entry.getKey());
      body.write(entry.getValue());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private void source(Source source) throws IOException {
    if (source.table().isPresent()) {
      table(source.table().get());
    }
    if (source.changes().isPresent()) {
      changes(source.changes().get());
    }
    json.writeStringField("topic", source.topic());
    settings("topic_settings", source.kafkaTopic());
    if (source.deadLetters().isPresent()) {
      json.writeStringField("dead_letters", source.deadLetters().get().name());
      settings("dead_letters_settings", source.deadLetters().get());
    }
    json.writeStringField("event_time", source.eventTime());
    optional("event_id", source.eventId());
    json.writeBooleanField("dedupe", source.dedupe());
    duration("resolution", source.resolution());
    duration("max_future_skew", source.maxFutureSkew());
    duration("max_lateness", source.maxLateness());
    duration("max_known_disorder", source.maxKnownDisorder());
    fields("fields", source.schema());
    history(source.history());
    if (!source.format().equals(RecordFormat.JSON)) {
      format(source.format());
    }
  }

  private void format(RecordFormat format) throws IOException {
    json.writeObjectFieldStart("format");
    json.writeStringField("type", id(format.kind()));
    json.writeBooleanField("registry", format.registry());
    if (format.schema().isPresent()) {
      SchemaText schema = format.schema().get();
      json.writeStringField("schema", schema.name());
      json.writeObjectFieldStart("files");
      json.writeStringField(schema.name(), schema.text());
      for (Map.Entry<String, String> file : new TreeMap<>(schema.imports()).entrySet()) {
        json.writeStringField(file.getKey(), file.getValue());
      }
      json.writeEndObject();
    }
    json.writeStringField("message", format.message());
    json.writeStringField("subject", format.subject());
    if (format.compatibility() != RecordFormat.Compatibility.BACKWARD) {
      json.writeStringField("compatibility", id(format.compatibility()));
    }
    json.writeEndObject();
  }

  private void enriched(EnrichedSource source) throws IOException {
    json.writeStringField("from", source.from());
    json.writeArrayFieldStart("with");
    for (Map.Entry<String, String> each : source.with().entrySet()) {
      json.writeString(each.getKey() + "=" + each.getValue());
    }
    json.writeEndArray();
    optional("where", source.where());
    duration("wait", source.waiting());
    json.writeNumberField("max_hold", source.maxHold());
    if (source.beforeBegin() != EnrichedSource.BeforeBegin.EXCLUDE) {
      json.writeStringField("before_begin", id(source.beforeBegin()));
    }
    fields("fields", source.source().schema());
  }

  private void changes(ChangeRules changes) throws IOException {
    json.writeObjectFieldStart("changes");
    json.writeStringField("kind", id(changes.kind()));
    json.writeStringField("row", changes.row());
    json.writeStringField("change_time", changes.changeTime());
    json.writeArrayFieldStart("versions");
    for (String version : changes.versions()) {
      json.writeString(version);
    }
    json.writeEndArray();
    optional("deleted", changes.deleted());
    json.writeNumberField("epoch", changes.epoch());
    json.writeNumberField("max_rows", changes.maxRows());
    json.writeNumberField("max_entities", changes.maxEntities());
    json.writeEndObject();
  }

  private void table(TableRules table) throws IOException {
    json.writeStringField("kind", "table");
    json.writeStringField("key", table.key());
    json.writeStringField("loads", id(table.loads()));
    optional("order", table.order());
    json.writeStringField("known", table.known());
    duration("schedule", table.schedule());
  }

  /** Writes nothing if there is none, so that the JSON of a topic without settings is its name. */
  private void settings(String name, Topic topic) throws IOException {
    if (topic.settings().isEmpty()) {
      return;
    }
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, String> setting : topic.settings().entrySet()) {
      json.writeStringField(setting.getKey(), setting.getValue());
    }
    json.writeEndObject();
  }

  private void fields(String name, Schema schema) throws IOException {
    json.writeArrayFieldStart(name);
    for (Field field : schema.fields()) {
      json.writeStartObject();
      json.writeStringField("name", field.name());
      json.writeStringField("type", field.type().toString());
      if (field.isComputed()) {
        json.writeStringField("expression", field.expression());
      }
      if (!field.path().isEmpty()) {
        json.writeStringField("path", field.path());
      }
      if (!field.fallback().isEmpty()) {
        json.writeStringField("default", field.fallback());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void history(HistoryMapping history) throws IOException {
    json.writeObjectFieldStart("history");
    json.writeStringField("format", id(history.format()));
    json.writeObjectFieldStart("columns");
    for (Map.Entry<String, String> column : new TreeMap<>(history.columns()).entrySet()) {
      json.writeStringField(column.getKey(), column.getValue());
    }
    json.writeEndObject();
    texts("header", history.header());
    json.writeStringField("delimiter", String.valueOf(history.delimiter()));
    optional("time_pattern", history.timePattern());
    json.writeStringField("zone", history.zone().id());
    json.writeStringField("epoch", id(history.epochUnit()));
    json.writeBooleanField("integral_ids", history.integralIds());
    optional("known", history.known());
    duration("known_delay", history.knownDelay());
    if (history.assumeKnown()) {
      json.writeStringField("assume_known", HistoryMapping.AT_ITS_TIME);
    }
    optional("begins", history.begins().map(Instant::toString));
    json.writeEndObject();
  }

  private void view(View view) throws IOException {
    json.writeStringField("entity", view.entity());
    json.writeStringField("source", view.source());
    if (view.ttl().isPresent()) {
      duration("ttl", view.ttl().get());
    }
    duration("freshness", view.freshness());
    json.writeStringField("owner", view.owner());
    texts("tags", view.tags());
    json.writeNumberField("recent_identities", view.recentIdentities());
    if (view.featuresTopic().isPresent()) {
      json.writeStringField("features_topic", view.featuresTopic().get().name());
      settings("features_topic_settings", view.featuresTopic().get());
    }
    json.writeArrayFieldStart("aggregations");
    for (Aggregation aggregation : view.aggregations()) {
      aggregation(aggregation);
    }
    json.writeEndArray();
  }

  private void aggregation(Aggregation aggregation) throws IOException {
    Window window = aggregation.window();
    json.writeStartObject();
    json.writeStringField("name", aggregation.name());
    json.writeStringField("function", aggregation.function());
    optional("field", aggregation.field());
    optional("where", aggregation.filter());
    json.writeStringField("shape", id(window.shape()));
    duration("width", window.width());
    duration("hop", window.hop());
    duration("delay", window.delay());
    json.writeBooleanField("previous", window.previous());
    if (window instanceof Window.Sliding sliding && !sliding.offset().isZero()) {
      duration("offset", sliding.offset());
    }
    if (window instanceof Window.Session session) {
      duration("gap", session.gap());
      duration("lookback", session.lookback());
      json.writeBooleanField("last", session.last());
      optional("window_where", session.filter());
    }
    if (window instanceof Window.Last last) {
      json.writeNumberField("count", last.count());
      optional("window_where", last.filter());
    }
    if (window instanceof Window.Series series) {
      duration("step", series.step());
      json.writeNumberField("count", series.count());
    }
    if (window instanceof Window.Calendar calendar) {
      json.writeStringField("unit", calendar.unit().id());
      json.writeStringField("zone", calendar.zone().id());
    }
    for (Map.Entry<String, Object> each : aggregation.arguments().values().entrySet()) {
      json.writeFieldName(each.getKey());
      argument(each.getValue());
    }
    json.writeEndObject();
  }

  private void argument(Object value) throws IOException {
    if (value instanceof Long number) {
      json.writeNumber(number);
    } else if (value instanceof Boolean flag) {
      json.writeBoolean(flag);
    } else if (value instanceof String text) {
      json.writeString(text);
    } else {
      json.writeStartArray();
      for (Object text : (List<?>) value) {
        json.writeString((String) text);
      }
      json.writeEndArray();
    }
  }

  private void service(Service service) throws IOException {
    fields("request", service.request());
    texts("features", service.features());
  }

  private void calendar(HolidayCalendar calendar) throws IOException {
    json.writeStringField("zone", calendar.zone().id());
    texts("years", calendar.years().stream().map(String::valueOf).toList());
    texts("days", calendar.days().stream().map(LocalDate::toString).toList());
  }

  private void texts(String name, Collection<String> values) throws IOException {
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  private void optional(String name, Optional<String> value) throws IOException {
    if (value.isPresent()) {
      json.writeStringField(name, value.get());
    }
  }

  private void duration(String name, Duration duration) throws IOException {
    json.writeNumberField(name, duration.toMillis());
  }

  private static String id(Enum<?> constant) {
    return constant.name().toLowerCase(java.util.Locale.ROOT);
  }
}
