package io.twinstream.features.aggregate.column;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.event.Event;
import java.util.Arrays;

/**
 * The number of distinct values of a field, exact up to {@code cap}. It keeps the {@code cap + 1}
 * least 64-bit hashes of the values, in ascending unsigned order.
 *
 * <p>The k least hashes of a union are the k least of the least hashes of its parts, so the set
 * depends only on the set of events. Up to {@code cap} values, the result is their number. Above
 * it, with U the greatest kept hash as a fraction of 2^64, the result is {@code cap / U}: the
 * unbiased k-minimum-values estimator with a relative standard error of about 1/sqrt(cap - 1)
 * (Bar-Yossef et al. 2002; Beyer et al., SIGMOD 2007).
 */
public final class Distinct extends Column {
  private static final Hasher64 HASHER = Hashing.xxh3_64();
  private static final long[] NONE = {};

  private final int slot;
  private final Field field;
  private final boolean text;
  private final int cap;

  public Distinct(int cell, int object, int slot, Field field, int cap) {
    super(cell, object);
    this.slot = slot;
    this.field = field;
    this.text = field.type().kind() == FieldType.Kind.STRING;
    this.cap = cap;
  }

  @Override
  public String describe() {
    return "distinct(" + field + ", " + cap + ")";
  }

  @Override
  public String label() {
    return "distinct " + field.name();
  }

  @Override
  public int cells() {
    return 0;
  }

  @Override
  public int objects() {
    return 1;
  }

  @Override
  public long worstBytes() {
    return Long.BYTES * (cap + 1L);
  }

  @Override
  public String show(Row row) {
    return Long.toString(estimate(row));
  }

  @Override
  public void clear(Row row) {
    row.object(object, NONE);
  }

  @Override
  public void add(Row row, Event event) {
    if (event.isNull(slot)) {
      return;
    }
    long hash =
        text
            ? HASHER.hashCharsToLong(event.text(slot))
            : HASHER.hashLongLongToLong(event.bits(slot), 0);
    row.object(object, with(hashes(row), hash));
  }

  @Override
  public void merge(Row into, Row from) {
    into.object(object, union(hashes(into), hashes(from)));
  }

  private long[] hashes(Row row) {
    return (long[]) row.object(object);
  }

  private long[] with(long[] set, long hash) {
    int low = 0;
    int high = set.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      int order = Long.compareUnsigned(set[middle], hash);
      if (order == 0) {
        return set;
      }
      low = order < 0 ? middle + 1 : low;
      high = order < 0 ? high : middle;
    }
    if (low > cap) {
      return set;
    }
    long[] grown = new long[Math.min(set.length, cap) + 1];
    System.arraycopy(set, 0, grown, 0, low);
    grown[low] = hash;
    System.arraycopy(set, low, grown, low + 1, grown.length - low - 1);
    return grown;
  }

  private long[] union(long[] a, long[] b) {
    if (a.length == 0 || b.length == 0) {
      return a.length == 0 ? b : a;
    }
    long[] out = new long[Math.min(a.length + b.length, cap + 1)];
    int n = 0;
    int i = 0;
    int j = 0;
    while (n < out.length && (i < a.length || j < b.length)) {
      int order = i == a.length ? 1 : j == b.length ? -1 : Long.compareUnsigned(a[i], b[j]);
      out[n++] = order <= 0 ? a[i] : b[j];
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
    return n == out.length ? out : Arrays.copyOf(out, n);
  }

  /** Returns the number of distinct values: exact up to the cap, an estimate above it. */
  public long estimate(Row row) {
    long[] hashes = hashes(row);
    if (hashes.length <= cap) {
      return hashes.length;
    }
    return Math.round(cap * 0x1p64 / Exact.unsignedToDouble(hashes[cap]));
  }

  @Override
  public void encode(Row row, StateWriter out) {
    long[] hashes = hashes(row);
    out.varint(hashes.length);
    for (long hash : hashes) {
      out.fixed64(hash);
    }
  }

  @Override
  public void decode(Row row, StateReader in) {
    int n = in.count(cap + 1, Long.BYTES);
    long[] hashes = new long[n];
    for (int i = 0; i < n; i++) {
      hashes[i] = in.fixed64();
      in.require(
          i == 0 || Long.compareUnsigned(hashes[i - 1], hashes[i]) < 0, "hashes out of order");
    }
    row.object(object, hashes);
  }
}
