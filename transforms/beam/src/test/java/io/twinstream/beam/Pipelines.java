package io.twinstream.beam;

import io.twinstream.beam.coder.RawRecordCoder;
import io.twinstream.beam.coder.ShippedView;
import io.twinstream.beam.packed.Packed;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.event.RawRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Instant;

/** Runs the transforms on the direct runner, and returns the output in order. */
final class Pipelines {
  static final String DEAD_LETTERS = "dead letters";

  /** With more threads, the runner spins while its workers are busy. */
  private static final PipelineOptions OPTIONS =
      PipelineOptionsFactory.fromArgs("--targetParallelism=1").create();

  private static final Map<String, Queue<Object>> COLLECTED = new ConcurrentHashMap<>();

  private Pipelines() {}

  /** A pipeline, and the elements that its collected collections had. */
  static final class Run {
    final Pipeline pipeline = Pipeline.create(OPTIONS);
    private final Map<String, String> ids = new HashMap<>();
    private PipelineResult result;

    <T> void collect(String name, PCollection<T> from) {
      String id = UUID.randomUUID().toString();
      COLLECTED.put(id, new ConcurrentLinkedQueue<>());
      ids.put(name, id);
      from.apply("Collect " + name, ParDo.of(new CollectFn<T>(id)));
    }

    void run() {
      result = pipeline.run();
      result.waitUntilFinish();
    }

    @SuppressWarnings("unchecked")
    <T> List<T> elements(String name) {
      return (List<T>) List.copyOf(COLLECTED.get(ids.get(name)));
    }

    long counter(String namespace, String name) {
      var filter =
          MetricsFilter.builder().addNameFilter(MetricNameFilter.named(namespace, name)).build();
      long sum = 0;
      for (var counter : result.metrics().queryMetrics(filter).getCounters()) {
        sum += counter.getAttempted();
      }
      return sum;
    }
  }

  static final class CollectFn<T> extends DoFn<T, Void> {
    private static final long serialVersionUID = 1;
    private final String id;

    CollectFn(String id) {
      this.id = id;
    }

    @ProcessElement
    public void collect(@Element T element) {
      COLLECTED.get(id).add(element);
    }
  }

  /** A stream of records; the watermark follows known time, or stays until the end. */
  static TestStream<RawRecord> stream(List<RawRecord> records, boolean stepWatermark) {
    TestStream.Builder<RawRecord> stream = TestStream.create(RawRecordCoder.of());
    long watermark = Long.MIN_VALUE;
    for (RawRecord record : records) {
      if (stepWatermark && record.known() > watermark) {
        watermark = record.known();
        stream = stream.advanceWatermarkTo(Instant.ofEpochMilli(watermark));
      }
      stream = stream.addElements(element(record));
    }
    return stream.advanceWatermarkToInfinity();
  }

  static TimestampedValue<RawRecord> element(RawRecord record) {
    return TimestampedValue.of(record, Instant.ofEpochMilli(record.known()));
  }

  /** Runs a stream of one source through some views, live. */
  static Run live(
      TestStream<RawRecord> stream, String source, Optional<Visibility> rows, String... views) {
    Run run = new Run();
    compute(run, run.pipeline.apply("Stream", stream), source, Mode.LIVE, rows, views);
    run.run();
    return run;
  }

  /** Runs records of one source through some views, as history. */
  static Run history(
      List<RawRecord> records, String source, Optional<Visibility> rows, String... views) {
    Run run = new Run();
    PCollection<RawRecord> created =
        run.pipeline.apply("Create", Create.of(records).withCoder(RawRecordCoder.of()));
    compute(run, created, source, Mode.HISTORY, rows, views);
    run.run();
    return run;
  }

  static ComputedFeatures compute(
      Run run,
      PCollection<RawRecord> records,
      String source,
      Mode mode,
      Optional<Visibility> rows,
      String... views) {
    PCollectionTuple decoded =
        records.apply("Decode", DecodeEvents.live(Shop.PROJECT, source, 1 << 20));
    run.collect(DEAD_LETTERS, decoded.get(DecodeEvents.DEAD_LETTERS));
    ComputedFeatures computed =
        PCollectionTuple.of(SourceTags.events(source), decoded.get(DecodeEvents.EVENTS))
            .apply(
                "Compute", ComputeFeatures.of(Shop.PROJECT, List.of(views), mode).withRows(rows));
    computed.states().forEach(run::collect);
    computed.rows().forEach((view, of) -> run.collect(rowsOf(view), of));
    collectHistory(run, computed);
    return computed;
  }

  /** Collects the rows of history under {@link #rowsOf} their view or service. */
  static void collectHistory(Run run, ComputedFeatures computed) {
    computed
        .history()
        .forEach(
            (id, of) -> {
              PCollection<byte[]> blocks = of.rows().apply("Blocks " + id, Values.create());
              run.collect(
                  rowsOf(id), Packed.of(blocks, of.coder()).unpack("Rows " + id, of.coder()));
            });
  }

  static String rowsOf(String view) {
    return "rows of " + view;
  }

  /** The last state of each entity that came out, as text. */
  static Map<String, String> finalStates(Run run, ShippedView view) {
    return finalStates(run, view.id(), view);
  }

  static Map<String, String> finalStates(Run run, String name, ShippedView view) {
    Map<String, String> last = new HashMap<>();
    for (KV<String, EntityState> each : run.<KV<String, EntityState>>elements(name)) {
      last.put(each.getKey(), Shop.text(view, each.getValue()));
    }
    return last;
  }
}
