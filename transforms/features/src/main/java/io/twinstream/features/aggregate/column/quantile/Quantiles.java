package io.twinstream.features.aggregate.column.quantile;

import io.twinstream.features.aggregate.column.Column;
import io.twinstream.features.aggregate.column.StateReader;
import io.twinstream.features.aggregate.column.StateWriter;
import io.twinstream.features.aggregate.column.Tiles;
import io.twinstream.features.definition.Field;
import io.twinstream.features.event.Event;
import java.math.BigDecimal;

/**
 * The values of a field in {@link BucketScale buckets} of a relative error, from which all
 * quantiles follow. It keeps the buckets whose values are the greatest in magnitude; a quantile in
 * a bucket that is not kept has no value.
 */
public final class Quantiles extends Column {
  private final int slot;
  private final Field field;
  private final BigDecimal error;
  private final BucketScale scale;
  private final int kept;

  /**
   * @param field a decimal, a long or a double
   * @param error the greatest relative error of a quantile, above 0 and below 1
   * @param kept how many buckets are kept from the greatest magnitude down, for each sign
   */
  public Quantiles(int cell, int object, int slot, Field field, BigDecimal error, int kept) {
    super(cell, object);
    this.slot = slot;
    this.field = field;
    this.error = error;
    this.scale = new BucketScale(field.type(), error);
    this.kept = kept;
  }

  @Override
  public String describe() {
    return "quantiles(" + field + ", " + error.toPlainString() + ", " + kept + ")";
  }

  @Override
  public String label() {
    return "quantiles of " + field.name();
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
    return (long) Buckets.BYTES_PER_BUCKET * Buckets.most(kept);
  }

  @Override
  public String show(Row row) {
    Buckets buckets = buckets(row);
    return buckets.total() + " values in " + buckets.keys().length + " buckets";
  }

  @Override
  public void clear(Row row) {
    row.object(object, Buckets.NONE);
  }

  @Override
  public void add(Row row, Event event) {
    if (!event.isNull(slot)) {
      row.object(object, buckets(row).with(scale.key(event.bits(slot)), kept));
    }
  }

  @Override
  public void merge(Row into, Row from) {
    into.object(object, buckets(into).merge(buckets(from), kept));
  }

  private Buckets buckets(Row row) {
    return (Buckets) row.object(object);
  }

  /** Reports whether there are values. */
  public boolean hasValues(Row row) {
    return buckets(row).total() > 0;
  }

  /** Returns a quantile; NaN if there are no values, or if its bucket is not kept. */
  public double quantile(Row row, Quantile q) {
    Buckets buckets = buckets(row);
    long n = buckets.total();
    return n == 0 ? Double.NaN : scale.value(buckets.key(q.rank(n)));
  }

  @Override
  public void encode(Row row, StateWriter out) {
    buckets(row).write(out);
  }

  @Override
  public void decode(Row row, StateReader in) {
    row.object(object, Buckets.read(in, scale, kept, row.get(Tiles.COUNT)));
  }
}
