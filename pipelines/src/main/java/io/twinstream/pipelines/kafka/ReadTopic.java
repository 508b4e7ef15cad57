package io.twinstream.pipelines.kafka;

import io.twinstream.beam.coder.RawRecordCoder;
import io.twinstream.features.event.RawRecord;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;

/**
 * Reads a topic's records as bytes, unbounded. The watermark follows the records' known times; no
 * element has a later timestamp than its record. The order within a partition is kept.
 */
public final class ReadTopic extends PTransform<PBegin, PCollection<RawRecord>> {
  private static final long serialVersionUID = 1;

  private final TopicRead read;
  private final PositionReport.Factory reports;

  private ReadTopic(TopicRead read, PositionReport.Factory reports) {
    this.read = read;
    this.reports = reports;
  }

  public static ReadTopic of(TopicRead read) {
    return new ReadTopic(read, options -> PositionReport.NONE);
  }

  /** Reports its positions whenever a checkpoint is complete. */
  public ReadTopic withReports(PositionReport.Factory factory) {
    return new ReadTopic(read, factory);
  }

  @Override
  public PCollection<RawRecord> expand(PBegin begin) {
    return begin
        .apply("Read", Read.from(new TopicSource(read, reports)))
        .apply("Unpack", Flatten.iterables())
        .setCoder(RawRecordCoder.of());
  }
}
