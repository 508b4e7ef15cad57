package io.twinstream.features.definition;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ExamplesTest {
  private static final Path EXAMPLES = Path.of("../examples");

  @Test
  void paymentsLoads() {
    Project project = Definitions.load(EXAMPLES.resolve("payments"));
    assertThat(project.name(), is("payments"));
    assertThat(project.views(), hasKey("card_spend@1"));
    assertThat(project.view("card_spend@1").aggregations().size(), is(15));
  }
}
