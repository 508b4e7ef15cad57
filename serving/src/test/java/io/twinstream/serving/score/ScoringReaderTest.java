package io.twinstream.serving.score;

import static io.twinstream.serving.score.ScoreFixture.NOW;
import static io.twinstream.serving.score.ScoreFixture.card;
import static io.twinstream.serving.score.ScoreFixture.write;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.twinstream.features.text.DefinitionException;
import io.twinstream.features.text.Problem;
import io.twinstream.serving.model.Models;
import io.twinstream.stores.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Tests the parser of the scoring file. */
final class ScoringReaderTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void writeModels() {
    file = folder.resolve("scoring.yaml");
    write(folder, card("fraud_lr", "1", "fraud@1", 0.5), -9, 0, 0, 0, 0, 0, 0);
    write(folder, card("fraud_lr", "2", "fraud@1", 0.5), 9, 0, 0, 0, 0, 0, 0);
    write(folder, card("cards_lr", "1", "cards@1", 0.5), 0, 1, 0);
  }

  @Test
  void allProblemsAreReportedTogetherWithTheirLines() throws IOException {
    Files.writeString(
        file,
        """
        scoring:
          fraud@1:
            models: {fraud_lr@1: 60, fraud_lr@3: 30}
            split_by: crad
            shadow: cards_lr
            treshold: 0.5
            fallback:
              - {when: "amount_sum_24 > 3", score: 0.9}
              - {when: "count_5m > 1"}
              - {score: high}
          fruad@1: {models: fraud_lr}
          cards@1: {deadline: 5 minutes}
        """);
    try (ScoreFixture fixture = fixture(Map.of("twinstream.scoring.file", ""))) {
      Models models = fixture.server.getApplicationContext().getBean(Models.class);
      DefinitionException e =
          assertThrows(
              DefinitionException.class,
              () ->
                  new ScoringReader(fixture.project, models.current(), Duration.ofSeconds(1))
                      .read(file));
      List<String> told =
          e.problems().stream().map(p -> p.line() + " " + p.what() + "; " + p.hint()).toList();
      assertThat(
          told,
          hasItem(allOf(containsString("3 no model 'fraud_lr@3'"), containsString("fraud_lr@2"))));
      assertThat(told, hasItem(containsString("3 the models' shares add up to 90 %")));
      assertThat(
          told, hasItem(containsString("4 no entity of the service 'crad'; did you mean card")));
      assertThat(told, hasItem(containsString("5 model cards_lr was trained for service cards@1")));
      assertThat(told, hasItem(containsString("6 unknown key 'treshold'")));
      assertThat(told, hasItem(containsString("8 'amount_sum_24 > 3'")));
      assertThat(told, hasItem(containsString("9 a rule has no 'score'")));
      assertThat(told, hasItem(containsString("10 'high' is not a number")));
      assertThat(told, hasItem(containsString("11 no service 'fruad@1'; did you mean fraud@1")));
      assertThat(told, hasItem(containsString("12 '5 minutes' is not a duration")));
      assertThat(told, hasItem(containsString("12 the scoring of cards@1 has neither")));
      assertThat(
          e.problems().stream().map(Problem::file).distinct().toList(),
          is(List.of(file.toString())));
    }
  }

  @Test
  void aSplitSendsEntitiesToTheirModelAndFollowsTheFile() throws Exception {
    Files.writeString(file, "scoring: {cards@1: {models: cards_lr}}");
    try (ScoreFixture fixture = fixture(Map.of("twinstream.scoring.file", file.toString()))) {
      assertThat(versions(fixture), is(Map.of("2", 40)));
      Files.writeString(
          file, "scoring: {fraud@1: {models: {fraud_lr@1: 50, fraud_lr@2: 50}, split_by: card}}");
      Map<Object, Integer> split = versions(fixture);
      for (int i = 0; i < 200 && split.size() < 2; i++) {
        Thread.sleep(20);
        split = versions(fixture);
      }
      assertThat(split.keySet(), is(java.util.Set.of("1", "2")));
      split = versions(fixture); // It may have changed during the last ones.
      assertThat(versions(fixture), is(split));
      Files.writeString(file, "scoring: {nothing@1: {models: fraud_lr}}");
      Thread.sleep(200);
      assertThat(versions(fixture), is(split));
    }
  }

  @Test
  void shadowsScoreTheSameRowsAndAreLogged() throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger(Shadows.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    Files.writeString(file, "scoring: {fraud@1: {models: fraud_lr@1, shadow: fraud_lr@2}}");
    try (ScoreFixture fixture = fixture(Map.of("twinstream.scoring.file", file.toString()))) {
      logger.setLevel(Level.INFO); // test resources of other modules may set it higher
      logger.addAppender(log);
      assertThat(score(fixture, "c").get("model_version"), is("1"));
      for (int i = 0; i < 200 && log.list.isEmpty(); i++) {
        Thread.sleep(20);
      }
      String line = log.list.get(0).getFormattedMessage();
      assertThat(line, containsString("service=fraud@1 shadow=fraud_lr@2 score=0.9998"));
      assertThat(line, containsString("answered=1.23"));
      assertThat(line, containsString("by=fraud_lr@1"));
    } finally {
      logger.detachAppender(log);
      logger.setLevel(null);
    }
  }

  private ScoreFixture fixture(Map<String, Object> more) {
    Map<String, Object> properties = new HashMap<>(more);
    properties.values().removeIf(value -> value.equals(""));
    properties.put("twinstream.models.folder", folder.toString());
    return new ScoreFixture(new MemoryStore(() -> NOW), properties);
  }

  private static Map<Object, Integer> versions(ScoreFixture fixture) {
    Map<Object, Integer> versions = new HashMap<>();
    for (int i = 0; i < 40; i++) {
      versions.merge(score(fixture, "card" + i).get("model_version"), 1, Integer::sum);
    }
    return versions;
  }

  private static Map<String, Object> score(ScoreFixture fixture, String card) {
    return fixture
        .client()
        .score(Map.of("service", "fraud@1", "entities", Map.of("card", card, "user", "u")));
  }
}
