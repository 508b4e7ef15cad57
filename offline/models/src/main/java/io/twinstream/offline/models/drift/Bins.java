package io.twinstream.offline.models.drift;

import io.twinstream.features.aggregate.column.category.Counted;
import io.twinstream.features.text.TextOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of a reference and of what is compared with it, in the same few bins. The reference
 * decides the bins: numbers are in about ten of equally many rows of the reference, and one each
 * below its least and above its greatest number; text is by its most frequent categories and one
 * for the others. Rows without a value have a bin of their own. Bins consist of whole buckets, so
 * their counts are exact. A bin that is empty in both is left out.
 *
 * @param labels of the bins, for a reader
 * @param reference the number of rows of the reference per bin
 * @param current the number of compared rows per bin
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared by value.
public record Bins(List<String> labels, long[] reference, long[] current) {
  private static final int PARTS = 10;
  private static final int CATEGORIES = 20;

  static Bins of(ColumnSummary reference, ColumnSummary current) {
    Builder bins = new Builder();
    boolean text = reference instanceof CategorySummary || current instanceof CategorySummary;
    if (text) {
      texts(bins, counts(reference), counts(current));
    } else {
      numbers(bins, Aligned.of((NumberSummary) reference, (NumberSummary) current));
    }
    bins.add("no value", reference.missing(), current.missing());
    return bins.build();
  }

  private static void numbers(Builder bins, Aligned all) {
    long m = Measures.total(all.reference());
    long wanted = Math.max(1, (m + PARTS - 1) / PARTS);
    long in = 0;
    long inCurrent = 0;
    long done = 0;
    for (int i = 0; i < all.size(); i++) {
      if (done == 0 && in == 0 && all.reference()[i] > 0) {
        bins.add("below " + number(all.begin(i)), 0, inCurrent);
        inCurrent = 0;
      }
      in += all.reference()[i];
      inCurrent += all.current()[i];
      boolean last = m > 0 && all.reference()[i] > 0 && done + in == m;
      if (all.reference()[i] > 0 && (in >= wanted || last)) {
        bins.add("to " + number(all.end(i)), in, inCurrent);
        done += in;
        in = 0;
        inCurrent = 0;
      }
    }
    bins.add(m == 0 ? "any number" : "above", in, inCurrent);
  }

  private static String number(double value) {
    return String.format(java.util.Locale.ROOT, "%.4g", value);
  }

  private static Map<String, Long> counts(ColumnSummary summary) {
    Map<String, Long> counts = new HashMap<>();
    if (summary instanceof CategorySummary text) {
      Counted counted = text.counted();
      for (int i = 0; i < counted.size(); i++) {
        counts.put(counted.category(i), counted.count(i));
      }
      if (counted.isFolded()) {
        counts.put(null, counted.count(Counted.FOLDED));
      }
    }
    return counts;
  }

  private static void texts(Builder bins, Map<String, Long> reference, Map<String, Long> current) {
    List<String> named =
        reference.keySet().stream()
            .filter(name -> name != null)
            .sorted(
                Comparator.comparing((String name) -> -reference.get(name))
                    .thenComparing(TextOrder::compare))
            .limit(CATEGORIES)
            .toList();
    long others = sum(reference);
    long othersCurrent = sum(current);
    for (String name : named) {
      long here = current.getOrDefault(name, 0L);
      bins.add(name, reference.get(name), here);
      others -= reference.get(name);
      othersCurrent -= here;
    }
    bins.add("other", others, othersCurrent);
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Collects bins. */
  private static final class Builder {
    private final List<String> labels = new ArrayList<>();
    private final List<Long> reference = new ArrayList<>();
    private final List<Long> current = new ArrayList<>();

    void add(String label, long inReference, long inCurrent) {
      if (inReference + inCurrent > 0) {
        labels.add(label);
        reference.add(inReference);
        current.add(inCurrent);
      }
    }

    Bins build() {
      return new Bins(
          List.copyOf(labels),
          reference.stream().mapToLong(Long::longValue).toArray(),
          current.stream().mapToLong(Long::longValue).toArray());
    }
  }
}
