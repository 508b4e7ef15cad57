package io.twinstream.features.aggregate.column.category;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.twinstream.features.aggregate.column.Sized;
import io.twinstream.features.text.TextOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The numbers of categories, in the order of (hash, category as UTF-8 bytes). At most {@code cap}
 * categories are kept, those that are first in this order; the numbers of the others are folded
 * into one.
 *
 * <p>A category that is folded has {@code cap} others before it, and so has it in every greater set
 * of events. So the table depends only on the set of events.
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared by value.
record CategoryTable(String[] categories, long[] hashes, long[] numbers, long[] folded)
    implements Sized {
  private static final Hasher64 HASHER = Hashing.xxh3_64();

  static final CategoryTable NONE =
      new CategoryTable(new String[0], new long[0], new long[0], null);

  /** The object, and the headers of four arrays. */
  private static final int HEAP_BYTES = 32 + 4 * 16;

  static long hash(String category) {
    return HASHER.hashBytesToLong(category.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the table of one category. */
  static CategoryTable of(String category, long[] numbers) {
    return new CategoryTable(new String[] {category}, new long[] {hash(category)}, numbers, null);
  }

  int size() {
    return hashes.length;
  }

  /** Returns the table with one more event. */
  CategoryTable with(CategoryTable one, Measure measure, int cap) {
    int at = find(one.hashes[0], one.categories[0]);
    if (at < 0) {
      return merge(one, measure, cap);
    }
    long[] more = numbers.clone();
    measure.merge(more, at * measure.width(), one.numbers, 0);
    return new CategoryTable(categories, hashes, more, folded);
  }

  private int find(long hash, String category) {
    for (int i = 0; i < hashes.length; i++) {
      if (hashes[i] == hash && categories[i].equals(category)) {
        return i;
      }
    }
    return -1;
  }

  static int compare(long hashA, String a, long hashB, String b) {
    int order = Long.compareUnsigned(hashA, hashB);
    return order == 0 ? TextOrder.compare(a, b) : order;
  }

  CategoryTable merge(CategoryTable that, Measure measure, int cap) {
    if (size() == 0 || that.size() == 0) {
      return size() == 0 ? that : this;
    }
    int width = measure.width();
    int most = Math.min(cap, size() + that.size());
    String[] category = new String[most];
    long[] hash = new long[most];
    long[] number = new long[most * width];
    long[] rest = folded(that, measure);
    int n = 0;
    int i = 0;
    int j = 0;
    while (i < size() || j < that.size()) {
      int order =
          i == size()
              ? 1
              : j == that.size()
                  ? -1
                  : compare(hashes[i], categories[i], that.hashes[j], that.categories[j]);
      CategoryTable from = order <= 0 ? this : that;
      int at = order <= 0 ? i : j;
      if (n < cap) {
        category[n] = from.categories[at];
        hash[n] = from.hashes[at];
        System.arraycopy(from.numbers, at * width, number, n * width, width);
        if (order == 0) {
          measure.merge(number, n * width, that.numbers, j * width);
        }
        n++;
      } else {
        rest = fold(rest, from.numbers, at * width, measure);
        if (order == 0) {
          measure.merge(rest, 0, that.numbers, j * width);
        }
      }
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
    return new CategoryTable(
        n == most ? category : Arrays.copyOf(category, n),
        n == most ? hash : Arrays.copyOf(hash, n),
        n == most ? number : Arrays.copyOf(number, n * width),
        rest);
  }

  /** Returns a new array with what is folded in both tables; null for nothing. */
  private long[] folded(CategoryTable that, Measure measure) {
    long[] both = folded == null ? null : folded.clone();
    return that.folded == null ? both : fold(both, that.folded, 0, measure);
  }

  private static long[] fold(long[] into, long[] from, int at, Measure measure) {
    if (into == null) {
      return Arrays.copyOfRange(from, at, at + measure.width());
    }
    measure.merge(into, 0, from, at);
    return into;
  }

  @Override
  public long heapBytes() {
    long bytes = HEAP_BYTES + 4L * size() + 8L * (hashes.length + numbers.length);
    for (String category : categories) {
      bytes += 24 + (16 + category.length() + 7) / 8 * 8;
    }
    return bytes;
  }
}
