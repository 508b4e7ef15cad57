package io.twinstream.cli;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.twinstream.local.StateDirectory;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Stops the local stack and deletes its files. */
@Command(
    name = "down",
    mixinStandardHelpOptions = true,
    description = {"Stop the local stack and delete its files: topics, states, checkpoints.", ""},
    footer = {"", "Examples:", "  twinstream down", "  twinstream down --keep-files"})
final class DownCommand implements Callable<Integer> {
  private static final long GRACE_MILLIS = 60_000;
  private static final long SERVICE_GRACE_SECONDS = 10;

  @Spec private CommandSpec spec;

  @Mixin private StackOption stack;

  @Option(names = "--keep-files", description = "Leave logs and data where they are.")
  private boolean keep;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    if (!Files.isDirectory(stack.state)) {
      out.println("nothing runs here (no " + stack.state + ")");
      return 0;
    }
    StateDirectory state = StateDirectory.at(stack.state);
    List<ProcessHandle> running = state.alive();
    // Services first, or they complain of a store that is gone.
    List<ProcessHandle> services = state.alive(name -> name.startsWith(ServeCommand.NAME));
    services.forEach(ProcessHandle::destroy);
    for (ProcessHandle service : services) {
      service.onExit().completeOnTimeout(service, SERVICE_GRACE_SECONDS, SECONDS).join();
    }
    // The supervisor stops the others in order, and they notice if it is gone.
    running.forEach(ProcessHandle::destroy);
    long deadline = System.nanoTime() + GRACE_MILLIS * 1_000_000;
    while (!state.alive().isEmpty()) {
      if (System.nanoTime() > deadline) {
        state.alive().forEach(ProcessHandle::destroyForcibly);
      }
      Thread.sleep(50);
    }
    if (keep) {
      Files.deleteIfExists(state.path().resolve("addresses.properties"));
    } else {
      state.delete();
      Workspace.deleteIfEmpty(state.path().getParent());
    }
    out.println(
        running.isEmpty() ? "nothing was running" : "stopped " + running.size() + " processes");
    return 0;
  }
}
