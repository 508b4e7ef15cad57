package io.twinstream.pipelines.kafka;

import io.twinstream.beam.coder.RawRecordCoder;
import io.twinstream.features.event.RawRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * The partitions of a topic as Beam reads them.
 *
 * <p>Beam's KafkaIO makes more splits than subtasks where the partitions do not divide evenly, and
 * a subtask that reads several splits waits for idle ones before it goes on with busy ones. Here a
 * split is what one subtask reads, however many partitions that is, by one consumer. And records
 * are handed to the runner by the hundred: what it does per element costs more than the record.
 *
 * <p>Splits are kept in checkpoints as they are: addresses are those of the {@link BrokerOptions}
 * that a reader is made with.
 */
final class TopicSource extends UnboundedSource<List<RawRecord>, TopicMark> {
  private static final long serialVersionUID = 1;

  private final TopicRead read;
  private final PositionReport.Factory reports;

  TopicSource(TopicRead read, PositionReport.Factory reports) {
    this.read = read;
    this.reports = reports;
  }

  @Override
  public List<TopicSource> split(int desired, PipelineOptions options) {
    List<TreeMap<Integer, Long>> parts = new ArrayList<>();
    for (int i = 0; i < Math.min(desired, read.begin().size()); i++) {
      parts.add(new TreeMap<>());
    }
    int next = 0;
    for (var partition : read.begin().entrySet()) {
      parts.get(next).put(partition.getKey(), partition.getValue());
      next = (next + 1) % parts.size();
    }
    return parts.stream().map(part -> new TopicSource(read.of(part), reports)).toList();
  }

  @Override
  public UnboundedReader<List<RawRecord>> createReader(PipelineOptions options, TopicMark mark) {
    return new TopicReader(this, read, mark, options, reports);
  }

  @Override
  public Coder<TopicMark> getCheckpointMarkCoder() {
    return TopicMark.CODER;
  }

  @Override
  public Coder<List<RawRecord>> getOutputCoder() {
    return ListCoder.of(RawRecordCoder.of());
  }

  @Override
  public String toString() {
    return read.topic().name() + read.begin().keySet();
  }
}
