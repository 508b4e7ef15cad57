package io.twinstream.serving.example;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.Project;
import io.twinstream.features.enrich.EnrichedHistory;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.service.CompiledService;
import io.twinstream.features.testkit.RequestText;
import io.twinstream.local.simulation.SimulatedRecord;
import io.twinstream.local.simulation.Simulation;
import io.twinstream.offline.models.training.Columns;
import io.twinstream.offline.models.training.ModelKind;
import io.twinstream.offline.models.training.PositiveWeight;
import io.twinstream.offline.models.training.Recipe;
import io.twinstream.offline.models.training.TimeSplit;
import io.twinstream.offline.models.training.TrainRequest;
import io.twinstream.offline.models.training.Trained;
import io.twinstream.offline.models.training.Trainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * An example in one process: a simulated history, the features of its labelled rows as of just
 * before each, and a model. The jobs and the server compute with the same classes.
 */
final class ExampleRun {
  static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");

  private static final ObjectMapper JSON = new ObjectMapper();

  final Path folder;
  final Project project;
  final String serviceId;
  final CompiledService service;
  final List<JsonNode> labelled = new ArrayList<>();

  private final Map<String, List<Event>> events = new LinkedHashMap<>();
  private final Map<String, Feed> feeds = new LinkedHashMap<>();
  private int offset;

  /** The events of a view in order of known time, and the states of those that were passed. */
  private static final class Feed {
    private final CompiledView view;
    private final List<Event> events;
    private final Map<String, EntityState> states = new HashMap<>();
    private int next;

    Feed(CompiledView view, List<Event> events) {
      this.view = view;
      this.events = new ArrayList<>(events);
      this.events.sort(Comparator.comparingLong(Event::known));
    }

    void passBefore(long time) {
      for (; next < events.size() && events.get(next).known() < time; next++) {
        Event event = events.get(next);
        String key = view.key(event);
        if (key != null) {
          states.put(key, view.add(states.getOrDefault(key, view.empty()), event));
        }
      }
    }
  }

  ExampleRun(String example, String serviceId, Path folder, Simulation simulation, int days) {
    this.folder = folder;
    this.project = Definitions.load(definitions(example));
    this.serviceId = serviceId;
    this.service = CompiledService.of(project, project.service(serviceId));
    simulation.history(FROM, days, this::add);
    labelled.sort(Comparator.comparingLong(ExampleRun::time));
    EnrichedHistory enriched = new EnrichedHistory(project, events);
    project
        .views()
        .forEach(
            (id, view) ->
                feeds.put(
                    id, new Feed(CompiledView.of(project, view), enriched.events(view.source()))));
  }

  static Path definitions(String example) {
    return Path.of("../transforms/examples").resolve(example);
  }

  private void add(SimulatedRecord record) {
    try {
      if (record.source().equals(Simulation.LABELLED)) {
        labelled.add(JSON.readTree(record.payload()));
        return;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Set<String> keys =
        project.viewsOfBase(record.source()).stream()
            .map(view -> project.entity(view.entity()).key())
            .collect(Collectors.toSet());
    RawRecord raw =
        new RawRecord(new Position("simulated", 0, offset++), record.time(), record.payload());
    Event event =
        (Event) EventDecoders.live(project.source(record.source()), keys, 1 << 20).decode(raw);
    events.computeIfAbsent(record.source(), key -> new ArrayList<>()).add(event);
  }

  static long time(JsonNode row) {
    return Instant.parse(row.path("timestamp").asText()).toEpochMilli();
  }

  /** The ids of the entities of the service in a row. */
  Map<String, String> entities(JsonNode row) {
    Map<String, String> ids = new LinkedHashMap<>();
    service
        .views()
        .forEach(
            view -> ids.put(view.entity(), row.path(project.entity(view.entity()).key()).asText()));
    return ids;
  }

  /** The fields of the request in a row. */
  ObjectNode request(JsonNode row) {
    ObjectNode request = JSON.createObjectNode();
    for (Field field : service.request().fields()) {
      request.set(field.name(), row.path(field.name()));
    }
    return request;
  }

  /** The features of a row as of an instant; instants of calls do not fall. */
  FeatureRow features(JsonNode row, long asOf) {
    Map<String, String> ids = entities(row);
    FeatureRow[] rows = new FeatureRow[service.views().size()];
    for (int i = 0; i < rows.length; i++) {
      Feed feed = feeds.get(service.views().get(i).id());
      feed.passBefore(asOf);
      EntityState state = feed.states.get(ids.get(feed.view.view().entity()));
      rows[i] = feed.view.evaluate(state == null ? feed.view.empty() : state, asOf);
    }
    return service.evaluate(rows, RequestText.row(service, request(row).toString()));
  }

  /** Trains on the rows before a day, and tests on those from some days after it. */
  Trained train(String label, Duration delay, int trainFromDay, int trainToDay, int testDays) {
    Path rows = folder.resolve("rows.parquet");
    try {
      write(label, FROM.plus(Duration.ofDays(trainFromDay)).toEpochMilli(), rows);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    Instant trainTo = FROM.plus(Duration.ofDays(trainToDay));
    Instant testFrom = trainTo.plus(delay);
    TimeSplit split =
        new TimeSplit(
            FROM.plus(Duration.ofDays(trainFromDay)),
            trainTo,
            delay,
            testFrom,
            testFrom.plus(Duration.ofDays(testDays)),
            Optional.empty());
    ModelKind kind = ModelKind.LOGISTIC; // the server has no XGBoost
    return Trainer.train(
        new TrainRequest(
            "example",
            "1",
            serviceId,
            service,
            rows,
            new Columns(
                service.names(), label, Optional.of("_ts"), Optional.empty(), Optional.empty()),
            Optional.of(split),
            new Recipe(kind, kind.parameters(Map.of()), PositiveWeight.ONE, false, 0),
            Map.of(),
            0,
            100,
            OptionalDouble.empty()),
        trial -> {});
  }

  private void write(String label, long from, Path output) throws SQLException {
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      StringBuilder table = new StringBuilder("CREATE TABLE rows (_ts BIGINT, " + label);
      table.append(" BOOLEAN");
      service.names().forEach(name -> table.append(", ").append(name).append(" DOUBLE"));
      statement.execute(table.append(')').toString());
      try (DuckDBAppender out = ((DuckDBConnection) duck).createAppender("main", "rows")) {
        for (JsonNode row : labelled) {
          if (time(row) >= from) {
            append(out, row, label);
          }
        }
      }
      statement.execute(
          "COPY (SELECT * REPLACE (make_timestamptz(_ts * 1000) AS _ts) FROM rows) TO '"
              + output
              + "' (FORMAT parquet)");
    }
  }

  private void append(DuckDBAppender out, JsonNode row, String label) throws SQLException {
    out.beginRow();
    out.append(time(row));
    out.append(row.path(label).asBoolean());
    FeatureRow features = features(row, time(row));
    for (int i = 0; i < features.size(); i++) {
      if (features.isNull(i)) {
        out.appendNull();
      } else {
        out.append(features.asDouble(i));
      }
    }
    out.endRow();
  }

  /** The states of a view of all events before an instant. */
  Map<String, EntityState> states(String view, long before) {
    Feed feed = feeds.get(view);
    feed.passBefore(before);
    return feed.states;
  }
}
