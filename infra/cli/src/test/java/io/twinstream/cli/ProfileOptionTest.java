package io.twinstream.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Tests how commands find the places of a profile. No server answers at any of them. */
class ProfileOptionTest {
  private static final String NOWHERE = "127.0.0.1:1";

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();

  @BeforeEach
  void write() throws IOException {
    Files.writeString(
        folder.resolve("twinstream.yaml"),
        """
        profiles:
          prod:
            kafka: 127.0.0.1:1
            redis: 127.0.0.1:1
          dark:
            redis: 127.0.0.1:1
        """);
    Files.writeString(
        folder.resolve("definitions.yaml"),
        """
        project: shop
        entities: {card: {key: card_id}}
        """);
  }

  private int run(Map<String, String> environment, String... arguments) {
    out.getBuffer().setLength(0);
    CommandLine command = Main.commandLine(environment, folder);
    PrintWriter writer = new PrintWriter(out);
    return command.setOut(writer).setErr(writer).execute(arguments);
  }

  @Test
  void aPlaceThatTheProfileDoesNotNameIsNotTheLocalStacks() {
    String definitions = "--definitions=" + folder.resolve("definitions.yaml");
    assertThat(run(Map.of(), "--profile", "prod", "stream", "status"), is(2));
    assertThat(out.toString(), containsString("the profile 'prod' does not name flink"));
    assertThat(run(Map.of(), "--profile", "prod", "stream", "run", definitions), is(2));
    assertThat(out.toString(), containsString("the profile 'prod' does not name flink"));
    assertThat(out.toString(), containsString("the profile 'prod' does not name checkpoints"));
    assertThat(run(Map.of(), "--profile", "dark", "dead-letters", "list"), is(2));
    assertThat(out.toString(), containsString("the profile 'dark' does not name kafka"));
  }

  @Test
  void theStoreOfTheProfileIsAsked() {
    String definitions = "--definitions=registry:shop";
    int code = run(Map.of(), "--profile=prod", "inspect", "card", "c1", definitions);
    assertThat(out.toString(), containsString(NOWHERE));
    assertThat(code, is(3));
    assertThat(
        run(Map.of("TWINSTREAM_PROFILE", "prod"), "inspect", "card", "c1", definitions), is(3));
    assertThat(out.toString(), containsString(NOWHERE));
  }

  @Test
  void anOptionComesBeforeTheEnvironmentAndThatBeforeTheFile() {
    Map<String, String> environment = Map.of("TWINSTREAM_REDIS", "127.0.0.1:2");
    String[] command = {"--profile=prod", "inspect", "card", "c1", "--definitions=registry:shop"};
    run(environment, command);
    assertThat(out.toString(), containsString("127.0.0.1:2"));
    run(environment, join(command, "--redis=127.0.0.1:3"));
    assertThat(out.toString(), containsString("127.0.0.1:3"));
  }

  private static String[] join(String[] command, String more) {
    String[] all = java.util.Arrays.copyOf(command, command.length + 1);
    all[command.length] = more;
    return all;
  }

  @Test
  void anUnknownProfileAndAnInvalidFileAreReported() throws IOException {
    assertThat(run(Map.of(), "--profile=prd", "stream", "status"), is(2));
    assertThat(out.toString(), allOf(containsString("no profile 'prd'"), containsString("prod")));
    Files.writeString(folder.resolve("twinstream.yaml"), "profiles: {prod: {kafak: x}}");
    assertThat(run(Map.of(), "--profile=prod", "stream", "status"), is(2));
    assertThat(out.toString(), containsString("unknown key 'kafak'"));
    assertThat("help needs no profile", run(Map.of(), "stream", "status", "--help"), is(0));
  }

  @Test
  void theOptionAfterTheCommandIsRefusedWithItsPlace() {
    assertThat(run(Map.of(), "stream", "status", "--profile=prod"), is(2));
    assertThat(out.toString(), containsString("--profile goes before the command"));
  }
}
