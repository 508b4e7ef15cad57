package io.twinstream.beam.metric;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;

/** What jobs count. The names have the prefix {@code twinstream_job_}. */
public enum JobCounter {
  RECORDS("records_total", "Records read from a topic, committed ones.", "topic"),
  EVENTS("events_total", "Events of a source: decoded records, or enriched events.", Labels.SOURCE),
  TOMBSTONES("tombstones_total", "Records without a value.", Labels.SOURCE),
  DEAD_LETTERS(
      "dead_letters_total",
      "Records of a source that are not valid events, by reason.",
      "project",
      "source",
      "reason"),
  EXCLUDED(
      "excluded_total",
      "Events that an enriched source leaves out because a looked-up history begins later.",
      Labels.SOURCE),
  FILTERED("filtered_total", "Events that an enriched source leaves out.", Labels.SOURCE),
  DUPLICATES("duplicates_total", "Events of a source that were dropped as equal.", Labels.SOURCE),
  CONFLICTS(
      "conflicts_total", "Events of a source with a known id but other content.", Labels.SOURCE),
  CONTRIBUTED("contributed_total", "Events that were added to states of a view.", Labels.VIEW),
  SKIPPED("skipped_total", "Events without the key of a view's entity.", Labels.VIEW),
  STATES_WRITTEN("states_written_total", "States that the online store has kept.", Labels.VIEW),
  STATES_REFUSED(
      "states_refused_total",
      "States that the online store refused, because it had a later one.",
      Labels.VIEW),
  STATE_BYTES("state_bytes_total", "Bytes of the states sent to the online store.", Labels.VIEW);

  private final Counter counter;

  JobCounter(String name, String help, String... labels) {
    this.counter =
        Counter.builder()
            .name(JobMetrics.name(name))
            .help(help)
            .labelNames(labels)
            .withoutExemplars()
            .register(JobMetrics.registry());
  }

  /** Returns the count for these values of its labels; it is exported from now on. */
  public CounterDataPoint of(String... labels) {
    return counter.labelValues(labels);
  }

  /** The labels of several metrics. */
  static final class Labels {
    static final String[] SOURCE = {"project", "source"};
    static final String[] VIEW = {"project", "view"};

    private Labels() {}
  }
}
