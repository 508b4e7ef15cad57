package io.twinstream.serving.reading;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.sameInstance;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micronaut.http.HttpStatus;
import io.twinstream.features.definition.Project;
import io.twinstream.features.load.Definitions;
import io.twinstream.serving.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FeatureListsTest {
  private static final String TWO_VERSIONS =
      """
      project: shop
      sources:
        visits:
          topic: visits
          event_time: at
          fields: {user: string, at: timestamp}
      entities:
        user: {key: user}
      views:
        visits@1:
          entity: user
          source: visits
          aggregations: [{name: count_1h, function: count, windows: 1h}]
        visits@2:
          entity: user
          source: visits
          aggregations: [{name: count_2h, function: count, windows: 2h}]
      services:
        first@1: {features: [visits@1.count_1h]}
        first@2: {features: [visits@2.count_2h]}
      """;

  @TempDir Path folder;
  private FeatureLists lists;

  @BeforeEach
  void load() throws IOException {
    Path file = Files.writeString(folder.resolve("shop.yaml"), TWO_VERSIONS);
    lists = lists(Definitions.load(file), Set.of());
  }

  /** The feature lists if the pipelines of these views have caught up. */
  static FeatureLists lists(Project project, Set<String> caughtUp) {
    ServedDefinitions served = new ServedDefinitions(project, InstantSource.system());
    served.take(project, caughtUp);
    return served.current().lists();
  }

  @Test
  void aBareNameMeansTheLatestVersionThatHasCaughtUp() {
    Project project = Definitions.load(folder.resolve("shop.yaml"));
    FeatureLists first = lists(project, Set.of("visits@1"));
    assertThat(first.entity("user").views()[0].key().view(), is("visits@1"));
    assertThat(first.of(List.of("count_1h")).views()[0].key().view(), is("visits@1"));
    FeatureLists both = lists(project, Set.of("visits@1", "visits@2"));
    assertThat(both.entity("user").views()[0].key().view(), is("visits@2"));
    assertThat(both.of(List.of("visits.count_2h")).views()[0].key().view(), is("visits@2"));
    // Only the other version has it; a version that is named explicitly is used.
    assertThat(both.of(List.of("count_1h")).views()[0].key().view(), is("visits@1"));
    assertThat(both.of(List.of("visits@1.count_1h")).views()[0].key().view(), is("visits@1"));
    assertThrows(ProblemException.class, () -> both.of(List.of("count_1h", "count_2h")));
  }

  @Test
  void anEntityHasTheLatestVersionOfEachOfItsViews() {
    FeatureList list = lists.entity("user");
    assertThat(list.compiled().names(), is(List.of("count_2h")));
    assertThat(list.views()[0].key().view(), is("visits@2"));
  }

  @Test
  void aVersionCanBeAskedFor() {
    FeatureList list = lists.of(List.of("visits@1.count_1h"));
    assertThat(list.views()[0].key().view(), is("visits@1"));
  }

  @Test
  void aServiceOfSeveralVersionsIsNotFoundByItsNameAlone() {
    ProblemException e = assertThrows(ProblemException.class, () -> lists.service("first"));
    assertThat(e.status(), is(HttpStatus.NOT_FOUND));
    assertThat(e.getMessage(), containsString("first@2"));
    assertThat(lists.service("first@1").compiled().names(), is(List.of("count_1h")));
  }

  @Test
  void aListIsCompiledOnce() {
    FeatureList list = lists.of(List.of("visits@1.count_1h"));
    assertThat(lists.of(List.of("visits@1.count_1h")), sameInstance(list));
  }

  @Test
  void excessiveListsAreRefusedBeforeTheyAreCompiled() {
    assertThrows(ProblemException.class, () -> lists.of(List.of("x".repeat(1 << 20))));
    assertThrows(
        ProblemException.class,
        () -> lists.of(IntStream.range(0, 100_000).mapToObj(i -> "f" + i).toList()));
  }

  @Test
  void aNameGivenTwiceIsAnsweredOnce() {
    FeatureList list = lists.of(List.of("visits@1.count_1h", "visits@1.count_1h"));
    assertThat(list.compiled().names(), is(List.of("count_1h")));
  }
}
