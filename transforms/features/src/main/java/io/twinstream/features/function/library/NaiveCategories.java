package io.twinstream.features.function.library;

import com.dynatrace.hash4j.hashing.Hashing;
import io.twinstream.features.aggregate.column.category.CategoryText;
import io.twinstream.features.definition.Field;
import io.twinstream.features.event.Event;
import io.twinstream.features.function.Argument;
import io.twinstream.features.function.Sample;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The numbers of each category, collected directly.
 *
 * @param numbers by category, in the order of UTF-8 bytes
 * @param others the numbers of the categories that are not among them
 */
record NaiveCategories(SortedMap<String, List<BigDecimal>> numbers, List<BigDecimal> others) {
  static final Argument CAP =
      Argument.integer("cap", 64, 1, 65_536, "the number of categories up to which it is exact");

  private static final Comparator<String> BY_BYTES =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  /**
   * Collects the numbers of the events that have a category and a number.
   *
   * @param number of an event; null for none
   */
  static NaiveCategories of(
      Sample sample, Field field, java.util.function.Function<Event, BigDecimal> number) {
    CategoryText text = new CategoryText(sample.call().slot(field), field);
    SortedMap<String, List<BigDecimal>> numbers = new TreeMap<>(BY_BYTES);
    for (Event event : sample.valued(field)) {
      BigDecimal value = number.apply(event);
      if (value != null) {
        numbers.computeIfAbsent(text.of(event), c -> new ArrayList<>()).add(value);
      }
    }
    return new NaiveCategories(numbers, List.of());
  }

  /** Returns the categories of least hash. */
  NaiveCategories kept(int cap) {
    List<String> order = new ArrayList<>(numbers.keySet());
    order.sort(Comparator.comparing(NaiveCategories::hash)); // A stable sort.
    SortedMap<String, List<BigDecimal>> kept = new TreeMap<>(BY_BYTES);
    List<BigDecimal> folded = new ArrayList<>();
    for (int i = 0; i < order.size(); i++) {
      List<BigDecimal> values = numbers.get(order.get(i));
      if (i < cap) {
        kept.put(order.get(i), values);
      } else {
        folded.addAll(values);
      }
    }
    return new NaiveCategories(kept, folded);
  }

  private static BigInteger hash(String category) {
    byte[] bytes = category.getBytes(StandardCharsets.UTF_8);
    return new BigInteger(Long.toUnsignedString(Hashing.xxh3_64().hashBytesToLong(bytes)));
  }

  boolean isFolded() {
    return !others.isEmpty();
  }

  /** Returns how many numbers each category has. */
  Map<String, Long> sizes() {
    SortedMap<String, Long> sizes = new TreeMap<>(BY_BYTES);
    numbers.forEach((category, values) -> sizes.put(category, (long) values.size()));
    return sizes;
  }
}
