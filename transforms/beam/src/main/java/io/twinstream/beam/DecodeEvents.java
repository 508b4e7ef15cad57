package io.twinstream.beam;

import io.twinstream.beam.coder.DeadLetterCoder;
import io.twinstream.beam.coder.EventCoder;
import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.beam.coder.SkippedCoder;
import io.twinstream.beam.metric.JobCounter;
import io.twinstream.beam.metric.Tally;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.definition.Entity;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.event.Reason;
import io.twinstream.features.event.Skipped;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Decodes the raw records of one source into events. Records that cannot be decoded become dead
 * letters; records without a value are skipped and counted. Works element by element, so
 * boundedness and order do not matter.
 */
public final class DecodeEvents extends PTransform<PCollection<RawRecord>, PCollectionTuple> {
  private static final long serialVersionUID = 1;

  /** The events. */
  public static final TupleTag<Event> EVENTS = new TupleTag<>("events") {};

  /** The records that could not be decoded. */
  public static final TupleTag<DeadLetter> DEAD_LETTERS = new TupleTag<>("dead-letters") {};

  /** The offsets that hold nothing to decode. */
  public static final TupleTag<Skipped> SKIPPED = new TupleTag<>("skipped") {};

  private final ShippedProject project;
  private final String source;
  private final Decoders format;

  private DecodeEvents(ShippedProject project, String source, Decoders format) {
    this.project = project;
    this.source = source;
    this.format = format;
  }

  /** Decodes live records of at most {@code maxBytes} bytes: one JSON object each. */
  public static DecodeEvents live(ShippedProject project, String source, int maxBytes) {
    return new DecodeEvents(project, source, (of, keys) -> EventDecoders.live(of, keys, maxBytes));
  }

  /** Decodes live records in the format of their source. */
  public static DecodeEvents live(ShippedProject project, String source, Decoders decoders) {
    return new DecodeEvents(project, source, decoders);
  }

  /** Decodes the lines of JSON history files. */
  public static DecodeEvents jsonLines(ShippedProject project, String source, int maxBytes) {
    return new DecodeEvents(
        project, source, (of, keys) -> EventDecoders.jsonLines(of, keys, maxBytes));
  }

  /** Decodes the rows of CSV history files whose columns have these names, in file order. */
  public static DecodeEvents csv(
      ShippedProject project, String source, List<String> columns, int maxBytes) {
    List<String> names = List.copyOf(columns);
    return new DecodeEvents(
        project, source, (of, keys) -> EventDecoders.csv(of, keys, names, maxBytes));
  }

  /**
   * Returns the key fields of all views of a source. An event without any of them is a dead letter,
   * whichever of the views a job computes, so that only the record decides.
   */
  public static Set<String> keys(Project project, String source) {
    return project.viewsOfBase(source).stream()
        .map(View::entity)
        .map(project::entity)
        .map(Entity::key)
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public PCollectionTuple expand(PCollection<RawRecord> records) {
    PCollectionTuple decoded =
        records.apply(
            "Decode",
            ParDo.of(new DecodeFn(project, source, format))
                .withOutputTags(EVENTS, TupleTagList.of(DEAD_LETTERS).and(SKIPPED)));
    decoded.get(EVENTS).setCoder(EventCoder.of(project, source));
    decoded.get(DEAD_LETTERS).setCoder(DeadLetterCoder.of());
    decoded.get(SKIPPED).setCoder(SkippedCoder.of());
    return decoded;
  }

  /** Creates the decoder where it is used, because decoders reuse buffers and serve one thread. */
  public interface Decoders extends Serializable {
    /**
     * @param keys the key fields of the views over the source
     */
    EventDecoder decoder(Source source, Set<String> keys);
  }

  static final class DecodeFn extends DoFn<RawRecord, Event> {
    private static final long serialVersionUID = 1;

    private final ShippedProject project;
    private final String source;
    private final Decoders format;
    private final Tally accepted;
    private final Tally tombstones;
    private final Map<Reason, Tally> rejected = new EnumMap<>(Reason.class);
    private transient EventDecoder decoder;

    DecodeFn(ShippedProject project, String source, Decoders format) {
      this.project = project;
      this.source = source;
      this.format = format;
      String name = project.project().name();
      this.accepted = Tally.of(source, "accepted", JobCounter.EVENTS, name, source);
      this.tombstones = Tally.of(source, "tombstones", JobCounter.TOMBSTONES, name, source);
      for (Reason reason : Reason.values()) {
        rejected.put(
            reason,
            Tally.of(
                source,
                "dead_letters." + reason,
                JobCounter.DEAD_LETTERS,
                name,
                source,
                reason.toString()));
      }
    }

    @Setup
    public void setup() {
      Project of = project.project();
      decoder = format.decoder(of.source(source), keys(of, source));
    }

    @ProcessElement
    public void decode(@Element RawRecord record, MultiOutputReceiver out) {
      Decoded decoded = decoder.decode(record);
      if (decoded instanceof Event event) {
        accepted.inc();
        out.get(EVENTS).output(event);
      } else if (decoded instanceof DeadLetter letter) {
        rejected.get(letter.reason()).inc();
        out.get(DEAD_LETTERS).output(letter.withEnvelope(record.envelope()));
      } else if (decoded instanceof Skipped skipped) {
        tombstones.inc(record.skipped() == 0 ? 1 : 0);
        out.get(SKIPPED).output(skipped);
      }
    }
  }
}
