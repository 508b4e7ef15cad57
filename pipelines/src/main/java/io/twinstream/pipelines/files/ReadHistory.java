package io.twinstream.pipelines.files;

import io.twinstream.beam.DecodeEvents;
import io.twinstream.beam.coder.DeadLetterCoder;
import io.twinstream.beam.coder.EventCoder;
import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.beam.packed.Packer;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Reason;
import io.twinstream.offline.log.file.HistoryFiles;
import io.twinstream.offline.log.file.HistoryInputSplit;
import io.twinstream.offline.log.history.HistoryCursor;
import io.twinstream.offline.log.history.HistoryReader;
import io.twinstream.offline.log.history.KeptColumns;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Reads the history files of one source, bounded, as packed events, and its dead letters under the
 * tag of {@link DecodeEvents}. Row groups of Parquet files and whole text files are read in
 * parallel.
 */
public final class ReadHistory extends PTransform<PBegin, PCollectionTuple> {
  private static final long serialVersionUID = 1;

  /** The events, packed. */
  public static final TupleTag<byte[]> EVENTS = new TupleTag<>("events") {};

  private final ShippedProject project;
  private final String source;
  private final transient List<HistoryInputSplit> splits;
  private final int maxRecordBytes;
  private final String counted;
  private final long from;
  private final long to;
  private final KeptColumns kept;

  private ReadHistory(
      ShippedProject project,
      String source,
      List<HistoryInputSplit> splits,
      int maxRecordBytes,
      String counted,
      long from,
      long to,
      KeptColumns kept) {
    this.kept = kept;
    this.counted = counted;
    this.from = from;
    this.to = to;
    this.project = project;
    this.source = source;
    this.splits = splits;
    this.maxRecordBytes = maxRecordBytes;
  }

  /**
   * Reads files, folders or globs.
   *
   * @throws io.twinstream.offline.log.file.HistoryException if there are none, or one is damaged
   */
  public static ReadHistory of(
      ShippedProject project, String source, List<String> paths, int maxRecordBytes) {
    List<HistoryInputSplit> splits = HistoryFiles.splits(project.project().source(source), paths);
    return new ReadHistory(
        project, source, splits, maxRecordBytes, source, Long.MIN_VALUE, Long.MAX_VALUE, null);
  }

  /** Reads the input splits of a chunk. */
  public static ReadHistory of(
      ShippedProject project, String source, HistoryChunk chunk, int maxRecordBytes) {
    return new ReadHistory(
        project,
        source,
        chunk.splits().get(source),
        maxRecordBytes,
        source,
        HistoryChunk.readFrom(project.project().source(source), chunk.from()),
        chunk.to(),
        null);
  }

  /** The same, with rows that keep some columns of the files. */
  public ReadHistory keeping(KeptColumns columns) {
    return new ReadHistory(project, source, splits, maxRecordBytes, counted, from, to, columns);
  }

  /**
   * The same, counted as the events of another source with the same fields: events without any of
   * its keys are read, but counted as dead letters, as they are there.
   */
  public ReadHistory countedAs(String other) {
    return new ReadHistory(project, source, splits, maxRecordBytes, other, from, to, kept);
  }

  @Override
  public PCollectionTuple expand(PBegin begin) {
    JobProgress.expect(splits.stream().mapToLong(HistoryInputSplit::bytes).sum());
    PCollectionTuple read =
        begin
            .apply(
                "Splits",
                Create.of(splits).withCoder(SerializableCoder.of(HistoryInputSplit.class)))
            .apply("Spread", Reshuffle.viaRandomKey())
            .apply(
                "Read",
                ParDo.of(new ReadFn(this))
                    .withOutputTags(EVENTS, TupleTagList.of(DecodeEvents.DEAD_LETTERS)));
    read.get(EVENTS).setCoder(ByteArrayCoder.of());
    read.get(DecodeEvents.DEAD_LETTERS).setCoder(DeadLetterCoder.of());
    return read;
  }

  static final class ReadFn extends DoFn<HistoryInputSplit, byte[]> {
    private static final long serialVersionUID = 1;

    /** A power of two. */
    private static final int COUNTED_EVERY = 4_096;

    private final ShippedProject project;
    private final String source;
    private final int maxRecordBytes;
    private final String counted;
    private final long from;
    private final long to;
    private final KeptColumns kept;
    private final Counter accepted;
    private final EarliestKnown earliest;
    private final Map<Reason, Counter> rejected = new EnumMap<>(Reason.class);

    ReadFn(ReadHistory of) {
      this.project = of.project;
      this.source = of.source;
      this.maxRecordBytes = of.maxRecordBytes;
      this.counted = of.counted;
      this.from = of.from;
      this.to = of.to;
      this.kept = of.kept;
      this.accepted = Metrics.counter(counted, "accepted");
      this.earliest = new EarliestKnown(counted);
      for (Reason reason : Reason.values()) {
        rejected.put(reason, Metrics.counter(counted, "dead_letters." + reason));
      }
    }

    @ProcessElement
    public void read(@Element HistoryInputSplit split, MultiOutputReceiver out) throws IOException {
      Project of = project.project();
      HistoryReader files =
          HistoryReader.of(of.source(source), DecodeEvents.keys(of, source), maxRecordBytes);
      HistoryReader reader = kept == null ? files : files.keeping(kept);
      Packer<Event> events = new Packer<>(EventCoder.of(project, source));
      OutputReceiver<byte[]> blocks = out.get(EVENTS);
      OutputReceiver<DeadLetter> deadLetters = out.get(DecodeEvents.DEAD_LETTERS);
      int[] keys = counted.equals(source) ? new int[0] : keySlots(of);
      long count = 0;
      long keyless = 0;
      long least = Long.MAX_VALUE;
      try (HistoryCursor cursor = reader.open(split)) {
        for (Decoded next = cursor.next(); next != null; next = cursor.next()) {
          if (next instanceof Event event) {
            if (event.known() < from || event.known() >= to) {
              continue;
            }
            if (hasKey(event, keys)) {
              count++;
              if ((count & (COUNTED_EVERY - 1)) == 0) {
                JobProgress.read(counted, COUNTED_EVERY);
              }
            } else {
              keyless++;
            }
            least = Math.min(least, event.known());
            events.add(event, blocks::output);
          } else if (next instanceof DeadLetter letter) {
            rejected.get(letter.reason()).inc();
            deadLetters.output(letter);
          }
        }
      }
      events.flush(blocks::output);
      JobProgress.read(counted, count & (COUNTED_EVERY - 1));
      JobProgress.finished(split.bytes());
      accepted.inc(count);
      rejected.get(Reason.MISSING_KEY).inc(keyless);
      if (count > 0) {
        earliest.note(least);
      }
    }

    private int[] keySlots(Project of) {
      Schema schema = of.source(source).schema();
      return DecodeEvents.keys(of, counted).stream().mapToInt(schema::slot).toArray();
    }

    /** Whether an event has any of these keys; true if there are none. */
    private static boolean hasKey(Event event, int[] keys) {
      for (int key : keys) {
        if (!event.isNull(key)) {
          return true;
        }
      }
      return keys.length == 0;
    }
  }
}
