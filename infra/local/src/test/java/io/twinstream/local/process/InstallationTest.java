package io.twinstream.local.process;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationTest {
  private static final String SHARED = "-XX:SharedArchiveFile=";

  @Test
  void processesOfThePipelinesUseTheArchiveOfTheirClassesIfItExists(@TempDir Path home)
      throws IOException {
    for (String module : List.of("pipelines", "serving")) {
      Files.createDirectories(home.resolve(module).resolve("target"));
      Files.writeString(home.resolve(module).resolve("target/classpath.txt"), "a.jar");
    }
    assertThat(command(home, "pipelines"), not(hasItem(startsWith(SHARED))));
    Files.createDirectories(home.resolve("target"));
    Path archive = Files.createFile(home.resolve("target/jobs.jsa"));
    assertThat(command(home, "pipelines"), hasItem(SHARED + archive));
    assertThat(command(home, "serving"), not(hasItem(startsWith(SHARED))));
  }

  private static List<String> command(Path home, String module) {
    return new Installation(home).java(home, module, List.of(), "a.Main", List.of());
  }

  @Test
  void optionsForEveryJvmComeFromTheEnvironment() {
    assertThat(Installation.javaOptions(Map.of()), is(List.of()));
    assertThat(Installation.javaOptions(Map.of(Installation.JAVA_OPTIONS, " ")), is(List.of()));
    assertThat(
        Installation.javaOptions(Map.of(Installation.JAVA_OPTIONS, "-Xint  -Da=b")),
        is(List.of("-Xint", "-Da=b")));
  }

  @Test
  void functionsOfUsersComeFromTheEnvironment() {
    assertThat(Installation.functions(Map.of()), is(""));
    assertThat(Installation.functions(Map.of(Installation.FUNCTIONS, " ")), is(""));
    assertThat(
        Installation.functions(Map.of(Installation.FUNCTIONS, "own.jar:other.jar")),
        is(":own.jar:other.jar"));
  }
}
