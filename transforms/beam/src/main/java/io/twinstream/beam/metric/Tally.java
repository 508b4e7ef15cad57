package io.twinstream.beam.metric;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.List;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;

/**
 * A count of a step: a metric of the runner, which historical jobs read at their end, and a metric
 * of the process. It travels with its step, and counts in the process in which the step runs.
 */
public final class Tally implements Serializable {
  private static final long serialVersionUID = 1;

  private final Counter ofRunner;
  private final JobCounter kind;

  @SuppressWarnings("serial") // an immutable list
  private final List<String> labels;

  private transient CounterDataPoint ofProcess;

  private Tally(Counter ofRunner, JobCounter kind, List<String> labels) {
    this.ofRunner = ofRunner;
    this.kind = kind;
    this.labels = labels;
    count();
  }

  /**
   * Creates a count.
   *
   * @param namespace of the runner's metric
   * @param name of the runner's metric
   * @param labels of the process's metric
   */
  public static Tally of(String namespace, String name, JobCounter kind, String... labels) {
    return new Tally(Metrics.counter(namespace, name), kind, List.of(labels));
  }

  public void inc() {
    inc(1);
  }

  public void inc(long n) {
    ofRunner.inc(n);
    ofProcess.inc(n);
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    count();
  }

  private void count() {
    ofProcess = kind.of(labels.toArray(String[]::new));
  }
}
