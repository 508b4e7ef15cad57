package io.twinstream.pipelines.job;

import io.twinstream.features.definition.Project;
import java.util.List;

/** Which of a project's views a job computes. */
public final class Views {
  private Views() {}

  /**
   * The asked views, or all.
   *
   * @throws IllegalArgumentException if one does not exist, with the nearest that do
   */
  public static List<String> select(Project project, List<String> asked) {
    if (asked.isEmpty()) {
      return List.copyOf(project.views().keySet());
    }
    return asked.stream().map(id -> project.view(id).id()).distinct().toList();
  }
}
