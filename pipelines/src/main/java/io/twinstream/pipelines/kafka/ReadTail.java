package io.twinstream.pipelines.kafka;

import io.twinstream.beam.coder.EventCoder;
import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.beam.packed.Packer;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.Event;
import java.util.List;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;

/**
 * Reads ranges of a source's topic, bounded, as packed events. Dead letters are omitted, because
 * the live job has reported them.
 */
public final class ReadTail extends PTransform<PBegin, PCollection<byte[]>> {
  private static final long serialVersionUID = 1;

  private final ShippedProject project;
  private final String source;
  private final transient List<PartitionRange> pieces;
  private final TopicRecords records;

  private ReadTail(
      ShippedProject project, String source, List<PartitionRange> pieces, TopicRecords records) {
    this.project = project;
    this.source = source;
    this.pieces = pieces;
    this.records = records;
  }

  public static ReadTail of(
      ShippedProject project, String source, List<PartitionRange> pieces, TopicRecords records) {
    return new ReadTail(project, source, List.copyOf(pieces), records);
  }

  @Override
  public PCollection<byte[]> expand(PBegin begin) {
    return begin
        .apply("Pieces", Create.of(pieces).withCoder(SerializableCoder.of(PartitionRange.class)))
        .apply("Spread", Reshuffle.viaRandomKey())
        .apply("Read", ParDo.of(new ReadFn(project, source, records)))
        .setCoder(ByteArrayCoder.of());
  }

  static final class ReadFn extends DoFn<PartitionRange, byte[]> {
    private static final long serialVersionUID = 1;

    private final ShippedProject project;
    private final String source;
    private final TopicRecords records;

    ReadFn(ShippedProject project, String source, TopicRecords records) {
      this.project = project;
      this.source = source;
      this.records = records;
    }

    @ProcessElement
    public void read(@Element PartitionRange piece, OutputReceiver<byte[]> out) {
      Project of = project.project();
      EventDecoder decoder = records.decoder(of, source);
      Packer<Event> events = new Packer<>(EventCoder.of(project, source));
      piece.forEach(
          record -> {
            if (decoder.decode(record) instanceof Event event) {
              events.add(event, out::output);
            }
          });
      events.flush(out::output);
    }
  }
}
