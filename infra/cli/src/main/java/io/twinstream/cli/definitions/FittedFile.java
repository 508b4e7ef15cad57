package io.twinstream.cli.definitions;

import io.twinstream.features.text.Problems;
import io.twinstream.features.yaml.YamlNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of one file of definitions with constants that are fitted: the literals of {@code
 * scale(NAME, mean, sd)} and {@code minmax(NAME, lo, hi)} in derived features. All other text stays
 * as it is.
 */
final class FittedFile {
  private static final String NUMBER = "(-?[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)";
  private static final Pattern CALL =
      Pattern.compile(
          "\\b(scale|minmax)\\(\\s*([A-Za-z_][\\w.@]*)\\s*,\\s*"
              + NUMBER
              + "\\s*,\\s*"
              + NUMBER
              + "\\s*\\)");
  private static final Pattern REMARK = Pattern.compile("\\s*# fit until .*");

  private final String name;
  private final List<String> lines;

  /** The index of the first line of each derived feature, in order. */
  private final Map<String, Integer> features = new LinkedHashMap<>();

  FittedFile(String name, String text) {
    this.name = name;
    this.lines = new ArrayList<>(List.of(text.split("\n", -1)));
    YamlNode.read(name, text, new Problems())
        .filter(YamlNode::isMapping)
        .flatMap(root -> root.get("features"))
        .filter(YamlNode::isMapping)
        .ifPresent(
            each ->
                each.places().forEach((feature, place) -> features.put(feature, place.line() - 1)));
  }

  /**
   * A call with constants.
   *
   * @param where the file and line
   * @param x the name of its first argument
   */
  record Call(String feature, String where, String function, String x) {}

  /** The constants of a call, and the number of rows that they are of. */
  record Constants(double first, double second, long rows) {
    private String call(String function, String x) {
      return "%s(%s, %s, %s)".formatted(function, x, first, second);
    }
  }

  /** Returns the calls in features, in order. */
  List<Call> calls() {
    List<Call> calls = new ArrayList<>();
    for (Map.Entry<String, Integer> feature : features.entrySet()) {
      for (int line = feature.getValue(); line < end(feature.getValue()); line++) {
        Matcher call = calls(lines.get(line));
        while (call.find()) {
          String where = name + ":" + (line + 1);
          calls.add(new Call(feature.getKey(), where, call.group(1), call.group(2)));
        }
      }
    }
    return calls;
  }

  /** Finds the calls in a line, but for its comment. */
  private static Matcher calls(String line) {
    char quote = 0;
    int end = 0;
    while (end < line.length()) {
      char at = line.charAt(end);
      if (quote == 0 && at == '#' && (end == 0 || Character.isWhitespace(line.charAt(end - 1)))) {
        break;
      }
      quote = quote == at ? 0 : quote == 0 && (at == '"' || at == '\'') ? at : quote;
      end++;
    }
    return CALL.matcher(line).region(0, end);
  }

  /** Returns the index of the first line after a feature: the next one that is not deeper. */
  private int end(int first) {
    int end = first + 1;
    while (end < lines.size()
        && (lines.get(end).isBlank() || indent(lines.get(end)) > indent(lines.get(first)))) {
      end++;
    }
    return end;
  }

  private static int indent(String line) {
    return line.length() - line.stripLeading().length();
  }

  /**
   * Replaces constants.
   *
   * @param constants returns those of a call; empty to leave it as it is
   * @param remark what the comment above each changed feature says, given the number of rows
   * @return the text, and what changed, in order
   */
  Fitted with(Function<Call, Optional<Constants>> constants, Function<Long, String> remark) {
    List<String> out = new ArrayList<>(lines);
    List<String> changes = new ArrayList<>();
    Map<Integer, String> remarks = new LinkedHashMap<>();
    for (Map.Entry<String, Integer> feature : features.entrySet()) {
      for (int line = feature.getValue(); line < end(feature.getValue()); line++) {
        String where = name + ":" + (line + 1);
        Matcher call = calls(out.get(line));
        StringBuilder changed = new StringBuilder();
        while (call.find()) {
          Call found = new Call(feature.getKey(), where, call.group(1), call.group(2));
          Optional<Constants> to = constants.apply(found);
          String text = to.map(c -> c.call(found.function(), found.x())).orElse(call.group());
          call.appendReplacement(changed, Matcher.quoteReplacement(text));
          if (to.isPresent()) {
            remarks.put(feature.getValue(), remark.apply(to.get().rows()));
            changes.add(
                "%s: feature %s: %s becomes %s"
                    .formatted(where, feature.getKey(), call.group(), text));
          }
        }
        call.appendTail(changed);
        out.set(line, changed.toString());
      }
    }
    return new Fitted(join(out, remarks), List.copyOf(new LinkedHashSet<>(changes)));
  }

  /** Writes a comment above lines, in place of the one of an earlier fit. */
  private static String join(List<String> lines, Map<Integer, String> remarks) {
    List<String> all = new ArrayList<>();
    for (int line = 0; line < lines.size(); line++) {
      if (remarks.containsKey(line)) {
        if (!all.isEmpty() && REMARK.matcher(all.get(all.size() - 1)).matches()) {
          all.remove(all.size() - 1);
        }
        all.add(" ".repeat(indent(lines.get(line))) + "# fit until " + remarks.get(line));
      }
      all.add(lines.get(line));
    }
    return String.join("\n", all);
  }

  /** The text of the file, and a line per changed call. */
  record Fitted(String text, List<String> changes) {}
}
