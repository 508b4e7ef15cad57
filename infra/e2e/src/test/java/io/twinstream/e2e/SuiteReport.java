package io.twinstream.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Checks that a run of all tests ran all of them: each test class has a Surefire report with tests
 * in it, and only tests that {@code may-skip.txt} lists were skipped, with the listed messages. One
 * file without libraries, so that {@code twinstream test} can run it from source:
 *
 * <pre>java SuiteReport.java ROOT</pre>
 */
final class SuiteReport {
  /** The class names that Surefire looks for. */
  private static final Pattern RUN_BY_NAME =
      Pattern.compile("Test\\w*|\\w*Test|\\w*Tests|\\w*TestCase");

  private static final Pattern HAS_TESTS =
      Pattern.compile("^\\s*@(Test|ParameterizedTest|Property|RepeatedTest)\\b", Pattern.MULTILINE);
  private static final Pattern ABSTRACT =
      Pattern.compile("^(public )?(abstract|(sealed )?interface)\\b", Pattern.MULTILINE);

  /** A line of {@code may-skip.txt}: a class whose tests may be skipped, and their message. */
  private record MaySkip(String type, String says) {
    boolean allows(Skip skip) {
      return skip.type.equals(type) && skip.message.contains(says);
    }
  }

  /** A test that did not run. */
  private record Skip(String type, String test, String message) {}

  private final Path root;
  private final List<String> problems = new ArrayList<>();
  private final Map<String, Integer> skipped = new TreeMap<>();
  private int tests;

  private SuiteReport(Path root) {
    this.root = root;
  }

  /** Reads the reports that the last run of all tests left in a working copy. */
  static SuiteReport of(Path root, Path maySkip) throws IOException {
    SuiteReport report = new SuiteReport(root);
    report.read(allowed(maySkip));
    return report;
  }

  public static void main(String[] args) throws IOException {
    Path root = Path.of(args[0]);
    SuiteReport report =
        of(root, root.resolve("infra/e2e/src/test/resources/io/twinstream/e2e/may-skip.txt"));
    System.out.printf("%,d tests ran%n", report.tests);
    report.skipped.forEach((why, n) -> System.out.printf("%d skipped: %s%n", n, why));
    report.problems.forEach(System.err::println);
    System.exit(report.problems.isEmpty() ? 0 : 1);
  }

  /** The tests that should have run but did not. */
  List<String> problems() {
    return problems;
  }

  int tests() {
    return tests;
  }

  private static List<MaySkip> allowed(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.strip().split("\\s*\\|\\s*"))
          .map(cells -> new MaySkip(cells[0], cells[1]))
          .toList();
    }
  }

  private void read(List<MaySkip> allowed) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).sorted().toList()) {
        String inside = root.relativize(file).toString();
        int at = inside.indexOf("src/test/java/");
        if (at >= 0) {
          String type = inside.substring(at + 14, inside.length() - 5).replace('/', '.');
          readClass(root.resolve(inside.substring(0, at)), type, Files.readString(file), allowed);
        }
      }
    }
  }

  private void readClass(Path module, String type, String source, List<MaySkip> allowed) {
    String name = type.substring(type.lastIndexOf('.') + 1);
    if (ABSTRACT.matcher(source).find()) {
      return;
    }
    if (!RUN_BY_NAME.matcher(name).matches()) {
      if (HAS_TESTS.matcher(source).find()) {
        problems.add(type + " has tests that nothing runs: let its name end with Test");
      }
      return;
    }
    Path report = module.resolve("target/surefire-reports/TEST-" + type + ".xml");
    int ran = Files.exists(report) ? read(report, type, allowed) : 0;
    if (ran == 0) {
      problems.add(type + " did not run");
    }
  }

  /** The number of tests in a report, skipped ones included. */
  private int read(Path report, String type, List<MaySkip> allowed) {
    NodeList cases = parse(report).getElementsByTagName("testcase");
    for (int i = 0; i < cases.getLength(); i++) {
      Element test = (Element) cases.item(i);
      NodeList skips = test.getElementsByTagName("skipped");
      if (skips.getLength() == 0) {
        tests++;
        continue;
      }
      Element reason = (Element) skips.item(0);
      Skip skip =
          new Skip(
              type,
              test.getAttribute("name"),
              reason.getAttribute("message") + reason.getTextContent());
      MaySkip why = allowed.stream().filter(each -> each.allows(skip)).findFirst().orElse(null);
      if (why == null) {
        problems.add(
            "%s %s was skipped and may not be: %s"
                .formatted(type, skip.test, skip.message.lines().findFirst().orElse("no reason")));
      } else {
        skipped.merge(type + ", " + why.says, 1, Integer::sum);
      }
    }
    return cases.getLength();
  }

  private static Document parse(Path report) {
    try {
      return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(report.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + report, e);
    } catch (javax.xml.parsers.ParserConfigurationException | org.xml.sax.SAXException e) {
      throw new IllegalStateException("cannot read " + report, e);
    }
  }
}
