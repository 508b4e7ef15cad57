package io.twinstream.pipelines.kafka;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.twinstream.beam.metric.JobMetrics;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** How far a reader of a topic is behind, as metrics, while it reads. */
final class ReadLag implements AutoCloseable {
  private static final Set<ReadLag> READING = ConcurrentHashMap.newKeySet();

  static {
    gauge(
        "lag_records",
        "Records of a partition that were appended and not read yet.",
        lag -> lag.records);
    gauge(
        "watermark_lag_seconds",
        "Everything known before this age has been read, of all partitions of the reader.",
        ReadLag::ages);
  }

  private final String topic;
  private final InstantSource clock;
  private volatile Map<Integer, Long> records = Map.of();
  private volatile long watermark = Long.MIN_VALUE;

  ReadLag(String topic, InstantSource clock) {
    this.topic = topic;
    this.clock = clock;
  }

  void begin() {
    READING.add(this);
  }

  /**
   * Notes the ends of partitions.
   *
   * @param next by partition, the next offset to read
   */
  void ends(Map<Integer, Long> ends, Map<Integer, Long> next) {
    Map<Integer, Long> noted = new TreeMap<>(records);
    ends.forEach(
        (partition, end) ->
            noted.put(partition, Math.max(0, end - Math.max(0, next.get(partition)))));
    records = noted;
  }

  void watermark(long millis) {
    watermark = millis;
  }

  @Override
  public void close() {
    READING.remove(this);
  }

  private Map<Integer, Double> ages() {
    if (watermark <= 0) {
      return Map.of();
    }
    double age = Math.max(0, clock.millis() - watermark) / 1e3;
    Map<Integer, Double> ages = new TreeMap<>();
    records.keySet().forEach(partition -> ages.put(partition, age));
    return ages;
  }

  private static void gauge(
      String name, String help, Function<ReadLag, Map<Integer, ? extends Number>> values) {
    GaugeWithCallback.builder()
        .name(JobMetrics.name(name))
        .help(help)
        .labelNames("topic", "partition")
        .callback(
            gauge ->
                worst(values)
                    .forEach(
                        (topic, partitions) ->
                            partitions.forEach(
                                (partition, value) ->
                                    gauge.call(value, topic, String.valueOf(partition)))))
        .register(JobMetrics.registry());
  }

  /** The greatest value of each partition, since several jobs of a process may read it. */
  private static Map<String, Map<Integer, Double>> worst(
      Function<ReadLag, Map<Integer, ? extends Number>> values) {
    Map<String, Map<Integer, Double>> worst = new TreeMap<>();
    for (ReadLag lag : READING) {
      Map<Integer, Double> partitions = worst.computeIfAbsent(lag.topic, topic -> new TreeMap<>());
      values
          .apply(lag)
          .forEach(
              (partition, value) -> partitions.merge(partition, value.doubleValue(), Math::max));
    }
    return worst;
  }
}
