package io.twinstream.cli.stack;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.twinstream.cli.Main;
import io.twinstream.kafka.TopicContents;
import io.twinstream.local.StackAddresses;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.Ports;
import io.twinstream.local.process.StateDirectory;
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
    run("down", "--delete");
  }

  @Test
  void aStackStaysUpForOtherCommandsAndKeepsItsDataUntilItIsDeleted() throws Exception {
    assumeTrue(
        Files.exists(Installation.find().home().resolve("serving/target/classpath.txt")),
        "the service is not built");
    CompletableFuture<Integer> beside =
        CompletableFuture.supplyAsync(() -> run("up", "--slots=1", "--heap=128"));
    assertThat(out.toString(), run("up", "--slots=1", "--heap=128"), is(0));
    assertThat(out.toString(), beside.join(), is(0));
    StateDirectory state = StateDirectory.at(folder.resolve("stack"));
    assertThat(state.alive(), hasSize(6));
    StackAddresses first = StackAddresses.read(state.path()).orElseThrow();
    assertThat(run("up", "--slots=2"), is(3));
    assertThat(out.toString(), containsString("the stack runs already, with --slots 1 --heap 128"));
    assertThat(run("generate", "--count=200", "--rate=0", "--bad=0.5"), is(0));
    assertThat(out.toString(), containsString("sent 200 records to txn.events"));

    kill("redis");
    kill("taskmanager-1");
    assertThat(out.toString(), run("up"), is(0));
    assertThat(out.toString(), containsString("The stack runs already:"));
    assertThat(state.alive(), hasSize(6));

    List<ProcessHandle> processes = state.alive();
    kill("supervisor");
    assertThat(StackAddresses.read(state.path()).isPresent(), is(false));
    assertThat(run("generate", "--count=1", "--rate=0"), is(3));
    assertThat(out.toString(), containsString("start it again with: twinstream up"));
    assertThat(out.toString(), run("up"), is(0));
    assertThat(processes.stream().filter(ProcessHandle::isAlive).toList(), is(empty()));
    assertThat(StackAddresses.read(state.path()).orElseThrow(), is(first));
    assertThat(new TopicContents(first.kafka(), "txn.events").size(), is(200L));

    CompletableFuture<Integer> served = serve(state);
    processes = state.alive();
    assertThat(run("down"), is(0));
    assertThat(served.get(60, TimeUnit.SECONDS), is(0));
    assertThat(processes.stream().filter(ProcessHandle::isAlive).toList(), is(empty()));
    assertThat(out.toString(), containsString("topics, states and checkpoints stay in"));
    assertThat(Files.exists(state.path()), is(true));
    assertThat(run("down", "--delete"), is(0));
    assertThat(Files.exists(state.path()), is(false));
  }

  @Test
  void aStackThatIsNotReadyInTimeSaysWhichPartAndWhatToDo() {
    assertThat(run("up", "--slots=1", "--heap=128", "--wait=1s"), is(3));
    assertThat(
        out.toString(),
        allOf(
            containsString("the stack did not start: "),
            containsString(" is not ready after 1 s"),
            containsString("a slow machine may need: twinstream up --wait 10m"),
            not(containsString("Exception in thread"))));
    assertThat(StateDirectory.at(folder.resolve("stack")).alive(), is(empty()));
  }

  private void kill(String part) throws Exception {
    String pid = Files.readString(folder.resolve("stack/pids/" + part + ".pid")).split(" ")[0];
    ProcessHandle process = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    process.destroyForcibly();
    process.onExit().join();
  }

  /**
   * Waits until it answers, because a JVM that is stopped during its start ends with another exit
   * code.
   */
  private CompletableFuture<Integer> serve(StateDirectory state) throws Exception {
    Path payments = Installation.find().home().resolve("transforms/examples/payments");
    int port = Ports.free();
    CompletableFuture<Integer> served =
        CompletableFuture.supplyAsync(
            () -> run("serve", "--definitions=" + payments, "--port=" + port));
    for (int i = 0; i < 2_400 && !Ports.answers(port); i++) {
      Thread.sleep(50);
    }
    assertThat(out.toString(), state.alive(name -> name.startsWith("serve-")), hasSize(1));
    return served;
  }
}
