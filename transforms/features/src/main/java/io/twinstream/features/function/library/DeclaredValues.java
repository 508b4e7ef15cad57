package io.twinstream.features.function.library;

import io.twinstream.features.aggregate.column.category.CategoryText;
import io.twinstream.features.function.Argument;
import io.twinstream.features.function.Call;
import java.util.Set;
import java.util.TreeSet;

/** The values of a field that a definition lists. */
final class DeclaredValues {
  private static final String VALUES = "values";
  private static final int MOST = 1_024;

  static final Argument ARGUMENT = Argument.texts(VALUES, "the values to look for");

  private DeclaredValues() {}

  /**
   * Returns the values as categories of the field.
   *
   * @throws IllegalArgumentException if there are none or too many, or the field cannot have one
   */
  static Set<String> of(Call call, CategoryText text) {
    Set<String> wanted = new TreeSet<>();
    for (String value : call.texts(VALUES)) {
      wanted.add(
          text.parse(value)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "'%s' is no value of %s, a %s; write values that the field can have"
                              .formatted(value, call.field().name(), call.field().type()))));
    }
    if (wanted.isEmpty() || wanted.size() > MOST) {
      throw new IllegalArgumentException(
          "%s needs 1 to %d values, such as values: [a, b], and has %d"
              .formatted(call.aggregation().function(), MOST, wanted.size()));
    }
    return wanted;
  }
}
