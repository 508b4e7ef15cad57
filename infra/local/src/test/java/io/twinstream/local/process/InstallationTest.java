package io.twinstream.local.process;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InstallationTest {
  @Test
  void optionsForEveryJvmComeFromTheEnvironment() {
    assertThat(Installation.javaOptions(Map.of()), is(List.of()));
    assertThat(Installation.javaOptions(Map.of(Installation.JAVA_OPTIONS, " ")), is(List.of()));
    assertThat(
        Installation.javaOptions(Map.of(Installation.JAVA_OPTIONS, "-Xint  -Da=b")),
        is(List.of("-Xint", "-Da=b")));
  }
}
