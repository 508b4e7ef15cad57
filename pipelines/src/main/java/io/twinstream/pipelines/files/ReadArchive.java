package io.twinstream.pipelines.files;

import io.twinstream.beam.DecodeEvents;
import io.twinstream.beam.coder.EventCoder;
import io.twinstream.beam.coder.PositionCoder;
import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.TopicId;
import io.twinstream.offline.log.archive.Tables;
import io.twinstream.offline.log.file.HistoryFiles;
import io.twinstream.offline.log.file.HistorySplit;
import io.twinstream.offline.log.history.HistoryCursor;
import io.twinstream.offline.log.history.HistoryReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the events in an archive below a fence, each position once, before a live job reads the
 * topic from the fence on. Bounded; the watermark stays at its minimum until all are read.
 */
public final class ReadArchive extends PTransform<PBegin, PCollection<Event>> {
  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(ReadArchive.class);

  private final ShippedProject project;
  private final String source;
  private final transient Path archive;
  private final TopicId topic;
  private final Bootstrap.Fence fence;

  private ReadArchive(
      ShippedProject project, String source, Path archive, TopicId topic, Bootstrap.Fence fence) {
    this.project = project;
    this.source = source;
    this.archive = archive;
    this.topic = topic;
    this.fence = fence;
  }

  public static ReadArchive of(
      ShippedProject project, String source, Path archive, TopicId topic, Bootstrap.Fence fence) {
    return new ReadArchive(project, source, archive, topic, fence);
  }

  @Override
  public PCollection<Event> expand(PBegin begin) {
    EventCoder coder = EventCoder.of(project, source);
    PCollection<Event> read =
        begin
            .apply(
                "Splits",
                // Always a read, so that a restore finds the same operators for any number of
                // files.
                Create.of(splits())
                    .withCoder(SerializableCoder.of(HistorySplit.class))
                    .alwaysUseRead())
            .apply("Spread", Reshuffle.viaRandomKey())
            .apply("Read", ParDo.of(new ReadFn(project, source, topic, fence.next())))
            .setCoder(coder);
    if (!fence.repeated()) {
      return read;
    }
    return read.apply(
            "KeyByPosition",
            WithKeys.of(Event::position).withKeyType(TypeDescriptor.of(Position.class)))
        .setCoder(KvCoder.of(PositionCoder.of(), coder))
        .apply("DropRepeated", ParDo.of(new DropRepeatedFn(coder)))
        .setCoder(coder);
  }

  /**
   * Empty if the archive is missing: the checkpoint of a restored job contains what remains to be
   * read, perhaps nothing.
   */
  private List<HistorySplit> splits() {
    if (Tables.exists(archive)) {
      return HistoryFiles.archive(archive);
    }
    LOG.warn(
        "the archive {} does not exist: a restored job that has not finished reading "
            + "it fails until it does",
        archive);
    return List.of();
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
      HistorySplit split,
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

  static final class ReadFn extends DoFn<HistorySplit, Event> {
    private static final long serialVersionUID = 1;

    private final ShippedProject project;
    private final String source;
    private final String origin;
    private final TreeMap<Integer, Long> next;

    ReadFn(ShippedProject project, String source, TopicId topic, Map<Integer, Long> next) {
      this.project = project;
      this.source = source;
      this.origin = topic.toString();
      this.next = new TreeMap<>(next);
    }

    @ProcessElement
    public void read(@Element HistorySplit split, OutputReceiver<Event> out) {
      forEachBelow(project.project(), source, origin, next, split, out::output);
    }
  }

  /** Remembers each position until the archive is read to its end. */
  static final class DropRepeatedFn extends DoFn<KV<Position, Event>, Event> {
    private static final long serialVersionUID = 1;
    private static final String SEEN = "seen";

    @StateId(SEEN)
    private final StateSpec<ValueState<List<Event>>> seenSpec;

    DropRepeatedFn(EventCoder coder) {
      this.seenSpec = StateSpecs.value(ListCoder.of(coder));
    }

    @ProcessElement
    public void drop(
        @Element KV<Position, Event> element,
        @StateId(SEEN) ValueState<List<Event>> seen,
        OutputReceiver<Event> out) {
      Event event = element.getValue();
      List<Event> before = seen.read();
      if (before == null) {
        seen.write(List.of(event));
        out.output(event);
      } else if (before.stream().noneMatch(event::agreesWith)) {
        List<Event> all = new ArrayList<>(before);
        all.add(event);
        seen.write(all);
        out.output(event);
      }
    }
  }
}
