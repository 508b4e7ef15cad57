package io.twinstream.features.testkit;

import io.twinstream.features.text.DefinitionException;
import io.twinstream.features.text.Problem;
import java.util.List;
import java.util.function.Supplier;

/** One named test of a test-kit file. */
public final class DefinitionTest {
  private final String name;
  private final Supplier<List<Problem>> body;

  DefinitionTest(String name, Supplier<List<Problem>> body) {
    this.name = name;
    this.body = body;
  }

  /** Returns the name of the test. */
  public String name() {
    return name;
  }

  /** Runs the test and returns each difference with file and line; empty if it passes. */
  public List<Problem> run() {
    return body.get();
  }

  /**
   * Runs the test.
   *
   * @throws AssertionError with all differences
   */
  public void verify() {
    List<Problem> problems = run();
    if (!problems.isEmpty()) {
      throw new AssertionError(new DefinitionException(problems).getMessage());
    }
  }
}
