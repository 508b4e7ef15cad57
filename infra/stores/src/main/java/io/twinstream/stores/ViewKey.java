package io.twinstream.stores;

import java.io.Serializable;
import java.util.regex.Pattern;

/**
 * The address of a view in the store.
 *
 * @param project the name of the project
 * @param view the {@code name@version} of the view
 */
public record ViewKey(String project, String view) implements Serializable {
  private static final Pattern PROJECT = Pattern.compile("[A-Za-z0-9_.-]+");
  private static final Pattern VIEW = Pattern.compile("[A-Za-z0-9_.-]+@[1-9][0-9]*");

  public ViewKey {
    // The keys of different entities differ because names have no ':' and '#'.
    if (!PROJECT.matcher(project).matches()) {
      throw new IllegalArgumentException(
          "project '" + project + "': only letters, digits, '_', '-' and '.' can be in a key");
    }
    if (!VIEW.matcher(view).matches()) {
      throw new IllegalArgumentException("view '" + view + "' is not of the form name@version");
    }
  }

  /** {@code project:view@version}. */
  @Override
  public String toString() {
    return project + ":" + view;
  }
}
