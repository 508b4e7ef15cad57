package io.twinstream.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.twinstream.local.process.Installation;
import io.twinstream.pipelines.backfill.BackfillJob;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests how the JVM of a bounded job ends. */
class BoundedJobTest {
  @TempDir Path folder;

  @Test
  @Tag("slow") // starts a JVM
  void itsJvmEndsQuietlyAndLeavesNoFile() throws Exception {
    Path temporary = Files.createDirectories(folder.resolve("temporary"));
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(command(temporary))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      int code = process.waitFor();
      assertThat(Files.readString(output), code, is(0));
    } finally {
      process.destroyForcibly();
    }
    assertThat(Files.readString(output), not(containsString("Exception")));
    assertThat(Files.readString(output), not(containsString("NoClassDefFoundError")));
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left.toList(), is(empty()));
    }
  }

  private List<String> command(Path temporary) throws Exception {
    List<String> command = java(temporary);
    command.add(BackfillJob.class.getName());
    command.add("--definitions=" + Transactions.definitions(folder, "transactions"));
    command.add(
        "--history=transactions=" + Transactions.write(folder, Transactions.records(7, 100)));
    command.add("--states=" + folder.resolve("states"));
    command.add("--parallelism=2");
    return command;
  }

  /** The JVM of a job, with its class path. */
  static List<String> java(Path temporary) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String opened : List.of("util", "lang", "nio", "time", "net")) {
      command.add("--add-opens=java.base/java." + opened + "=ALL-UNNAMED");
    }
    command.add("-Djava.io.tmpdir=" + temporary);
    command.addAll(Installation.javaOptions());
    command.add("-cp");
    command.add(productClassPath());
    return command;
  }

  /** Without the log levels of tests and {@link SharedRpcSystem}. */
  private static String productClassPath() {
    return Stream.of(System.getProperty("java.class.path").split(":"))
        .filter(path -> !path.matches(".*/test-classes/?"))
        .collect(Collectors.joining(":"));
  }
}
