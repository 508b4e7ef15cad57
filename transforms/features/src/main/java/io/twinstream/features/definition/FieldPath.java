package io.twinstream.features.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The path of a field in a nested record, such as {@code device.os}, {@code items[0].price} or
 * {@code items[*].sku}.
 *
 * @param steps the first is a key; at most one is {@link Step#EACH}
 */
public record FieldPath(List<Step> steps) {
  public static final String HINT =
      "write keys of letters, digits, _ and -, separated by dots, with [0] for an element of an"
          + " array and at most one [*] for all, such as items[*].sku";

  private static final Pattern PART = Pattern.compile("([\\p{L}\\p{N}_$@-]+)|\\[(\\d{1,6}|\\*)]");

  /**
   * One step into a record.
   *
   * @param key the key of an object; null for an element of an array
   * @param index the index of the element, from 0; -1 for each
   */
  public record Step(String key, int index) {
    /** Each element of an array. */
    public static final Step EACH = new Step(null, -1);

    public boolean isKey() {
      return key != null;
    }

    public boolean isEach() {
      return key == null && index < 0;
    }
  }

  public FieldPath {
    steps = List.copyOf(steps);
  }

  /** Returns the path of a key of the record itself. */
  public static FieldPath ofKey(String key) {
    return new FieldPath(List.of(new Step(key, 0)));
  }

  /**
   * Parses a path.
   *
   * @throws IllegalArgumentException if the text is not a path
   */
  public static FieldPath parse(String text) {
    List<Step> steps = new ArrayList<>();
    Matcher part = PART.matcher(text);
    int at = 0;
    while (at < text.length()) {
      boolean dot = at > 0 && text.charAt(at) == '.';
      part.region(dot ? at + 1 : at, text.length());
      if (!part.lookingAt() || dot != (part.group(1) != null && at > 0)) {
        throw new IllegalArgumentException(
            at == 0
                ? "it begins with '" + text.charAt(0) + "'"
                : "after '" + text.substring(0, at) + "'");
      }
      if (part.group(1) != null) {
        steps.add(new Step(part.group(1), 0));
      } else if (steps.isEmpty()) {
        throw new IllegalArgumentException("it begins with an element of an array");
      } else {
        steps.add(
            part.group(2).equals("*")
                ? Step.EACH
                : new Step(null, Integer.parseInt(part.group(2))));
      }
      at = part.end();
    }
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("it is empty");
    }
    if (steps.stream().filter(Step::isEach).count() > 1) {
      throw new IllegalArgumentException("it has two [*], which would be an array of arrays");
    }
    return new FieldPath(steps);
  }

  /** Reports whether the path leads to each element of an array. */
  public boolean isOfEach() {
    return steps.stream().anyMatch(Step::isEach);
  }

  /** Returns the path to each element of the array here; a path to each element is itself. */
  public FieldPath ofEach() {
    if (isOfEach()) {
      return this;
    }
    List<Step> more = new ArrayList<>(steps);
    more.add(Step.EACH);
    return new FieldPath(more);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Step step : steps) {
      if (step.isKey()) {
        text.append(text.isEmpty() ? "" : ".").append(step.key());
      } else {
        text.append('[').append(step.isEach() ? "*" : step.index()).append(']');
      }
    }
    return text.toString();
  }
}
