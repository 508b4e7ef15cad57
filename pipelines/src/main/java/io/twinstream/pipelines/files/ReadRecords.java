package io.twinstream.pipelines.files;

import io.twinstream.beam.DecodeEvents;
import io.twinstream.beam.coder.EventCoder;
import io.twinstream.beam.coder.RawRecordCoder;
import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.beam.packed.Packed;
import io.twinstream.beam.packed.Sorter;
import io.twinstream.features.decode.EventJson;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.RawRecord;
import java.io.IOException;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Instant;

/**
 * Reads the history files of one source, bounded, as the records of a topic: each row as JSON with
 * its position and known time, in the order of known time and position, as a topic with one
 * partition has them. As there, the timestamp of an element is the known time, so that the
 * watermark passes no record that is not processed. Rows that are no events are dead letters, under
 * the tag of {@link DecodeEvents}.
 */
public final class ReadRecords extends PTransform<PBegin, PCollectionTuple> {
  private static final long serialVersionUID = 1;

  /** The records. */
  public static final TupleTag<RawRecord> RECORDS = new TupleTag<>("records") {};

  private final ShippedProject project;
  private final String source;
  private final ReadHistory history;

  private ReadRecords(ShippedProject project, String source, ReadHistory history) {
    this.project = project;
    this.source = source;
    this.history = history;
  }

  /** Reads files, folders or globs, as {@link ReadHistory} does. */
  public static ReadRecords of(
      ShippedProject project, String source, List<String> paths, int maxRecordBytes) {
    return new ReadRecords(project, source, ReadHistory.of(project, source, paths, maxRecordBytes));
  }

  @Override
  public PCollectionTuple expand(PBegin begin) {
    PCollectionTuple read = begin.apply("ReadHistory", history);
    EventCoder coder = EventCoder.of(project, source);
    PCollection<byte[]> events =
        read.get(ReadHistory.EVENTS)
            .apply(
                // Else the records are at the end of time, and timers fire while they are read.
                "HoldWatermark",
                Window.<byte[]>configure().withTimestampCombiner(TimestampCombiner.EARLIEST));
    return PCollectionTuple.of(
            RECORDS,
            Packed.of(events, coder)
                .group("InOnePlace", event -> 0L, coder)
                .apply("Sort", ParDo.of(new SortFn(project, source)))
                .setCoder(RawRecordCoder.of()))
        .and(DecodeEvents.DEAD_LETTERS, read.get(DecodeEvents.DEAD_LETTERS));
  }

  static final class SortFn extends DoFn<KV<Long, Iterable<byte[]>>, RawRecord> {
    private static final long serialVersionUID = 1;

    private static final Comparator<Event> ORDER =
        Comparator.comparingLong(Event::known).thenComparing(Event::position);

    private final ShippedProject project;
    private final String source;

    SortFn(ShippedProject project, String source) {
      this.project = project;
      this.source = source;
    }

    @ProcessElement
    public void sort(@Element KV<Long, Iterable<byte[]>> all, OutputReceiver<RawRecord> out)
        throws IOException {
      EventCoder coder = EventCoder.of(project, source);
      Schema schema = project.project().source(source).schema();
      try (Sorter<Event> sorter = new Sorter<>(coder, ORDER)) {
        Packed.forEach(all.getValue(), coder, sorter::add);
        for (Iterator<Event> events = sorter.sorted(); events.hasNext(); ) {
          Event event = events.next();
          RawRecord record =
              new RawRecord(event.position(), event.known(), EventJson.write(schema, event));
          out.outputWithTimestamp(record, timestamp(event.known()));
        }
      }
    }

    private static Instant timestamp(long millis) {
      return Instant.ofEpochMilli(
          Math.max(
              BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis(),
              Math.min(GlobalWindow.INSTANCE.maxTimestamp().getMillis(), millis)));
    }
  }
}
