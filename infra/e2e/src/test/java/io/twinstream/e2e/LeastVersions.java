package io.twinstream.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads {@code least-versions.txt}: libraries with known vulnerabilities, and the first versions
 * without them.
 */
final class LeastVersions {
  private final List<Rule> rules;

  private LeastVersions(List<Rule> rules) {
    this.rules = rules;
  }

  static LeastVersions read() {
    return new LeastVersions(table("least-versions.txt").stream().map(Rule::of).toList());
  }

  /** The cells of a table in these resources, without comments. */
  static List<String[]> table(String name) {
    try (InputStream in = LeastVersions.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.strip().split("\\s*\\|\\s*"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The vulnerability of a library in this version, if one is known. */
  Optional<String> fault(Library library) {
    for (Rule rule : rules) {
      if (rule.isOf(library) && !rule.allows(library.numbers())) {
        return Optional.of(
            "%s: take %s (%s)"
                .formatted(
                    library,
                    rule.least.isEmpty() ? "something else" : rule.leastText + " or later",
                    rule.fault));
      }
    }
    return Optional.empty();
  }

  /** The rules that apply to none of these libraries. */
  List<String> without(List<Library> libraries) {
    return rules.stream()
        .filter(rule -> !rule.least.isEmpty())
        .filter(rule -> libraries.stream().noneMatch(rule::isOf))
        .map(rule -> rule.group + ":" + rule.artifact)
        .toList();
  }

  private record Rule(
      String group, String artifact, List<int[]> least, String leastText, String fault) {

    static Rule of(String[] cells) {
      String[] name = cells[0].split(":");
      List<int[]> least = new ArrayList<>();
      if (!cells[1].equals("none")) {
        for (String version : cells[1].split(" ")) {
          least.add(Library.numbers(version));
        }
      }
      return new Rule(name[0], name[1], least, cells[1].replace(" ", ", "), cells[2]);
    }

    boolean isOf(Library library) {
      return library.group().equals(group)
          && (artifact.equals("*") || library.artifact().equals(artifact));
    }

    boolean allows(int[] version) {
      if (least.isEmpty()) {
        return false;
      }
      int[] bound =
          least.stream()
              .filter(each -> Arrays.equals(each, 0, 2, version, 0, Math.min(2, version.length)))
              .findFirst()
              .orElse(least.get(least.size() - 1));
      return Arrays.compare(version, bound) >= 0;
    }
  }
}
