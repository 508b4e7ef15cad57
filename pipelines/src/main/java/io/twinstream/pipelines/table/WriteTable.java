package io.twinstream.pipelines.table;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.GroupIntoBatches;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;

/**
 * Writes rows to a table in files of many. Live, a file is written when it is large or old enough,
 * and what is not written yet is in the checkpoints; a row may be written again after a restore. In
 * history each date is written by itself.
 *
 * @param <T> the rows
 */
public final class WriteTable<T> extends PTransform<PCollection<T>, PDone> {
  private static final long serialVersionUID = 1;

  private static final int ROWS_PER_FILE = 100_000;
  private static final long MILLIS_PER_DAY = 86_400_000;

  /** How many files are collected at once, live. */
  private static final int SHARDS = 8;

  private final Table<T> table;

  /** Live, how old a file may be before it is written; null in history. */
  private final Duration maxAge;

  private WriteTable(Table<T> table, Duration maxAge) {
    this.table = table;
    this.maxAge = maxAge;
  }

  /** Writes unbounded rows. */
  public static <T> WriteTable<T> live(Table<T> table, Duration maxAge) {
    return new WriteTable<>(table, maxAge);
  }

  /** Writes bounded rows. */
  public static <T> WriteTable<T> history(Table<T> table) {
    return new WriteTable<>(table, null);
  }

  @Override
  public PDone expand(PCollection<T> rows) {
    PCollection<KV<Long, Iterable<T>>> batches =
        maxAge != null
            ? keyed(rows, new ShardFn<>())
                .apply(
                    "Batch",
                    GroupIntoBatches.<Long, T>ofSize(ROWS_PER_FILE)
                        .withMaxBufferingDuration(maxAge))
            : keyed(rows, new DayFn<>(table)).apply("ByDay", GroupByKey.create());
    batches.apply("Write", ParDo.of(new WriteFn<>(table)));
    return PDone.in(rows.getPipeline());
  }

  private PCollection<KV<Long, T>> keyed(PCollection<T> rows, SerializableFunction<T, Long> key) {
    return rows.apply("Key", WithKeys.of(key).withKeyType(TypeDescriptors.longs()))
        .setCoder(KvCoder.of(VarLongCoder.of(), rows.getCoder()));
  }

  private static final class ShardFn<T> implements SerializableFunction<T, Long> {
    private static final long serialVersionUID = 1;

    @Override
    public Long apply(T row) {
      return (long) Math.floorMod(row.hashCode(), SHARDS);
    }
  }

  private static final class DayFn<T> implements SerializableFunction<T, Long> {
    private static final long serialVersionUID = 1;
    private final Table<T> table;

    DayFn(Table<T> table) {
      this.table = table;
    }

    @Override
    public Long apply(T row) {
      return Math.floorDiv(table.date(row), MILLIS_PER_DAY);
    }
  }

  static final class WriteFn<T> extends DoFn<KV<Long, Iterable<T>>, Void> {
    private static final long serialVersionUID = 1;

    private final Table<T> table;
    private transient Table.Writer<T> writer;

    WriteFn(Table<T> table) {
      this.table = table;
    }

    @Setup
    public void setup() {
      writer = table.open();
    }

    @ProcessElement
    public void write(@Element KV<Long, Iterable<T>> batch) throws IOException {
      List<T> rows = new ArrayList<>();
      for (T row : batch.getValue()) {
        rows.add(row);
        if (rows.size() == ROWS_PER_FILE) {
          writer.write(rows);
          rows.clear();
        }
      }
      if (!rows.isEmpty()) {
        writer.write(rows);
      }
    }
  }
}
