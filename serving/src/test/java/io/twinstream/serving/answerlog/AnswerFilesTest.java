package io.twinstream.serving.answerlog;

import static io.twinstream.serving.score.ScoreFixture.NOW;
import static io.twinstream.serving.score.ScoreFixture.card;
import static io.twinstream.serving.score.ScoreFixture.write;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.twinstream.offline.log.archive.DuckDbTables;
import io.twinstream.serving.score.ScoreFixture;
import io.twinstream.stores.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the answer log as Parquet files. */
final class AnswerFilesTest {
  private static final String SCORE =
      "{\"service\": \"fraud@1\", \"entities\": {\"card\": \"c'1\", \"user\": \"anna\"},"
          + " \"request\": {\"amount\": 12.30}}";
  private static final String FEATURES =
      "{\"features\": [\"count_5m\"], \"entities\": {\"card\": \"c9\"}}";

  @TempDir Path folder;

  @BeforeEach
  void model() throws IOException {
    Files.createDirectories(folder.resolve("models"));
    write(folder.resolve("models"), card("fraud_lr", "1", "fraud@1", 0.5), 0, 1, 0, 0, 0, 0, 0);
  }

  private ScoreFixture start(Path log, Map<String, Object> more) {
    Map<String, Object> properties = new HashMap<>(more);
    properties.put("twinstream.models.folder", folder.resolve("models").toString());
    properties.put("twinstream.served.folder", log.toString());
    return new ScoreFixture(new MemoryStore(() -> NOW), properties);
  }

  @Test
  void anAnswerIsARowOnceItsFileIsOldEnough() throws Exception {
    Path log = folder.resolve("served");
    try (ScoreFixture service = start(log, Map.of("twinstream.served.file-age", "10ms"))) {
      AnswerLog served = service.server.getApplicationContext().getBean(AnswerLog.class);
      assertThat(service.post("/score", SCORE).statusCode(), is(200));
      awaitLogged(served, 1);
      assertThat(service.post("/features/online", FEATURES).statusCode(), is(200));
      awaitLogged(served, 2);
      List<String> rows =
          query(
              "SELECT service, model, decision, entities->>'card', request->>'amount',"
                  + " features->>'count_5m', views->'card_spend@1'->>'status', fallback, shadow,"
                  + " event_date, _offset FROM "
                  + DuckDbTables.distinctRows(log)
                  + " ORDER BY _offset");
      String date = NOW.toString().substring(0, 10);
      assertThat(
          rows,
          contains(
              "fraud@1|fraud_lr@1|positive|c'1|12.3|0|MISSING|null|false|" + date + "|0",
              "null|null|null|c9|null|0|MISSING|null|false|" + date + "|1"));
      List<String> scores =
          query("SELECT score FROM " + DuckDbTables.rows(log) + " WHERE score > 0");
      assertThat(Double.parseDouble(scores.get(0)), closeTo(0.5, 1e-6));
      assertThat(served.dropped(), is(0L));
    }
  }

  @Test
  void whatIsLeftIsWrittenAtTheEndAndNothingHalfWrittenIsSeen() throws Exception {
    Path log = folder.resolve("served");
    try (ScoreFixture service = start(log, Map.of("twinstream.served.file-rows", 10))) {
      for (int i = 0; i < 25; i++) {
        assertThat(service.post("/features/online", FEATURES).statusCode(), is(200));
        for (Path file : files(log)) { // Each existing file can be read.
          assertThat(query("SELECT count(*) FROM read_parquet('" + file + "')"), contains("10"));
        }
      }
    }
    assertThat(query("SELECT count(*) FROM " + DuckDbTables.distinctRows(log)), contains("25"));
    assertThat(files(log).size(), is(3));
  }

  @Test
  void answersDoNotWaitForAFolderThatCannotBeWrittenAndAreCounted() throws Exception {
    Path log = Files.writeString(folder.resolve("a-file"), "not a folder");
    try (ScoreFixture service =
        start(log, Map.of("twinstream.served.file-age", "1ms", "twinstream.served.waiting", 5))) {
      AnswerLog served = service.server.getApplicationContext().getBean(AnswerLog.class);
      for (int i = 0; i < 20; i++) {
        assertThat(service.post("/features/online", FEATURES).statusCode(), is(200));
      }
      for (int i = 0; i < 500 && served.dropped() < 1; i++) {
        Thread.sleep(20);
      }
      assertThat(served.dropped(), is(greaterThan(0L)));
      assertThat(served.logged(), is(0L));
    }
  }

  @Test
  void aShareOfNoneLogsNothing() throws Exception {
    Path log = folder.resolve("served");
    try (ScoreFixture service = start(log, Map.of("twinstream.served.share", 0))) {
      assertThat(service.post("/score", SCORE).statusCode(), is(200));
    }
    assertThat(files(log), is(empty()));
  }

  private static void awaitLogged(AnswerLog served, long answers) throws InterruptedException {
    for (int i = 0; i < 500 && served.logged() < answers; i++) {
      Thread.sleep(20);
    }
    assertThat(served.logged(), is(answers));
  }

  private static List<Path> files(Path log) throws IOException {
    if (!Files.isDirectory(log)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(log)) {
      return all.filter(file -> file.getFileName().toString().startsWith("part-")).toList();
    }
  }

  /** The rows, with columns separated by bars. */
  private static List<String> query(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          values.add(String.valueOf(result.getString(i)));
        }
        rows.add(String.join("|", values));
      }
    }
    return rows;
  }
}
