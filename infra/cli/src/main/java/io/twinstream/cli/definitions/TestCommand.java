package io.twinstream.cli.definitions;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The command {@code test} exists only for its help: the launcher runs the tests, because Maven
 * rewrites the jars that this JVM reads.
 */
@Command(
    name = "test",
    mixinStandardHelpOptions = true,
    description = {
      "Run all tests with Maven: what continuous integration runs.",
      "",
      "Exit code 1 if a test fails.",
      ""
    },
    footer = {"", "Examples:", "  twinstream test", "  twinstream test --fast"})
public final class TestCommand implements Callable<Integer> {
  @Option(names = "--fast", description = "Omit the slow tests.")
  private boolean fast;

  @Override
  public Integer call() {
    throw new IllegalStateException(
        "only the launcher runs the tests: ./twinstream test" + (fast ? " --fast" : ""));
  }
}
