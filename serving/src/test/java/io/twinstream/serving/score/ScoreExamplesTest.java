package io.twinstream.serving.score;

import static io.twinstream.serving.score.ScoreFixture.NOW;
import static io.twinstream.serving.score.ScoreFixture.card;
import static io.twinstream.serving.score.ScoreFixture.write;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.twinstream.local.Installation;
import io.twinstream.stores.MemoryStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of SCORES.md, run as they stand there. */
final class ScoreExamplesTest {
  private static final Pattern BLOCK = Pattern.compile("```(\\w+)\\n(.*?)```", Pattern.DOTALL);

  @TempDir static Path folder;
  private static ScoreFixture fixture;
  private static Path module;
  private static String page;

  @BeforeAll
  static void start() throws IOException {
    module = Installation.find().home().resolve("serving");
    page = Files.readString(module.resolve("SCORES.md"));
    write(folder, card("fraud_lr", "1", "fraud@1", 0.5), 0, 1, 0, 0, 0, 0, 0);
    fixture =
        new ScoreFixture(
            new MemoryStore(() -> NOW), Map.of("twinstream.models.folder", folder.toString()));
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  @Test
  void curl() throws Exception {
    assumeTrue(runs("curl", "--version"), "curl is not here");
    List<String> blocks = blocks("bash");
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
    List<String> blocks = blocks("python");
    assertThat(blocks.size(), is(1));
    String printed = output("python3", "-c", blocks.get(0));
    assertThat(printed, containsString("c1 0.5 positive"));
    assertThat(printed, containsString("c2 0.5 positive"));
  }

  /** The client of the page is the one that the other tests use. */
  @Test
  void java() throws IOException {
    String client =
        Files.readString(
            module.resolve("src/test/java/io/twinstream/serving/score/ScoreClient.java"));
    assertThat(client, containsString(blocks("java").get(0)));
  }

  private static List<String> blocks(String language) {
    List<String> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(page);
    while (matcher.find()) {
      if (matcher.group(1).equals(language)) {
        String address = fixture.server.getHost() + ":" + fixture.server.getPort();
        blocks.add(matcher.group(2).replace("localhost:8080", address));
      }
    }
    return blocks;
  }

  private static boolean runs(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static String output(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(20, TimeUnit.SECONDS), is(true));
      assertThat(out, process.exitValue(), is(0));
      return out;
    } finally {
      process.destroyForcibly();
    }
  }
}
