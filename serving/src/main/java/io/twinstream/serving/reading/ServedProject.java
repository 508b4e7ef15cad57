package io.twinstream.serving.reading;

import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.ProjectJson;
import io.twinstream.features.definition.View;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Set;
import java.util.function.Function;

/**
 * A project's definitions, ready to be served. Immutable: a request takes one, and all that it is
 * answered is of that one.
 */
public final class ServedProject {
  private final Project project;
  private final String fingerprint;
  private final Set<String> caughtUp;
  private final FeatureLists lists;
  private final DecidedEvents events;

  ServedProject(
      Project project,
      Set<String> caughtUp,
      InstantSource clock,
      Function<String, ViewCounts> counts) {
    this.project = project;
    this.fingerprint = ProjectJson.fingerprint(project);
    this.caughtUp = Set.copyOf(caughtUp);
    Comparator<View> latest = Comparator.comparingInt(View::version);
    this.lists =
        new FeatureLists(
            project,
            Comparator.<View, Boolean>comparing(view -> this.caughtUp.contains(view.id()))
                .thenComparing(latest),
            counts);
    this.events = new DecidedEvents(project, clock);
  }

  /** The definitions. */
  public Project project() {
    return project;
  }

  /** Of the definitions, in hexadecimal. */
  public String fingerprint() {
    return fingerprint;
  }

  /**
   * The views whose pipelines have caught up once: bare names mean the latest of these, so that a
   * new version is not read before it can answer.
   */
  public Set<String> caughtUp() {
    return caughtUp;
  }

  /** What can be asked for. */
  public FeatureLists lists() {
    return lists;
  }

  /** Reads events of its sources. */
  public DecidedEvents events() {
    return events;
  }
}
