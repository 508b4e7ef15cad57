package io.twinstream.serving.score;

import static io.twinstream.serving.PageExamples.output;
import static io.twinstream.serving.PageExamples.runs;
import static io.twinstream.serving.score.ScoreFixture.NOW;
import static io.twinstream.serving.score.ScoreFixture.card;
import static io.twinstream.serving.score.ScoreFixture.write;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.twinstream.serving.PageExamples;
import io.twinstream.stores.MemoryStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the examples of SCORES.md unchanged. */
final class ScoreExamplesTest {
  @TempDir static Path folder;
  private static ScoreFixture fixture;
  private static PageExamples page;

  @BeforeAll
  static void start() throws IOException {
    write(folder, card("fraud_lr", "1", "fraud@1", 0.5), 0, 1, 0, 0, 0, 0, 0);
    fixture =
        new ScoreFixture(
            new MemoryStore(() -> NOW), Map.of("twinstream.models.folder", folder.toString()));
    page = new PageExamples("SCORES.md", fixture.server);
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  @Test
  void curl() throws Exception {
    assumeTrue(runs("curl", "--version"), "curl is not here");
    List<String> blocks = page.blocks("bash");
    assertThat(blocks.size(), greaterThan(4));
    for (String block : blocks) {
      String answer = output("bash", "-c", block);
      assertThat(block, answer, containsString("{"));
      assertThat(block, answer, not(containsString("\"detail\"")));
      if (block.contains("/score")) {
        assertThat(answer, containsString("\"model\":\"fraud_lr\""));
      }
    }
  }

  @Test
  void python() throws Exception {
    assumeTrue(runs("python3", "-c", "import requests"), "Python's requests are not here");
    List<String> blocks = page.blocks("python");
    assertThat(blocks.size(), is(1));
    String printed = output("python3", "-c", blocks.get(0));
    assertThat(printed, containsString("c1 0.5 positive"));
    assertThat(printed, containsString("c2 0.5 positive"));
  }

  /** The client on the page is the one that the other tests use. */
  @Test
  void java() throws IOException {
    assertThat(PageExamples.source(ScoreClient.class), containsString(page.blocks("java").get(0)));
  }
}
