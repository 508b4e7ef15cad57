package io.twinstream.features.function.library;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.definition.Aggregation;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Window.Shape;
import io.twinstream.features.load.Definitions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The definitions by which infra/nightly/functions compares live and historical states. */
class EveryFunctionTest {
  private static final Project PROJECT =
      Definitions.load(Path.of("../../infra/nightly/functions.yaml"));

  /** Generated payments have no arrays. */
  private static final Set<String> OF_ARRAYS = Set.of("vector_sum", "vector_mean");

  private static List<Aggregation> aggregations() {
    return PROJECT.views().values().stream().flatMap(v -> v.aggregations().stream()).toList();
  }

  @Test
  void theyUseEveryFunction() {
    Set<String> used =
        aggregations().stream()
            .map(Aggregation::function)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> all = new TreeSet<>(Functions.ids());
    all.removeAll(OF_ARRAYS);
    assertThat(used, is(all));
  }

  @Test
  void theyUseEveryShapeOfWindow() {
    Set<Shape> used =
        aggregations().stream()
            .map(each -> each.window().shape())
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(used, is(new TreeSet<>(Arrays.asList(Shape.values()))));
  }
}
