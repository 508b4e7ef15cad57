package io.twinstream.serving.reading;

import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.ProjectJson;
import io.twinstream.features.definition.View;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Set;
import java.util.function.Function;

/** The compiled definitions of a project. Immutable: a request uses one instance throughout. */
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

  /** The fingerprint of the definitions, in hexadecimal. */
  public String fingerprint() {
    return fingerprint;
  }

  /**
   * The views whose pipelines have caught up at least once. A bare name means the latest of these,
   * so that a new version is not read before it has values.
   */
  public Set<String> caughtUp() {
    return caughtUp;
  }

  /** The feature lists of the project. */
  public FeatureLists lists() {
    return lists;
  }

  /** The decoder of events of its sources. */
  public DecidedEvents events() {
    return events;
  }
}
