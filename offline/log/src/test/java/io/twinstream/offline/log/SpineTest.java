package io.twinstream.offline.log;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.definition.Project;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.service.CompiledService;
import io.twinstream.offline.log.file.Duck;
import io.twinstream.offline.log.file.HistoryException;
import io.twinstream.offline.log.history.KeptColumns;
import io.twinstream.offline.log.history.Spine;
import io.twinstream.offline.log.history.SpineReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests how the files of a spine are read, and when they are the history of its rows' source. */
class SpineTest {
  private static final String DEFINITIONS =
      """
      project: shop
      sources:
        orders:
          topic: orders
          event_time: time
          event_id: id
          fields: {id: string, user: string, time: timestamp}
          history: {format: csv, columns: {user: customer}}
      entities: {user: {key: user}}
      views:
        user_orders@1:
          entity: user
          source: orders
          aggregations: [{name: count_1h, function: count, windows: 1h, hop: 1m}]
      services: {buy@1: {features: [user_orders.*]}}
      """;

  @TempDir Path folder;

  @BeforeEach
  void files() throws IOException {
    String orders = "id,customer,time,label\na,ann,2026-03-01T10:00:00Z,1\n";
    for (String name : new String[] {"2026/orders.csv", "copy/orders.csv"}) {
      Files.createDirectories(folder.resolve(name).getParent());
      Files.writeString(folder.resolve(name), orders);
    }
  }

  @Test
  void theSameFileIs() throws IOException {
    assertThat(isAll(DEFINITIONS, "2026/orders.csv", "2026/orders.csv"), is(true));
    assertThat(isAll(DEFINITIONS, "2026/*.csv", "2026/orders.csv"), is(true));
    assertThat(isAll(DEFINITIONS, "2026/orders.csv", "copy/../2026"), is(true));
  }

  @Test
  void otherOrMoreFilesAreNot() throws IOException {
    assertThat(isAll(DEFINITIONS, "2026/orders.csv", "copy/orders.csv"), is(false));
    Files.writeString(folder.resolve("2026/more.csv"), "id,customer,time\n");
    assertThat(isAll(DEFINITIONS, "2026/orders.csv", "2026"), is(false));
  }

  /**
   * Positions say which of two events at one time is the first, and are below what is asked for.
   */
  @Test
  void theSameFileUnderAnotherNameIsNot() throws IOException {
    assertThat(isAll(DEFINITIONS, "2026/orders.csv", "*/orders.csv"), is(false));
  }

  @Test
  void rowsWithAnotherTimeAreNot() throws IOException {
    Files.writeString(
        folder.resolve("2026/orders.csv"),
        "id,customer,time,seen\na,ann,2026-03-01T10:00:00Z,2026-03-02T10:00:00Z\n");
    assertThat(
        isAll(DEFINITIONS, "2026/orders.csv", "2026/orders.csv", Optional.of("seen")), is(false));
  }

  @Test
  void rowsOfWhichSomeAreDroppedAreNot() throws IOException {
    String dedupe = DEFINITIONS.replace("event_id: id", "event_id: id\n    dedupe: true");
    assertThat(isAll(dedupe, "2026/orders.csv", "2026/orders.csv"), is(false));
  }

  /** A column that is called like the field comes first in a spine, and last in history. */
  @Test
  void rowsOfAnotherColumnAreNot() throws IOException {
    Files.writeString(
        folder.resolve("2026/orders.csv"),
        "id,user,customer,time\na,ann,bob,2026-03-01T10:00:00Z\n");
    assertThat(isAll(DEFINITIONS, "2026/orders.csv", "2026/orders.csv"), is(false));
  }

  @Test
  void aFolderIsReadAsWhatItsFilesAre() throws IOException {
    Files.writeString(folder.resolve("2026/_report.json"), "{}");
    Files.writeString(folder.resolve("2026/LICENCE"), "of the data");
    assertThat(columns("2026"), is(List.of("id", "customer", "time", "label")));
    assertThat(columns("2026/*.csv"), is(List.of("id", "customer", "time", "label")));
    try (Duck duck = new Duck()) {
      String rows = "SELECT 'a' AS id, 'ann' AS customer, TIMESTAMP '2026-03-01' AS time";
      Files.createDirectory(folder.resolve("parquet"));
      Path file = folder.resolve("parquet/orders.parquet");
      duck.run("COPY (" + rows + ") TO '" + file + "' (FORMAT parquet)");
    }
    assertThat(columns("parquet"), is(List.of("id", "customer", "time")));
  }

  @Test
  void aFolderOfFilesOfSeveralKindsOrOfNoneIsRefused() throws IOException {
    Files.createFile(folder.resolve("2026/more.parquet"));
    assertThat(refusal("2026"), containsString("PARQUET (more.parquet) and CSV (orders.csv)"));
    Files.createDirectories(folder.resolve("json"));
    assertThat(refusal("json"), containsString("no Parquet or CSV files at "));
    Files.createFile(folder.resolve("json/orders.jsonl"));
    assertThat(refusal("json"), containsString("no Parquet or CSV files at "));
  }

  @Test
  void rowsThatAreVersionsAreNeverLate() throws IOException {
    String changes =
        DEFINITIONS
            .replace("event_id: id", "changes: upsert\n    row: id\n    change_time: changed")
            .replace("time: timestamp}", "time: timestamp, changed: timestamp}");
    Files.writeString(
        folder.resolve("2026/orders.csv"),
        "id,customer,time,changed\na,ann,2026-03-01T10:00:00Z,2026-04-01T10:00:00Z\n");
    for (String definitions : List.of(DEFINITIONS, changes)) {
      Project project = Definitions.load(Files.writeString(folder.resolve("a.yaml"), definitions));
      CompiledService service = CompiledService.of(project, project.service("buy@1"));
      String path = folder.resolve("2026").toString();
      Spine spine = SpineReader.read(Spine.Request.of(project, service, path, "orders", true));
      long days = spine.in(project).source(Spine.NAME).maxLateness().toDays();
      assertThat(days > 365 * 100, is(definitions.equals(changes)));
    }
  }

  private String refusal(String spine) {
    return assertThrows(HistoryException.class, () -> columns(spine)).getMessage();
  }

  private List<String> columns(String spine) throws IOException {
    Project project = Definitions.load(Files.writeString(folder.resolve("a.yaml"), DEFINITIONS));
    CompiledService service = CompiledService.of(project, project.service("buy@1"));
    String path = folder.resolve(spine).toString();
    Spine of = SpineReader.read(Spine.Request.of(project, service, path, "orders", false));
    return of.columns().stream().map(KeptColumns.Column::name).toList();
  }

  private boolean isAll(String definitions, String spine, String history) throws IOException {
    return isAll(definitions, spine, history, Optional.empty());
  }

  private boolean isAll(String definitions, String spine, String history, Optional<String> time)
      throws IOException {
    Path file = Files.writeString(folder.resolve("shop.yaml"), definitions);
    Project project = Definitions.load(file);
    CompiledService service = CompiledService.of(project, project.service("buy@1"));
    String path = folder.resolve(spine).toString();
    Spine.Request request = Spine.Request.of(project, service, path, "orders", true).withTime(time);
    String of = folder.resolve(history).toString();
    return SpineReader.read(request).isAllOf(project.source("orders"), path, of);
  }
}
