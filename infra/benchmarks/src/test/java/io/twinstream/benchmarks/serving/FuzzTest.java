package io.twinstream.benchmarks.serving;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class FuzzTest {
  @Test
  void noRequestFailsTheService() {
    assertThat(new CommandLine(new Fuzz()).execute("--requests=3000", "--seed=42"), is(0));
  }
}
