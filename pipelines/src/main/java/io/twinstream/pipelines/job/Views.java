package io.twinstream.pipelines.job;

import io.twinstream.features.definition.Project;
import java.util.ArrayList;
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

  /**
   * The same for a job over topics, which never touches the views over tables.
   *
   * @throws IllegalArgumentException also for a view over a table, or if there is no other view
   */
  public static List<String> selectLive(Project project, List<String> asked) {
    List<String> tables =
        select(project, asked).stream().filter(id -> project.isOfTable(project.view(id))).toList();
    if (!asked.isEmpty() && !tables.isEmpty()) {
      throw new IllegalArgumentException(
          "no job over topics computes views over tables, such as %s; load them with twinstream load"
              .formatted(String.join(", ", tables)));
    }
    List<String> live = new ArrayList<>(select(project, asked));
    live.removeAll(tables);
    if (live.isEmpty()) {
      throw new IllegalArgumentException(
          "all views are over tables; load them with twinstream load");
    }
    return live;
  }
}
