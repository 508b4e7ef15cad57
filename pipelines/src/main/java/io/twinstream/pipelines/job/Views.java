package io.twinstream.pipelines.job;

import io.twinstream.features.definition.Project;
import java.util.List;

/** Selects the views that a job computes. */
public final class Views {
  private Views() {}

  /**
   * The named views, or all if none are named.
   *
   * @throws IllegalArgumentException for an unknown name, with the nearest known ones
   */
  public static List<String> select(Project project, List<String> asked) {
    if (asked.isEmpty()) {
      return List.copyOf(project.views().keySet());
    }
    return asked.stream().map(id -> project.view(id).id()).distinct().toList();
  }
}
