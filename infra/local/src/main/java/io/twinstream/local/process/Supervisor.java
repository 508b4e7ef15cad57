package io.twinstream.local.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Starts named processes, and stops them in reverse order when it is closed or this JVM ends. */
public final class Supervisor implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(15);

  private final StateDirectory state;
  private final Map<String, LocalProcess> processes = new LinkedHashMap<>();
  private final Thread hook = new Thread(this::stopAll, "supervisor-stop");
  private boolean closed;

  public Supervisor(StateDirectory state) {
    this.state = state;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  public StateDirectory state() {
    return state;
  }

  /**
   * Starts a process.
   *
   * @throws IllegalStateException if a process of that name is running
   */
  public synchronized LocalProcess start(String name, List<String> command) {
    if (closed) {
      throw new IllegalStateException("the stack is being stopped; " + name + " is not started");
    }
    LocalProcess previous = processes.get(name);
    if (previous != null && previous.isAlive()) {
      throw new IllegalStateException(name + " is already running, pid " + previous.pid());
    }
    LocalProcess started = LocalProcess.start(name, command, state);
    processes.remove(name);
    processes.put(name, started);
    return started;
  }

  /** Stops the named process, if it is running, and forgets it. */
  public void stop(String name) {
    LocalProcess process;
    synchronized (this) {
      process = processes.remove(name);
    }
    if (process != null) {
      process.stop(GRACE);
    }
  }

  /** Returns the processes that ended by themselves, in the order of their start. */
  public synchronized List<LocalProcess> fallen() {
    return processes.values().stream().filter(process -> !process.isAlive()).toList();
  }

  /** Restarts a process that ended by itself, with the same command. */
  public synchronized void restart(String name) {
    if (!closed && processes.containsKey(name)) {
      processes.put(name, processes.get(name).again(state));
    }
  }

  private void stopAll() {
    List<LocalProcess> running;
    synchronized (this) {
      closed = true;
      running = new ArrayList<>(processes.values());
      processes.clear();
    }
    for (int i = running.size() - 1; i >= 0; i--) {
      running.get(i).stop(GRACE);
    }
  }

  @Override
  public void close() {
    stopAll();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending: the hook has run, or will find nothing to do once it gets this lock.
      return;
    }
  }
}
