package io.twinstream.features.text;

import java.util.List;
import java.util.stream.Collectors;

/** Thrown if definitions are wrong; carries all problems of all files. */
public final class DefinitionException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<Problem> problems;

  public DefinitionException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** Returns the problems in the order of files and lines; never empty. */
  public List<Problem> problems() {
    return problems;
  }
}
