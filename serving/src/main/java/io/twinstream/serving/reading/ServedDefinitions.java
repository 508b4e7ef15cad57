package io.twinstream.serving.reading;

import io.twinstream.features.definition.Project;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The served definitions. They can be replaced while requests run; each request finishes with the
 * definitions that it started with.
 */
public final class ServedDefinitions {
  private final InstantSource clock;
  private final Map<String, ViewCounts> counts = new ConcurrentHashMap<>();
  private final List<Consumer<ServedProject>> followers = new CopyOnWriteArrayList<>();
  private volatile ServedProject current;

  /**
   * @param project the first definitions
   */
  public ServedDefinitions(Project project, InstantSource clock) {
    this.clock = clock;
    this.current = served(project, Set.of());
  }

  private ServedProject served(Project project, Set<String> caughtUp) {
    return new ServedProject(
        project, caughtUp, clock, view -> counts.computeIfAbsent(view, id -> new ViewCounts()));
  }

  /** The current definitions; a request calls this once, to use the same ones throughout. */
  public ServedProject current() {
    return current;
  }

  /** Adds a callback that runs after each replacement, in the order of registration. */
  public void follow(Consumer<ServedProject> follower) {
    followers.add(follower);
  }

  /**
   * Replaces the definitions.
   *
   * @param caughtUp the views whose pipelines have caught up at least once
   */
  public synchronized void take(Project project, Set<String> caughtUp) {
    ServedProject next = served(project, caughtUp);
    current = next;
    followers.forEach(follower -> follower.accept(next));
  }
}
