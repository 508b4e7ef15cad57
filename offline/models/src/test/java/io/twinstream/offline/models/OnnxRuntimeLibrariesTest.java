package io.twinstream.offline.models;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OnnxRuntimeLibrariesTest {
  @Test
  void theirCopiesAreGoneOnceTheyAreLoaded() throws IOException {
    assertThat(OnnxRuntimeLibraries.environment(), notNullValue());
    Path maps = Path.of("/proc/self/maps");
    assumeTrue(Files.isReadable(maps), "only Linux tells what is mapped");
    List<String> mapped;
    try (Stream<String> lines = Files.lines(maps)) {
      mapped = lines.filter(line -> line.contains("libonnxruntime")).toList();
    }
    assertThat("loaded", mapped.isEmpty(), is(false));
    assertThat(mapped.stream().filter(line -> !line.endsWith("(deleted)")).toList(), empty());
    for (String line : mapped) {
      String file = line.substring(line.indexOf('/')).replace(" (deleted)", "");
      assertThat(file, Files.exists(Path.of(file).getParent()), is(false));
    }
  }
}
