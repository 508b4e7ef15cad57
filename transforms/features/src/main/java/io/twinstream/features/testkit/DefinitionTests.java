package io.twinstream.features.testkit;

import io.twinstream.features.definition.Project;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.text.Problems;
import io.twinstream.features.yaml.YamlNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads test-kit files: files next to definitions whose names end in {@code .test.yaml}.
 *
 * <pre>{@code
 * tests:
 *   - name: counts approved payments
 *     events:
 *       - {card_id: c1, amount: 12.50, status: approved, timestamp: 2026-03-01T10:00:00Z}
 *     expect:
 *       - at: 2026-03-01T10:30:00Z
 *         entities: {card: c1}
 *         features: {count_1h: 1, amount_sum_1h: 12.5, declined_1h: 0}
 * }</pre>
 *
 * <p>An event is a record of the only source, or of the one that the test or the event names under
 * {@code source}. Its known time is {@code known}, by default its event time. {@code expect} lists
 * features as of {@code at}, computed from all events known at or before it, with the request
 * fields in {@code request}. Values must be exactly equal. {@code dead_letters} lists the reasons
 * of all records that must be refused, in order.
 */
public final class DefinitionTests {
  private DefinitionTests() {}

  /**
   * Reads the tests of a folder of definitions, in the order of files and lines.
   *
   * @throws io.twinstream.features.text.DefinitionException if a test is malformed
   */
  public static List<DefinitionTest> load(Path folder) {
    Project project = Definitions.load(folder);
    Problems problems = new Problems();
    List<DefinitionTest> tests = new ArrayList<>();
    for (Path file : Definitions.testFiles(folder)) {
      YamlNode.read(file, problems)
          .ifPresent(part -> tests.addAll(new TestReader(project, problems).read(part)));
    }
    problems.throwIfAny();
    return tests;
  }
}
