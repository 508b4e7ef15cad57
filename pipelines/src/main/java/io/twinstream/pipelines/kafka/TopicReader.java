package io.twinstream.pipelines.kafka;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.twinstream.beam.metric.JobCounter;
import io.twinstream.features.event.RawRecord;
import io.twinstream.kafka.ConsumerGroup;
import io.twinstream.kafka.KafkaClients;
import io.twinstream.kafka.RawRecords;
import io.twinstream.kafka.Topics;
import io.twinstream.pipelines.metrics.MetricsEndpoint;
import io.twinstream.stores.ReadTo;
import io.twinstream.stores.TopicPosition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.joda.time.Instant;

/** Reads some partitions of a topic, fetching in a separate thread. */
final class TopicReader extends UnboundedReader<List<RawRecord>> {
  private static final Counter BEHIND = Metrics.counter(TopicReader.class, "behind_the_watermark");

  /** The number of records per element, small enough that a full element is emitted soon. */
  private static final int MAX_BATCH = 250;

  private final UnboundedSource<List<RawRecord>, TopicMark> source;
  private final TopicRead read;
  private final RawRecords records;
  private final TreeMap<Integer, Long> next;
  private final Map<Integer, KnownTime> known = new HashMap<>();
  private final Map<Integer, ReadAt> readAt = new HashMap<>();
  private final TimesAhead timesAhead;

  private final FirstRead first;

  /** Whether it starts from a checkpoint, which is complete then. */
  private final boolean restored;

  private final PipelineOptions options;
  private final PositionReport.Factory reports;
  private PositionReport report = PositionReport.NONE;
  private CompletePositions complete = new CompletePositions(report);
  private Optional<ConsumerGroup> group = Optional.empty();
  private FetchThread fetches;
  private final CounterDataPoint recordsRead;
  private Optional<MetricsEndpoint> endpoint = Optional.empty();
  private Iterator<ConsumerRecord<byte[], byte[]>> batch = Collections.emptyIterator();
  private final List<RawRecord> skipped = new ArrayList<>();
  private List<RawRecord> current;
  private final ReadLag lag;
  private long oldest;

  /** The watermark that the runner has received: everything known before it has been read. */
  private long watermark = Long.MIN_VALUE;

  /** Whether the topic has partitions that the job does not read. */
  private boolean unread;

  TopicReader(
      UnboundedSource<List<RawRecord>, TopicMark> source,
      TopicRead read,
      TopicMark mark,
      PipelineOptions options,
      PositionReport.Factory reports) {
    this.source = source;
    this.read = read;
    this.options = options;
    this.reports = reports;
    this.restored = mark != null;
    if (mark != null && !mark.topic().equals(read.topic())) {
      throw Topics.replaced(mark.topic(), read.topic());
    }
    this.next = new TreeMap<>(mark == null ? read.begin() : mark.next());
    if (!next.keySet().equals(read.begin().keySet())) {
      throw new IllegalStateException(
          "the checkpoint has partitions %s of topic '%s', but this job reads %s; start a fresh job"
              .formatted(next.keySet(), read.topic().name(), read.begin().keySet()));
    }
    Map<Integer, Long> before = mark == null ? read.known() : mark.known();
    this.recordsRead = JobCounter.RECORDS.of(read.topic().name());
    this.timesAhead = new TimesAhead(read.topic());
    this.records = new RawRecords(read.topic(), read.logAppendTime(), before);
    for (int partition : next.keySet()) {
      long greatest = before.getOrDefault(partition, Long.MIN_VALUE);
      known.put(partition, new KnownTime(greatest));
      readAt.put(partition, new ReadAt());
    }
    Map<Integer, Long> fresh = new TreeMap<>(restored ? Map.of() : next);
    fresh.keySet().removeAll(read.known().keySet()); // an archive has what comes before
    this.lag = new ReadLag(read.topic().name(), read.clock());
    this.first = new FirstRead(read.topic(), fresh);
  }

  @Override
  public boolean start() throws IOException {
    endpoint = Optional.of(MetricsEndpoint.open(options));
    report = reports.open(options);
    complete = new CompletePositions(report);
    BrokerOptions brokers = options.as(BrokerOptions.class);
    group =
        Optional.ofNullable(brokers.getConsumerGroup())
            .map(name -> ConsumerGroup.open(KafkaClients.of(brokers.getKafka()), name));
    if (restored) {
      // An earlier run may have reported a later checkpoint than the restored one.
      completed(positions(Long.MIN_VALUE));
    }
    first.begin(report, next);
    lag.begin();
    fetches = FetchThread.start(brokers.getKafka(), read, next, first.fresh());
    return advance();
  }

  @Override
  public boolean advance() throws IOException {
    while (!batch.hasNext() && skipped.isEmpty()) {
      Fetch fetch = fetches.take();
      if (fetch == null) {
        return false;
      }
      notePositions(fetch);
      batch = fetch.records().iterator();
    }
    current = new ArrayList<>(MAX_BATCH);
    current.addAll(skipped);
    skipped.clear();
    oldest = Long.MAX_VALUE;
    while (batch.hasNext() && current.size() < MAX_BATCH) {
      read(batch.next());
    }
    recordsRead.inc(current.size());
    first.report(report);
    if (oldest == Long.MAX_VALUE) {
      oldest = watermark;
    }
    return true;
  }

