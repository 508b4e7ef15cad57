package io.twinstream.features.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.View;
import io.twinstream.features.event.Event;
import io.twinstream.features.laws.Payments;
import io.twinstream.features.oracle.NaiveOracle;
import io.twinstream.features.row.FeatureRow;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WindowEdgesTest {
  static List<WindowEdges.Edge> edges() {
    return WindowEdges.all();
  }

  @ParameterizedTest
  @MethodSource("edges")
  void theWindowSeesWhatTheTableSays(WindowEdges.Edge edge) {
    View view =
        Payments.view(
            Optional.empty(), 16, List.of(Payments.aggregation("count", null, edge.window())));
    Project project = Payments.project(Payments.source(edge.resolution()), view);
    CompiledView compiled = CompiledView.of(project, view);
    Event event = Payments.event(0, 0, edge.eventTs(), "e", 100L, "approved");

    FeatureRow row = compiled.evaluate(compiled.add(compiled.empty(), event), edge.asOf());

    assertThat(row.bits(0), is(edge.seen() ? 1L : 0L));
    NaiveOracle oracle = new NaiveOracle(project, view, compiled.types());
    assertThat(oracle.evaluate(List.of(event), edge.asOf()), equalTo(row));
  }
}
