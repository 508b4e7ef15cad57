package io.twinstream.pipelines.files;

import io.twinstream.beam.DecodeEvents;
import io.twinstream.beam.coder.EventCoder;
import io.twinstream.beam.coder.PositionCoder;
import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.FirstOfRecord;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.TopicId;
import io.twinstream.offline.log.archive.RepeatedOffsets;
import io.twinstream.offline.log.file.HistoryInputSplit;
import io.twinstream.offline.log.history.HistoryCursor;
import io.twinstream.offline.log.history.HistoryReader;
import io.twinstream.pipelines.StepReport.PartRead;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.apache.beam.sdk.values.TypeDescriptor;

/**
 * Reads the events in an archive below a fence, before a live job reads the topic from the fence
 * on. Events that were written more than once are read as often, because history itself selects the
 * row of a record that counts. Bounded; the watermark stays at its minimum until all are read.
 */
public final class ReadArchive extends PTransform<PBegin, PCollectionTuple> {
  private static final long serialVersionUID = 1;

  /** The events. */
  public static final TupleTag<Event> EVENTS = new TupleTag<>("events") {};

  /** Has a {@link PartRead} for each part of the archive that was read. */
  public static final TupleTag<Long> PARTS = new TupleTag<>("parts") {};

  /** Events in ranges with repeated offsets. */
  private static final TupleTag<Event> REPEATED = new TupleTag<>("repeated") {};

  private final ShippedProject project;
  private final String source;
  private final transient List<HistoryInputSplit> splits;
  private final TopicId topic;
  private final Bootstrap.Fence fence;
  private final RepeatedOffsets repeated;

  private ReadArchive(
      ShippedProject project,
      String source,
      List<HistoryInputSplit> splits,
      TopicId topic,
      Bootstrap.Fence fence,
      RepeatedOffsets repeated) {
    this.project = project;
    this.source = source;
    this.splits = splits;
    this.topic = topic;
    this.fence = fence;
    this.repeated = repeated;
  }

  /** Reads a source's archive. */
  public static ReadArchive of(
      ShippedProject project, String source, Bootstrap logs, TopicId topic) {
    return new ReadArchive(
        project, source, logs.splits(source), topic, logs.fence(source), RepeatedOffsets.NONE);
  }

  /**
   * Reads each record once: of several rows the one that {@link FirstOfRecord} passes, as history
   * does. Rows in ranges with repeated offsets wait for the end of the archive, because any of its
   * files may have another row of a record; all others pass as they are read.
   */
  public ReadArchive eachRecordOnce() {
    return new ReadArchive(project, source, splits, topic, fence, fence.repeated());
  }

  @Override
  public PCollectionTuple expand(PBegin begin) {
    EventCoder coder = EventCoder.of(project, source);
    PCollectionTuple all =
        begin
            .apply(
                "Splits",
                // Always a read, so that a restore finds the same operators for any number of
                // files.
                Create.of(splits)
                    .withCoder(SerializableCoder.of(HistoryInputSplit.class))
                    .alwaysUseRead())
            .apply("Spread", Reshuffle.viaRandomKey())
            .apply(
                "Read",
                ParDo.of(new ReadFn(project, source, topic, fence.next(), repeated))
                    .withOutputTags(EVENTS, TupleTagList.of(REPEATED).and(PARTS)));
    PCollection<Event> read = all.get(EVENTS).setCoder(coder);
    PCollection<Event> again = all.get(REPEATED).setCoder(coder);
    PCollection<Event> events =
        repeated.isEmpty()
            ? read
            : PCollectionList.of(read)
                .and(dropRepeated(again, coder))
                .apply("WithRepeated", Flatten.pCollections());
    return PCollectionTuple.of(EVENTS, events)
        .and(PARTS, all.get(PARTS).setCoder(VarLongCoder.of()));
  }

  private static PCollection<Event> dropRepeated(PCollection<Event> repeated, EventCoder coder) {
    return repeated
        .apply(
            "KeyByBlock",
            WithKeys.of((Event event) -> block(event.position()))
                .withKeyType(TypeDescriptor.of(Position.class)))
        .setCoder(KvCoder.of(PositionCoder.of(), coder))
        .apply(
            "HoldWatermark",
            Window.<KV<Position, Event>>configure()
                .withTimestampCombiner(TimestampCombiner.EARLIEST))
        .apply("Group", GroupByKey.create())
        .apply("DropRepeated", ParDo.of(new DropRepeatedFn()))
        .setCoder(coder);
  }

  /** All rows of a record are in one block. */
  private static Position block(Position of) {
    return new Position(of.origin(), of.partition(), RepeatedOffsets.block(of.offset()));
  }

  /**
   * Visits the events of an input split of an archive that are below a fence.
   *
   * @param origin the topic, as in positions
   * @param next the fence: by partition, the first offset that is not visited
   */
  public static void forEachBelow(
      Project project,
      String source,
      String origin,
      Map<Integer, Long> next,
      HistoryInputSplit split,
      Consumer<Event> visitor) {
    HistoryReader reader =
        HistoryReader.of(
            project.source(source),
            DecodeEvents.keys(project, source),
            EventDecoder.DEFAULT_MAX_BYTES);
    try (HistoryCursor cursor = reader.open(split)) {
      for (Decoded each = cursor.next(); each != null; each = cursor.next()) {
        if (each instanceof Event event && isBelow(origin, next, event.position())) {
          visitor.accept(event);
        }
      }
    }
  }

  private static boolean isBelow(String origin, Map<Integer, Long> next, Position position) {
    Long end = next.get(position.partition());
    return end != null && position.offset() < end && position.origin().equals(origin);
  }

  static final class ReadFn extends DoFn<HistoryInputSplit, Event> {
    private static final long serialVersionUID = 1;

    private final ShippedProject project;
    private final String source;
    private final String origin;
    private final TreeMap<Integer, Long> next;
    private final RepeatedOffsets repeated;

    ReadFn(
        ShippedProject project,
        String source,
        TopicId topic,
        Map<Integer, Long> next,
        RepeatedOffsets repeated) {
      this.project = project;
      this.source = source;
      this.origin = topic.toString();
      this.next = new TreeMap<>(next);
      this.repeated = repeated;
    }

    @ProcessElement
    public void read(@Element HistoryInputSplit split, MultiOutputReceiver out) {
      OutputReceiver<Event> once = out.get(EVENTS);
      OutputReceiver<Event> again = out.get(REPEATED);
      forEachBelow(
          project.project(),
          source,
          origin,
          next,
          split,
          event -> {
            Position at = event.position();
            (repeated.contains(at.partition(), at.offset()) ? again : once).output(event);
          });
      out.get(PARTS).output(new PartRead().toLong());
    }
  }

  /** Selects the rows that count from all rows of a block. */
  static final class DropRepeatedFn extends DoFn<KV<Position, Iterable<Event>>, Event> {
    private static final long serialVersionUID = 1;

    @ProcessElement
    public void drop(@Element KV<Position, Iterable<Event>> block, OutputReceiver<Event> out) {
      FirstOfRecord.of(block.getValue()).forEach(out::output);
    }
  }
}
