package io.twinstream.cli.stack;

import io.twinstream.cli.place.StackOption;
import io.twinstream.local.StackMain;
import io.twinstream.local.job.ServingProcess;
import io.twinstream.local.process.StateDirectory;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code down}: stops the local stack. */
@Command(
    name = "down",
    mixinStandardHelpOptions = true,
    description = {
      "Stop the local stack and the servers that use it.",
      "",
      "The files stay: topics, states, checkpoints, logs. twinstream up continues from them,",
      "and resumes the live jobs. With --delete the files are deleted.",
      ""
    },
    footer = {"", "Examples:", "  twinstream down", "  twinstream down --delete"})
public final class DownCommand implements Callable<Integer> {
  private static final Duration GRACE = Duration.ofSeconds(60);
  private static final Duration SERVICE_GRACE = Duration.ofSeconds(10);

  @Spec private CommandSpec spec;

  @Mixin private StackOption stack;

  @Option(
      names = "--delete",
      description = "Delete the stack's files: topics, states, checkpoints, logs.")
  private boolean delete;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    if (!Files.isDirectory(stack.state)) {
      out.println("nothing runs here (no " + stack.state + ")");
      return 0;
    }
    StateDirectory state = stack.files();
    List<ProcessHandle> running = state.alive();
    // Servers first, else they would report a lost store.
    stop(state, name -> name.startsWith(ServingProcess.SERVICE), SERVICE_GRACE);
    // Then the supervisor, which stops the others in order, and would restart them if they ended
    // first.
    stop(state, StackMain.NAME::equals, GRACE);
    stop(state, name -> true, GRACE);
    if (delete) {
      state.delete();
      Workspace.deleteIfEmpty(state.path().getParent());
    }
    String stopped =
        running.isEmpty() ? "nothing was running" : "stopped " + running.size() + " processes";
    out.println(
        delete
            ? stopped + ", deleted " + stack.state
            : "%s; topics, states and checkpoints stay in %s; resume with: twinstream up; delete"
                    .formatted(stopped, stack.state)
                + " them with: twinstream down --delete");
    return 0;
  }

  private static void stop(StateDirectory state, Predicate<String> wanted, Duration grace)
      throws InterruptedException {
    state.alive(wanted).forEach(ProcessHandle::destroy);
    long deadline = System.nanoTime() + grace.toNanos();
    while (!state.alive(wanted).isEmpty()) {
      if (System.nanoTime() > deadline) {
        state.alive(wanted).forEach(ProcessHandle::destroyForcibly);
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }
}
