package io.twinstream.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.twinstream.local.Installation;
import io.twinstream.local.StackAddresses;
import io.twinstream.local.StateDirectory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Tag("slow")
class UpAndDownTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();

  private int run(String... args) {
    PrintWriter writer = new PrintWriter(out, true);
    CommandLine commandLine = Main.commandLine().setOut(writer).setErr(writer);
    List<String> all = new java.util.ArrayList<>(List.of(args));
    all.add("--state=" + folder.resolve("stack"));
    return commandLine.execute(all.toArray(String[]::new));
  }

  @AfterEach
  void leaveNothing() {
    run("down");
  }

  @Test
  void aStackStaysUpForOtherCommandsUntilItIsTakenDown() throws Exception {
    assertThat(out.toString(), run("up", "--slots=1", "--heap=128"), is(0));
    StateDirectory state = StateDirectory.at(folder.resolve("stack"));
    assertThat(state.alive(), hasSize(5));
    assertThat(run("up"), is(3));
    assertThat(out.toString(), containsString("; stop it with: twinstream down"));
    assertThat(run("generate", "--count=200", "--rate=0", "--bad=0.5"), is(0));
    assertThat(out.toString(), containsString("sent 200 records to txn.events"));
    assertThat(StackAddresses.read(state.path()).isPresent(), is(true));
    List<ProcessHandle> processes = state.alive();
    assertThat(run("down"), is(0));
    assertThat(processes.stream().filter(ProcessHandle::isAlive).toList(), is(empty()));
    assertThat(Files.exists(state.path()), is(false));
  }

  @Test
  void aServiceEndsWithItsStack() throws Exception {
    Installation installation = Installation.find();
    assumeTrue(
        Files.exists(installation.home().resolve("serving/target/classpath.txt")),
        "the service is not built");
    assertThat(out.toString(), run("up", "--slots=1", "--heap=128"), is(0));
    String payments = installation.home().resolve("transforms/examples/payments").toString();
    CompletableFuture<Integer> served =
        CompletableFuture.supplyAsync(() -> run("serve", "--definitions=" + payments, "--port=0"));
    StateDirectory state = StateDirectory.at(folder.resolve("stack"));
    for (int i = 0; i < 400 && state.alive(name -> name.startsWith("serve-")).isEmpty(); i++) {
      Thread.sleep(50);
    }
    assertThat(state.alive(name -> name.startsWith("serve-")), hasSize(1));
    assertThat(run("down"), is(0));
    assertThat(served.get(60, TimeUnit.SECONDS), is(0));
  }

  @Test
  void aKilledSupervisorTakesTheStackWithIt() throws Exception {
    assertThat(out.toString(), run("up", "--slots=1", "--heap=128"), is(0));
    Path stack = folder.resolve("stack");
    String pid = Files.readString(stack.resolve("pids/supervisor.pid")).split(" ")[0];
    List<ProcessHandle> processes = StateDirectory.at(stack).alive();
    ProcessHandle.of(Long.parseLong(pid)).orElseThrow().destroyForcibly();
    for (int i = 0; i < 400 && processes.stream().anyMatch(ProcessHandle::isAlive); i++) {
      Thread.sleep(100);
    }
    assertThat(processes.stream().filter(ProcessHandle::isAlive).toList(), is(empty()));
  }
}