  private void read(ConsumerRecord<byte[], byte[]> record) throws IOException {
    skip(record.partition(), record.offset(), current);
    RawRecord raw = records.of(record);
    if (raw.known() < watermark) {
      BEHIND.inc();
      throw new IOException(behind(raw));
    }
    first.read(record.partition(), record.offset(), raw.known());
    next.put(record.partition(), record.offset() + 1);
    known.get(record.partition()).read(raw.known());
    oldest = Math.min(oldest, raw.known());
    current.add(raw);
  }

  /** Emits the offsets without a record before an offset, if the job logs them. */
  private void skip(int partition, long to, List<RawRecord> into) {
    long from = next.get(partition);
    if (from >= 0 && from < to) {
      into.add(records.none(partition, from, to));
      next.put(partition, to);
    }
  }

  private String behind(RawRecord record) {
    return ("%s has the known time %s, but the job has already reported that it had read "
            + "everything before %s: the clocks of the brokers and of this machine differ by "
            + "more than %d ms; set them. The job continues from its latest checkpoint")
        .formatted(
            record.position(),
            java.time.Instant.ofEpochMilli(record.known()),
            java.time.Instant.ofEpochMilli(watermark),
            KnownTime.IDLE_MARGIN_MS);
  }

  /**
   * Called after the records of earlier fetches, so that ends and positions can be compared with
   * what was read.
   */
  private void notePositions(Fetch fetch) {
    unread |= fetch.unread();
    fetch
        .positions()
        .forEach(
            (partition, at) -> {
              skip(partition, at, skipped);
              next.merge(partition, at, Math::max);
            });
    fetch
        .ends()
        .forEach(
            (partition, end) -> {
              if (read.logAppendTime() && next.get(partition) >= end) {
                known.get(partition).emptyAt(fetch.endsAt());
              }
              readAt.get(partition).ended(end, fetch.endsAt());
            });
    fetch
        .begins()
        .forEach(
            (partition, at) -> {
              first.deleted(partition, at);
              next.put(partition, at);
            });
    next.forEach((partition, at) -> readAt.get(partition).read(at));
    if (!fetch.ends().isEmpty()) {
      lag.ends(fetch.ends(), next);
      complete.extend(fetch);
      report.read(readTo(fetch.endsAt()));
    }
  }

  /** The positions of emitted records, together with the watermark that the runner has received. */
  private Map<Integer, ReadTo> readTo(long now) {
    long told = instant(watermark).getMillis();
    Map<Integer, ReadTo> to = new TreeMap<>();
    readAt.forEach(
        (partition, at) -> {
          long ahead = timesAhead.note(partition, known.get(partition), now);
          to.put(partition, first.to(partition, told, at.instant(), ahead));
        });
    return to;
  }

  @Override
  public List<RawRecord> getCurrent() {
    if (current == null) {
      throw new NoSuchElementException();
    }
    return current;
  }

  @Override
  public Instant getCurrentTimestamp() {
    return instant(oldest);
  }

  @Override
  public Instant getWatermark() {
    if (!unread) {
      long now = read.clock().millis();
      long least = Long.MAX_VALUE;
      for (KnownTime partition : known.values()) {
        least = Math.min(least, partition.watermark(now));
      }
      watermark = Math.max(watermark, least);
      lag.watermark(watermark);
    }
    return instant(watermark);
  }

  /**
   * Above the minimum, because the transforms that wait for an archive interpret the minimum as an
   * unread topic, and a topic may stay empty.
   */
  private static Instant instant(long millis) {
    return Instant.ofEpochMilli(
        Math.max(
            BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis() + 1,
            Math.min(BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis() - 1, millis)));
  }

  @Override
  public TopicMark getCheckpointMark() {
    Map<Integer, Long> greatest = new TreeMap<>();
    known.forEach((partition, time) -> greatest.put(partition, time.greatest()));
    Map<Integer, TopicPosition> positions = positions(read.clock().millis());
    return new TopicMark(read.topic(), next, greatest, () -> completed(positions));
  }

  /** A checkpoint with these positions is complete. */
  private void completed(Map<Integer, TopicPosition> positions) {
    complete.set(positions);
    Map<Integer, Long> offsets = new TreeMap<>();
    positions.forEach((partition, at) -> offsets.put(partition, at.next()));
    group.ifPresent(shown -> shown.commit(read.topic().name(), offsets));
  }

  /** Where it is now, which a checkpoint of that instant has. */
  private Map<Integer, TopicPosition> positions(long checkpointAt) {
    Map<Integer, TopicPosition> positions = new TreeMap<>();
    next.forEach(
        (partition, at) ->
            positions.put(
                partition, new TopicPosition(at, readAt.get(partition).instant(), checkpointAt)));
    return positions;
  }

  @Override
  public UnboundedSource<List<RawRecord>, ?> getCurrentSource() {
    return source;
  }

  @Override
  public void close() {
    if (fetches != null) {
      fetches.close();
    }
    lag.close();
    endpoint.ifPresent(MetricsEndpoint::close);
    group.ifPresent(ConsumerGroup::close);
    report.close();
  }
}
