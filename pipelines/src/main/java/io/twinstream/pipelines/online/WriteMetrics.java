package io.twinstream.pipelines.online;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.twinstream.beam.coder.ShippedView;
import io.twinstream.beam.metric.JobCounter;
import io.twinstream.beam.metric.JobTiming;
import java.time.InstantSource;
import org.joda.time.Instant;

/** What a writer of states measures, bundle by bundle. Used by one thread. */
final class WriteMetrics {
  private final InstantSource clock = InstantSource.system();
  private final CounterDataPoint written;
  private final CounterDataPoint refused;
  private final CounterDataPoint bytes;
  private final DistributionDataPoint freshness;
  private final DistributionDataPoint eventAge;
  private final DistributionDataPoint write;
  private final DistributionDataPoint size;

  private long oldest;
  private long began;
  private int sent;
  private int kept;

  private WriteMetrics(String project, String view) {
    written = JobCounter.STATES_WRITTEN.of(project, view);
    refused = JobCounter.STATES_REFUSED.of(project, view);
    bytes = JobCounter.STATE_BYTES.of(project, view);
    freshness = JobTiming.FRESHNESS.of(project, view);
    eventAge = JobTiming.EVENT_AGE.of(project, view);
    write = JobTiming.WRITE.of(project, view);
    size = JobTiming.BUNDLE_STATES.of(project, view);
  }

  static WriteMetrics of(ShippedView view) {
    return new WriteMetrics(view.project().project().name(), view.id());
  }

  void bundleBegins() {
    oldest = Long.MAX_VALUE;
    sent = 0;
    kept = 0;
  }

  /**
   * Notes a state of the bundle.
   *
   * @param timestamp at most the known time of its event
   */
  void add(Instant timestamp) {
    oldest = Math.min(oldest, timestamp.getMillis());
  }

  /** Notes a request. */
  void sent(int states, long stateBytes) {
    if (sent == 0) {
      began = System.nanoTime();
    }
    sent += states;
    bytes.inc(stateBytes);
  }

  /** Notes the answer of a request: how many states the store has kept. */
  void answered(int states) {
    kept += states;
  }

  /**
   * Notes that all requests were answered.
   *
   * @param newest the time of the newest event in the states
   */
  void bundleEnds(long newest) {
    write.observe((System.nanoTime() - began) / 1e9);
    size.observe(sent);
    written.inc(kept);
    refused.inc(sent - kept);
    long now = clock.millis();
    // Requests for states again, and history, have no known time.
    if (oldest > 0 && oldest <= now) {
      freshness.observe((now - oldest) / 1e3);
      eventAge.observe(Math.max(0, now - newest) / 1e3);
    }
  }
}
