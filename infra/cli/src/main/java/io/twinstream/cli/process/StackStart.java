package io.twinstream.cli.process;

import io.twinstream.local.StackAddresses;
import io.twinstream.local.StackHealth;
import io.twinstream.local.StackMain;
import io.twinstream.local.StackTroubles;
import io.twinstream.local.job.ServingProcess;
import io.twinstream.local.job.Waiting;
import io.twinstream.local.process.ClusterSize;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.StateDirectory;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Starts a stack from any condition: nothing, only its files, some of its processes, or all.
 *
 * @param size of the cluster, if it should change
 * @param limit the longest time until a part answers
 * @param resume whether to resume the jobs that ran
 */
public record StackStart(
    StateDirectory state, Optional<ClusterSize> size, Duration limit, boolean resume) {
  /** The default size of a new stack. */
  public static final ClusterSize FIRST_SIZE = new ClusterSize(2, 1024);

  private static final String START_LOCK = "start.lock";
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration ORPHANS_END_WITHIN = Duration.ofSeconds(40);

  /** Whether the stack runs already; parts that do not may be restarting. */
  public boolean isRunning() {
    return StackAddresses.read(state.path()).isPresent();
  }

  /**
   * Waits until all parts run and answer; first starts the stack if it does not run.
   *
   * @throws IllegalStateException with what is wrong, and what to do
   */
  public StackAddresses await() throws Exception {
    if (!state.alive("command"::equals).isEmpty()) {
      throw new IllegalStateException(
          "another command uses its own stack in "
              + state.path()
              + "; choose another folder with --state");
    }
    boolean started = startUnlessStarted();
    StackAddresses addresses = awaitAddresses();
    if (!started) {
      requireAsRunning();
    }
    awaitHealth(addresses);
    return addresses;
  }

  private void requireAsRunning() {
    ClusterSize now = StackAddresses.size(state.path()).orElseThrow();
    if (size.isPresent() && !size.get().equals(now) || !resume) {
      throw new IllegalStateException(
          ("the stack runs already, with --slots %d --heap %d; to change its size, stop "
                  + "it first: twinstream down (topics, states and checkpoints stay)")
              .formatted(now.slots(), now.heapMegabytes()));
    }
  }

  /** Starts a supervisor unless there is one; one command at a time. */
  private boolean startUnlessStarted() throws Exception {
    try (AutoCloseable turn = awaitTurn()) {
      if (isSupervised()) {
        return false;
      }
      awaitOrphans();
      Files.deleteIfExists(state.log(StackMain.NAME));
      startSupervisor();
      return true;
    }
  }

  private AutoCloseable awaitTurn() {
    long deadline = System.nanoTime() + ORPHANS_END_WITHIN.multipliedBy(2).toNanos();
    Optional<AutoCloseable> turn = state.tryLock(START_LOCK);
    while (turn.isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "another twinstream up is starting the stack in "
                + state.path()
                + "; wait until it has finished");
      }
      Waiting.pause(POLL);
      turn = state.tryLock(START_LOCK);
    }
    return turn.get();
  }

  /** Whether the stack runs or is starting: none of its processes is an orphan. */
  private boolean isSupervised() {
    return !state.alive(StackMain.NAME::equals).isEmpty();
  }

  private StackAddresses awaitAddresses() throws IOException {
    Optional<StackAddresses> addresses = StackAddresses.read(state.path());
    while (addresses.isEmpty()) {
      if (!isSupervised()) {
        throw new IllegalStateException(
            "the stack did not start: %s%nits files stay; a slow machine may need: %s"
                .formatted(
                    Files.readString(state.log(StackMain.NAME)).strip(),
                    "twinstream up --wait 10m"));
      }
      Waiting.pause(POLL);
      addresses = StackAddresses.read(state.path());
    }
    return addresses.get();
  }

  /**
   * Waits for processes whose supervisor was killed: they end by themselves, and hold ports until
   * then.
   */
  private void awaitOrphans() {
    long deadline = System.nanoTime() + ORPHANS_END_WITHIN.toNanos();
    while (!parts().isEmpty()) {
      if (System.nanoTime() > deadline) {
        parts().forEach(ProcessHandle::destroyForcibly);
      }
      Waiting.pause(POLL);
    }
  }

  private List<ProcessHandle> parts() {
    return state.alive(name -> !name.startsWith(ServingProcess.SERVICE));
  }

  /** Not a watched child, because it must outlive this JVM and the terminal. */
  private void startSupervisor() throws IOException {
    Installation installation = Installation.find();
    ClusterSize started = size.or(() -> StackAddresses.size(state.path())).orElse(FIRST_SIZE);
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-Dtwinstream.home=" + installation.home(),
                "-cp",
                installation.classPath("infra/local"),
                StackMain.class.getName(),
                state.path().toString(),
                String.valueOf(started.slots()),
                String.valueOf(started.heapMegabytes()),
                String.valueOf(Math.max(1, limit.toSeconds()))));
    if (!resume) {
      command.add(StackMain.NO_RESUME);
    }
    command.addAll(1, Installation.javaOptions());
    if (Files.isExecutable(Path.of("/usr/bin/nohup"))) {
      command.add(0, "/usr/bin/nohup");
    }
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(state.log(StackMain.NAME).toFile())
            .redirectInput(new File("/dev/null"))
            .start();
    state.recordPid(StackMain.NAME, process.toHandle());
  }

  private void awaitHealth(StackAddresses addresses) {
    long deadline = System.nanoTime() + limit.toNanos();
    List<String> problems = StackHealth.problems(state, addresses);
    while (!problems.isEmpty()) {
      boolean givenUp = StackTroubles.read(state.path()).givenUp() || !isSupervised();
      if (givenUp || System.nanoTime() > deadline) {
        throw new IllegalStateException(
            ("some parts of the stack do not run:%n  %s%nfix the cause, then start it "
                    + "again with: twinstream down, twinstream up (topics, states and "
                    + "checkpoints stay)")
                .formatted(String.join("\n  ", problems)));
      }
      Waiting.pause(POLL);
      problems = StackHealth.problems(state, addresses);
    }
  }
}
