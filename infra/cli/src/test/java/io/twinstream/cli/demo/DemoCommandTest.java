package io.twinstream.cli.demo;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.twinstream.cli.Main;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.StateDirectory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the demo as a process, ended in each possible way. */
@Tag("slow")
class DemoCommandTest {
  private static final Pattern HEALTH = Pattern.compile("curl (http://\\S+/health)");

  @TempDir Path folder;
  private Process demo;

  private void start(String... more) throws Exception {
    Installation installation = Installation.find();
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dtwinstream.home=" + installation.home(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "demo",
                "--rate=200"));
    command.addAll(1, Installation.javaOptions());
    command.addAll(List.of(more));
    demo =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out.txt").toFile())
            .start();
  }

  @AfterEach
  void end() throws Exception {
    demo.destroyForcibly().waitFor();
  }

  private String out() throws Exception {
    return Files.readString(folder.resolve("out.txt"));
  }

  /** The processes of the demo, once it prints its counters. */
  private List<ProcessHandle> running() throws Exception {
    for (int i = 0; i < 1_200 && !out().contains("events/s"); i++) {
      assertThat(out(), demo.isAlive(), is(true));
      Thread.sleep(100);
    }
    List<ProcessHandle> processes =
        new ArrayList<>(StateDirectory.at(folder.resolve(".twinstream/demo")).alive());
    assertThat(out(), processes.size(), is(greaterThan(6)));
    return processes;
  }

  private static void awaitEnd(List<ProcessHandle> processes) throws Exception {
    for (int i = 0; i < 400 && processes.stream().anyMatch(ProcessHandle::isAlive); i++) {
      Thread.sleep(100);
    }
    assertThat(processes.stream().filter(ProcessHandle::isAlive).toList(), is(empty()));
  }

  @Test
  void endsByItselfWithAccountsAndParityAndLeavesNothing() throws Exception {
    start("--seconds=8", "--bad=0.1", "--duplicates=0.1");
    List<ProcessHandle> processes = running();
    Matcher health = HEALTH.matcher(out());
    assertThat(out(), health.find(), is(true));
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(health.group(1))).build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.body(), answer.statusCode(), is(200));
    assertThat(demo.waitFor(5, TimeUnit.MINUTES), is(true));
    assertThat(out(), demo.exitValue(), is(0));
    assertThat(out(), containsString("accepted"));
    assertThat(out(), containsString("Every record is accounted for"));
    awaitEnd(processes);
    assertThat(Files.exists(folder.resolve(".twinstream")), is(false));
  }

  @Test
  void leavesNothingWhenItIsInterrupted() throws Exception {
    start();
    List<ProcessHandle> processes = running();
    new ProcessBuilder("kill", "-INT", String.valueOf(demo.pid())).start().waitFor();
    assertThat(demo.waitFor(1, TimeUnit.MINUTES), is(true));
    assertThat(demo.exitValue(), is(130));
    awaitEnd(processes);
    assertThat(Files.exists(folder.resolve(".twinstream")), is(false));
  }

  @Test
  void leavesNoProcessWhenItIsKilledWhileItStarts() throws Exception {
    start();
    StateDirectory state = StateDirectory.at(folder.resolve(".twinstream/demo"));
    for (int i = 0; i < 1_200 && state.alive().size() < 5; i++) {
      assertThat(out(), demo.isAlive(), is(true));
      Thread.sleep(100);
    }
    demo.destroyForcibly().waitFor();
    // Those that started between the count and the kill as well.
    awaitEnd(new ArrayList<>(state.alive()));
  }
}
