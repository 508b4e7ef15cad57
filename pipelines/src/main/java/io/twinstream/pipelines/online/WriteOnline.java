package io.twinstream.pipelines.online;

import io.twinstream.beam.coder.ShippedView;
import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.pipelines.StepReport.StatesWritten;
import io.twinstream.pipelines.metrics.MetricsEndpoint;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.StateWrite;
import io.twinstream.stores.ViewKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Distribution;
import org.apache.beam.sdk.metrics.DistributionResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Instant;

/**
 * Writes the states of one view into one generation of the online store, by compare-and-set, so
 * that a repeated bundle has no effect. Of the states of an entity within a bundle only the last is
 * written, and a bundle ends when all of its writes are acknowledged.
 *
 * <p>The output's watermark follows the written states. It has a {@link StatesWritten} for each
 * bundle that has written states.
 */
public final class WriteOnline
    extends PTransform<PCollection<KV<String, EntityState>>, PCollection<Long>> {
  private static final long serialVersionUID = 1;

  private static final String WRITTEN = "written";
  private static final String NEWEST = "newest";

  private final ShippedView view;
  private final long generation;
  private final StoreAddress store;

  private WriteOnline(ShippedView view, long generation, StoreAddress store) {
    this.view = view;
    this.generation = generation;
    this.store = store;
  }

  public static WriteOnline of(ShippedView view, Generation generation, StoreAddress store) {
    return new WriteOnline(view, generation.number(), store);
  }

  /** The address of a view in the store. */
  public static ViewKey key(ShippedView view) {
    return new ViewKey(view.project().project().name(), view.id());
  }

  /** The number of states of a view that a pipeline has written, counted by the runner. */
  public static long written(PipelineResult result, String view) {
    MetricsFilter filter =
        MetricsFilter.builder().addNameFilter(MetricNameFilter.named(view, WRITTEN)).build();
    long written = 0;
    for (MetricResult<Long> each : result.metrics().queryMetrics(filter).getCounters()) {
      written += each.getAttempted();
    }
    return written;
  }

  /** The event time of the newest event in the states of a view that a pipeline has written. */
  public static OptionalLong newest(PipelineResult result, String view) {
    MetricsFilter filter =
        MetricsFilter.builder().addNameFilter(MetricNameFilter.named(view, NEWEST)).build();
    OptionalLong newest = OptionalLong.empty();
    for (MetricResult<DistributionResult> each :
        result.metrics().queryMetrics(filter).getDistributions()) {
      DistributionResult attempted = each.getAttempted();
      if (attempted.getCount() > 0) {
        newest = OptionalLong.of(Math.max(newest.orElse(Long.MIN_VALUE), attempted.getMax()));
      }
    }
    return newest;
  }

  @Override
  public PCollection<Long> expand(PCollection<KV<String, EntityState>> states) {
    return states
        .apply("Write", ParDo.of(new WriteFn(view, generation, store)))
        .setCoder(VarLongCoder.of());
  }

  static final class WriteFn extends DoFn<KV<String, EntityState>, Long> {
    private static final long serialVersionUID = 1;

    /** The number of entities per request, and the limit of requests without a reply. */
    private static final int BATCH = 500;

    private static final int MAX_IN_FLIGHT = 8;

    private final ShippedView view;
    private final long generation;
    private final StoreAddress address;
    private final Counter written;
    private final Distribution newest;
    private transient CompiledView compiled;
    private transient Generation into;
    private transient Optional<Duration> expiry;
    private transient OnlineStore store;
    private transient Map<String, EntityState> latest;
    private transient Deque<CompletionStage<Integer>> inFlight;
    private transient long newestSent;
    private transient WriteMetrics metrics;
    private transient MetricsEndpoint endpoint;

    WriteFn(ShippedView view, long generation, StoreAddress address) {
      this.view = view;
      this.generation = generation;
      this.address = address;
      this.written = Metrics.counter(view.id(), WRITTEN);
      this.newest = Metrics.distribution(view.id(), NEWEST);
    }

    @Setup
    public void setup(PipelineOptions options) {
      compiled = view.compiled();
      into = new Generation(key(view), generation);
      expiry = Expiry.of(view);
      latest = new HashMap<>();
      inFlight = new ArrayDeque<>();
      store = address.open();
      metrics = WriteMetrics.of(view);
      endpoint = MetricsEndpoint.open(options);
    }

    @StartBundle
    public void startBundle() {
      latest.clear();
      inFlight.clear();
      newestSent = Long.MIN_VALUE;
      metrics.bundleBegins();
    }

    @ProcessElement
    public void collapse(@Element KV<String, EntityState> element, @Timestamp Instant timestamp) {
      metrics.add(timestamp);
      latest.put(element.getKey(), element.getValue());
      if (latest.size() >= BATCH) {
        send();
      }
    }

    private void send() {
      if (inFlight.size() >= MAX_IN_FLIGHT) {
        awaitOldest();
      }
      long sent = 0;
      List<StateWrite> writes = new ArrayList<>(latest.size());
      for (Map.Entry<String, EntityState> each : latest.entrySet()) {
        EntityState state = each.getValue();
        byte[] bytes = compiled.encode(state);
        sent += bytes.length;
        writes.add(StateWrite.of(each.getKey(), state.order(), state.count(), bytes));
        newestSent = Math.max(newestSent, state.newest());
      }
      written.inc(writes.size());
      metrics.sent(writes.size(), sent);
      inFlight.add(store.states().write(into, writes, expiry));
      latest.clear();
    }

    private void awaitOldest() {
      metrics.answered(Await.within(StoreAddress.ANSWERS_WITHIN, inFlight.remove()));
    }

    @FinishBundle
    public void finishBundle(FinishBundleContext context) {
      if (!latest.isEmpty()) {
        send();
      }
      boolean some = !inFlight.isEmpty();
      while (!inFlight.isEmpty()) {
        awaitOldest();
      }
      if (some) {
        metrics.bundleEnds(newestSent);
        newest.update(newestSent);
        context.output(
            new StatesWritten(newestSent).toLong(),
            BoundedWindow.TIMESTAMP_MIN_VALUE,
            GlobalWindow.INSTANCE);
      }
    }

    @Teardown
    public void teardown() {
      if (store != null) {
        store.close();
      }
      if (endpoint != null) {
        endpoint.close();
      }
    }
  }
}
