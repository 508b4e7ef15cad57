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
 * The definitions that are served now. Others take their place while requests are under way, which
 * end with those that they began with.
 */
public final class ServedDefinitions {
  private final InstantSource clock;
  private final Map<String, ViewCounts> counts = new ConcurrentHashMap<>();
  private final List<Consumer<ServedProject>> followers = new CopyOnWriteArrayList<>();
  private volatile ServedProject current;

  /**
   * @param project the definitions to begin with
   */
  public ServedDefinitions(Project project, InstantSource clock) {
    this.clock = clock;
    this.current = served(project, Set.of());
  }

  private ServedProject served(Project project, Set<String> caughtUp) {
    return new ServedProject(
        project, caughtUp, clock, view -> counts.computeIfAbsent(view, id -> new ViewCounts()));
  }

  /** What is served now; whoever needs it twice for one answer asks once. */
  public ServedProject current() {
    return current;
  }

  /** Runs something whenever others have taken their place, in the order in which it was asked. */
  public void follow(Consumer<ServedProject> follower) {
    followers.add(follower);
  }

  /**
   * Serves other definitions from now on.
   *
   * @param caughtUp the views whose pipelines have caught up once
   */
  public synchronized void take(Project project, Set<String> caughtUp) {
    ServedProject next = served(project, caughtUp);
    current = next;
    followers.forEach(follower -> follower.accept(next));
  }
}
