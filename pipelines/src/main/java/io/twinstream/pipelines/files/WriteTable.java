package io.twinstream.pipelines.files;

import io.twinstream.beam.coder.DeadLetterCoder;
import io.twinstream.beam.packed.Packed;
import io.twinstream.beam.packed.PackedForm;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.offline.log.archive.Upkeep;
import io.twinstream.offline.log.archive.UpkeepRule;
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
 * Writes rows to a table, many per file. Live, a file is written when it is large or old enough,
 * and rows that are not written yet are in the checkpoints; a restore may write rows again. In
 * history, each folder is written by itself.
 *
 * @param <T> the type of the rows
 */
public final class WriteTable<T> extends PTransform<PCollection<T>, PDone> {
  private static final long serialVersionUID = 1;

  private static final int ROWS_PER_FILE = 100_000;

  /** The number of files that are collected at once, live. */
  private static final int SHARDS = 8;

  private final TableSpec<T> table;

  private final Duration maxAge;
  private final UpkeepRule upkeep;

  private WriteTable(TableSpec<T> table, Duration maxAge, UpkeepRule upkeep) {
    this.table = table;
    this.maxAge = maxAge;
    this.upkeep = upkeep;
  }

  /**
   * Writes unbounded rows, and compacts written files in the background.
   *
   * @param maxAge the age at which a file is written
   * @param keep how long files remain after they were compacted
   */
  public static <T> WriteTable<T> live(
      TableSpec<T> table, java.time.Duration maxAge, java.time.Duration keep) {
    return new WriteTable<>(table, Duration.millis(maxAge.toMillis()), UpkeepRule.of(maxAge, keep));
  }

  /**
   * Writes bounded rows.
   *
   * @param rows packed, by the number of their folder
   * @param form in which they are packed
   */
  public static <T> void history(
      String name, PCollection<KV<Long, byte[]>> rows, PackedForm<T> form, TableSpec<T> table) {
    rows.apply(name + "/ByFolder", GroupByKey.create())
        .apply(name + "/Write", ParDo.of(new WriteFolderFn<>(table, form)));
  }

  /** Writes bounded rows that are packed in any order. */
  public static <T> void history(
      String name, Packed<T> rows, PackedForm<T> form, TableSpec<T> table) {
    rows.group(name + "/ByFolder", table.folders()::number, form)
        .apply(name + "/Write", ParDo.of(new WriteFolderFn<>(table, form)));
  }

  /** Writes the dead letters of a historical job. */
  public static void deadLetters(
      String name, PCollection<DeadLetter> letters, TableSpec<DeadLetter> table) {
    PackedForm<DeadLetter> form = PackedForm.of(DeadLetterCoder.of());
    history(name, Packed.of(name + "/Pack", letters, form), form, table);
  }

  @Override
  public PDone expand(PCollection<T> rows) {
    rows.apply("Key", WithKeys.of(new ShardFn<T>()).withKeyType(TypeDescriptors.longs()))
        .setCoder(KvCoder.of(VarLongCoder.of(), rows.getCoder()))
        .apply(
            "Batch",
            GroupIntoBatches.<Long, T>ofSize(ROWS_PER_FILE).withMaxBufferingDuration(maxAge))
        .apply("Write", ParDo.of(new WriteBatchFn<>(table, upkeep)));
    return PDone.in(rows.getPipeline());
  }

  /**
   * Uses one shard while rows are few, so that files are few, and several when one cannot write
   * them all.
   */
  static final class ShardFn<T> implements SerializableFunction<T, Long> {
    private static final long serialVersionUID = 1;

    private static final int MANY_PER_SECOND = 1_000;
    private static final long SECOND = 1_000_000_000;

    private transient long since;
    private transient int count;
    private transient boolean many;

    @Override
    public Long apply(T row) {
      return shard(row, System.nanoTime());
    }

    long shard(T row, long now) {
      if (now - since >= SECOND) {
        many = count > MANY_PER_SECOND;
        since = now;
        count = 0;
      }
      count++;
      return many ? Math.floorMod(row.hashCode(), SHARDS) : 0L;
    }
  }

  /** Writes one file of collected rows, live. */
  static final class WriteBatchFn<T> extends DoFn<KV<Long, Iterable<T>>, Void> {
    private static final long serialVersionUID = 1;

    private final TableSpec<T> table;
    private final UpkeepRule rule;
    private transient TableSpec.Writer<T> writer;
    private transient Upkeep upkeep;

    WriteBatchFn(TableSpec<T> table, UpkeepRule rule) {
      this.table = table;
      this.rule = rule;
    }

    @Setup
    public void setup() {
      writer = table.open();
      upkeep = Upkeep.hold(table.directory(), rule);
    }

    @Teardown
    public void teardown() {
      if (upkeep != null) {
        upkeep.close();
        upkeep = null;
      }
    }

    @ProcessElement
    public void write(@Element KV<Long, Iterable<T>> batch) throws IOException {
      List<T> rows = new ArrayList<>();
      batch.getValue().forEach(rows::add);
      writer.write(rows);
    }
  }

  /** Writes the files of one folder, in history. */
  static final class WriteFolderFn<T> extends DoFn<KV<Long, Iterable<byte[]>>, Void> {
    private static final long serialVersionUID = 1;

    private final TableSpec<T> table;
    private final PackedForm<T> form;
    private transient TableSpec.Writer<T> writer;

    WriteFolderFn(TableSpec<T> table, PackedForm<T> form) {
      this.table = table;
      this.form = form;
    }

    @Setup
    public void setup() {
      writer = table.open();
    }

    @ProcessElement
    public void write(@Element KV<Long, Iterable<byte[]>> folder) throws IOException {
      List<T> rows = new ArrayList<>();
      Packed.forEach(
          folder.getValue(),
          form,
          (row, bytes) -> {
            rows.add(row);
            if (rows.size() == ROWS_PER_FILE) {
              writer.write(rows);
              JobProgress.wrote(rows.size());
              rows.clear();
            }
          });
      if (!rows.isEmpty()) {
        writer.write(rows);
        JobProgress.wrote(rows.size());
      }
    }
  }
}
