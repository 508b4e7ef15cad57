package io.twinstream.features.definition;

import static java.util.stream.Collectors.joining;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;

import io.twinstream.features.load.Definitions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExamplesTest {
  private static final Path EXAMPLES = Path.of("../examples");

  /** An idle topic's progress is known to two seconds, and published once a second. */
  private static final Duration IDLE = Duration.ofSeconds(3);

  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.filter(Files::isDirectory).sorted().toList();
    }
  }

  @Test
  void paymentsLoads() {
    Project project = Definitions.load(EXAMPLES.resolve("payments"));
    assertThat(project.name(), is("payments"));
    assertThat(project.views(), hasKey("card_spend@1"));
    assertThat(project.view("card_spend@1").aggregations().size(), is(16));
  }

  /** A formula without an expected value may use the wrong window. */
  @ParameterizedTest
  @MethodSource("examples")
  void everyDerivedFeatureIsExpectedByATest(Path example) throws IOException {
    String tests;
    try (Stream<Path> files = Files.list(example)) {
      tests =
          files
              .filter(file -> file.toString().endsWith(".test.yaml"))
              .map(ExamplesTest::text)
              .collect(joining());
    }
    for (String feature : Definitions.load(example).derivedFeatures().keySet()) {
      assertThat(tests, matchesPattern("(?s).*\\b" + feature + ": (?!null).*"));
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void noViewPromisesToBeFresherThanAnIdleTopicCanBe(Path example) {
    for (View view : Definitions.load(example).views().values()) {
      assertThat(view.id(), view.freshness(), greaterThanOrEqualTo(IDLE));
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
