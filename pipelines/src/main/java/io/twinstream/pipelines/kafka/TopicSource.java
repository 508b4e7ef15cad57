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
 * A Beam source of the partitions of a topic.
 *
 * <p>Beam's KafkaIO creates more splits than subtasks if the partitions do not divide evenly, and a
 * subtask that reads several splits waits for idle ones before it continues with busy ones. Here
 * each subtask has one split with any number of partitions, read by one consumer. Records are
 * emitted by the hundred, because the runner's cost per element exceeds that of a record.
 *
 * <p>Checkpoints contain splits unchanged: addresses come from the {@link BrokerOptions} of the job
 * that creates the reader.
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
