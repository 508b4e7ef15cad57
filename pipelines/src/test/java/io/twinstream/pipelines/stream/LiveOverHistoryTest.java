package io.twinstream.pipelines.stream;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.features.definition.Source;
import io.twinstream.offline.log.archive.DuckDbTables;
import io.twinstream.pipelines.Backfill;
import io.twinstream.pipelines.BackfillStates;
import io.twinstream.pipelines.Sql;
import io.twinstream.pipelines.job.BoundedJob;
import io.twinstream.pipelines.kafka.TopicRecords;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests that the live pipeline, over the history of each example, has the states and the rows of
 * the fast execution of history.
 */
@Tag("slow")
class LiveOverHistoryTest {
  private static final int MAX_BYTES = 1 << 20;
  private static final int ROWS = 700;

  /** Execution as in the live job: one element after the other, in the order of the reader. */
  private static final List<String> FLINK_STREAMING =
      List.of("--runner=FlinkRunner", "--streaming=true", "--parallelism=1");

  private static final List<String> FLINK_BATCH =
      List.of("--runner=FlinkRunner", "--parallelism=2");
  private static final List<String> DIRECT =
      List.of("--runner=DirectRunner", "--targetParallelism=2");

  @TempDir Path folder;
  private ExampleHistory history;
  private ShippedProject project;

  private void fast(String example) throws IOException, SQLException {
    history = new ExampleHistory(example, folder, ROWS);
    project = ShippedProject.of(history.project());
    List<String> args = new ArrayList<>();
    args.add("--definitions=" + history.definitions());
    project
        .project()
        .sources()
        .keySet()
        .forEach(source -> args.add("--history=" + source + "=" + history.of(source)));
    args.add(hasChanges() ? "--rows=exclusive" : "--rows=self");
    args.add("--output=" + folder.resolve("fast/rows"));
    args.add("--states=" + folder.resolve("fast/states"));
    args.add("--dead-letters=" + folder.resolve("fast/dead_letters"));
    args.add("--parallelism=2");
    Backfill.run(args);
  }

  /** Live rows see their own event, and those of a source of changes cannot. */
  private boolean hasChanges() {
    return project.project().sources().values().stream().anyMatch(Source::isOfChanges);
  }

  /** Runs the live pipeline to its end. */
  private Path live(String name, List<String> runner) throws IOException {
    Path at = folder.resolve(name);
    Map<String, List<String>> paths = new LinkedHashMap<>();
    for (Source source : project.project().sources().values()) {
      paths.put(source.name(), List.of(history.of(source.name()).toString()));
    }
    try (BoundedJob job = BoundedJob.create("live-over-history")) {
      Pipeline pipeline = job.pipeline(runner);
      new StreamPipeline(
              project,
              List.copyOf(project.project().views().keySet()),
              new HistoryEnds(project, paths, at.resolve("states"), MAX_BYTES),
              Optional.of(
                  new StreamPipeline.Logs(
                      at, Duration.ofMinutes(1), Duration.ofHours(6), !hasChanges())),
              Optional.empty(),
              TopicRecords.ofAtMost(MAX_BYTES))
          .setup(pipeline);
      job.run(pipeline, List.of(), new PrintWriter(Writer.nullWriter()));
    }
    return at;
  }

  private void requireEqualStates(Path live) throws IOException {
    for (String view : project.project().views().keySet()) {
      Map<String, String> states = BackfillStates.read(live.resolve("states").resolve(view));
      Map<String, String> expected =
          BackfillStates.read(folder.resolve("fast/states").resolve(view));
      assertThat(view, states.keySet(), is(expected.keySet()));
      assertThat(view, states, is(not(anEmptyMap())));
      states.forEach(
          (entity, state) -> assertThat(view + " " + entity, state, is(expected.get(entity))));
    }
  }

  private void requireEqualDeadLetters(Path live) throws SQLException {
    List<String> letters = rows(live.resolve("dead_letters"));
    assertThat(letters, is(not(empty())));
    assertThat(letters, is(rows(folder.resolve("fast/dead_letters"))));
  }

  private void requireEqualRows(Path live) throws SQLException {
    if (hasChanges()) {
      return;
    }
    for (String view : project.project().views().keySet()) {
      List<String> rows = rows(live.resolve("as_served").resolve(view));
      assertThat(view, rows, is(not(empty())));
      assertThat(view, rows, is(rows(folder.resolve("fast/rows").resolve(view))));
    }
  }

  /** Without an order of arrival, rows see other events, but each event has one. */
  private void requireAsManyRows(Path live) throws SQLException {
    if (hasChanges()) {
      return;
    }
    for (String view : project.project().views().keySet()) {
      assertThat(
          view,
          rows(live.resolve("as_served").resolve(view)),
          hasSize(rows(folder.resolve("fast/rows").resolve(view)).size()));
    }
  }

  /** The rows of a table as text, which has all digits of a double. */
  private static List<String> rows(Path table) throws SQLException {
    return Sql.rows("SELECT r::VARCHAR FROM " + DuckDbTables.rows(table) + " r ORDER BY 1");
  }

  static Stream<String> examples() {
    return ExampleHistory.names().stream();
  }

  @Test
  void thereAreSixExamples() {
    assertThat(ExampleHistory.names(), hasSize(6));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void theLivePipelineOverHistoryEqualsTheFastExecution(String example) throws Exception {
    fast(example);
    Path ordered = live("flink-streaming", FLINK_STREAMING);
    requireEqualStates(ordered);
    requireEqualDeadLetters(ordered);
    requireEqualRows(ordered);
    for (Path other : List.of(live("flink-batch", FLINK_BATCH), live("direct", DIRECT))) {
      requireEqualStates(other);
      requireEqualDeadLetters(other);
      requireAsManyRows(other);
    }
  }
}
