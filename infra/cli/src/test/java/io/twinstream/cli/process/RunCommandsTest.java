package io.twinstream.cli.process;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandsTest {
  @TempDir Path checkpoints;

  @Test
  void aJobIsResumedFromItsLatestCheckpoint() throws Exception {
    assertThat(RunCommands.toGoOn(checkpoints.resolve("none")), is(Optional.empty()));
    assertThat(RunCommands.toGoOn(checkpoints), is(Optional.empty()));
    Path run = Files.createDirectories(checkpoints.resolve("20260101/abc/chk-7")).getParent();
    Files.createFile(run.resolveSibling("job.properties"));
    RunCommands.keep(
        checkpoints,
        "abc",
        List.of(
            "stream", "run", "--definitions", "my dir", "--bootstrap", "logs", "--", "--a=it's"));
    assertThat(
        RunCommands.toGoOn(checkpoints).orElseThrow(),
        is("twinstream stream run --definitions 'my dir' --bootstrap logs -- '--a=it'\\''s'"));
    Files.createFile(run.resolve("chk-7/_metadata"));
    assertThat(
        RunCommands.toGoOn(checkpoints).orElseThrow(),
        is("twinstream stream run --definitions 'my dir' --restore=latest -- '--a=it'\\''s'"));
  }
}
