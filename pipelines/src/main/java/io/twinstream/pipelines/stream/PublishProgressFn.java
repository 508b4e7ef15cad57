package io.twinstream.pipelines.stream;

import io.twinstream.beam.coder.ShippedView;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.pipelines.StepReport;
import io.twinstream.pipelines.StepReport.PartRead;
import io.twinstream.pipelines.StepReport.StatesWritten;
import io.twinstream.pipelines.kafka.BrokerOptions;
import io.twinstream.pipelines.kafka.TopicRead;
import io.twinstream.pipelines.online.LiveView;
import io.twinstream.pipelines.online.StoreAddress;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import java.time.Duration;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;

/**
 * Keeps what steps report, in one place per view, and does on a timer what follows from it: {@link
 * LossCheck}, {@link EndedSources}, {@link ViewProgress} and {@link ReaderSwitch}, in this order.
 */
final class PublishProgressFn extends DoFn<KV<String, Long>, Void> {
  private static final long serialVersionUID = 1;
  private static final String TICK = "tick";
  private static final String WATERMARK = "watermark";
  private static final String PUBLISHED_AT = "published_at";
  private static final String WRITTEN = "written";
  private static final String LEFT = "left";
  private static final String PARTS_READ = "parts_read";
  private static final org.joda.time.Duration EVERY = org.joda.time.Duration.millis(250);

  @TimerId(TICK)
  private final TimerSpec tickSpec = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

  /** The time of the progress that the store has acknowledged. */
  @StateId(PUBLISHED_AT)
  private final StateSpec<ValueState<Long>> publishedAtSpec = StateSpecs.value(VarLongCoder.of());

  /**
   * The time of the last write of a state, and the event time of the newest event in all written
   * states; nothing while the generation is empty.
   */
  @StateId(WRITTEN)
  private final StateSpec<ValueState<KV<Long, Long>>> writtenSpec =
      StateSpecs.value(KvCoder.of(VarLongCoder.of(), VarLongCoder.of()));

  /** Whether readers were left with a load. */
  @StateId(LEFT)
  private final StateSpec<ValueState<Boolean>> leftSpec = StateSpecs.value(BooleanCoder.of());

  /** The number of parts of the archive that were read. */
  @StateId(PARTS_READ)
  private final StateSpec<ValueState<Integer>> partsReadSpec = StateSpecs.value(VarIntCoder.of());

  /** Set to the end of time, which a topic never reaches; also used to read the watermark. */
  @TimerId(WATERMARK)
  private final TimerSpec watermarkSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  private final ShippedView view;
  private final LiveView live;
  private final StoreAddress address;
  private final TreeMap<String, Long> until;
  private final TopicRead read;
  private final int parts;

  private transient OnlineStore store;
  private transient LossCheck losses;
  private transient EndedSources ended;
  private transient ViewProgress progress;
  private transient ReaderSwitch readers;

  PublishProgressFn(
      ShippedView view,
      LiveView live,
      StoreAddress address,
      TreeMap<String, Long> until,
      TopicRead read,
      int parts) {
    this.view = view;
    this.live = live;
    this.address = address;
    this.until = until;
    this.read = read;
    this.parts = parts;
  }

  @Setup
  public void setup(PipelineOptions options) {
    Generation generation = live.generation();
    store = address.open();
    losses = new LossCheck(store, view, generation, options.as(BrokerOptions.class).getKafka());
    ended = new EndedSources(generation, parts);
    Project project = view.project().project();
    Source source = view.source();
    Duration base = project.source(project.base(source.name())).maxLateness();
    progress =
        project.enriched().containsKey(source.name())
            ? new ViewProgress(
                store, live, until, read, source.maxLateness().minus(base).toMillis())
            : new ViewProgress(store, live, until, read);
    readers = new ReaderSwitch(store, generation);
  }

  @ProcessElement
  public void keep(
      @Element KV<String, Long> reported,
      @TimerId(TICK) Timer tick,
      @TimerId(WATERMARK) Timer watermark,
      @StateId(PUBLISHED_AT) ValueState<Long> publishedAt,
      @StateId(WRITTEN) ValueState<KV<Long, Long>> written,
      @StateId(LEFT) ValueState<Boolean> left,
      @StateId(PARTS_READ) ValueState<Integer> partsRead) {
    StepReport report = StepReport.ofLong(reported.getValue());
    if (report instanceof PartRead) {
      partsRead.write(count(partsRead) + 1);
    } else if (report instanceof StatesWritten states) {
      KV<Long, Long> before = written.read();
      long newest = before == null ? states.newest() : Math.max(before.getValue(), states.newest());
      written.write(KV.of(read.clock().millis(), newest));
    } else {
      watermark.withNoOutputTimestamp().set(GlobalWindow.INSTANCE.maxTimestamp());
      tick(tick, watermark, publishedAt, written, left, partsRead);
    }
  }

  private static int count(ValueState<Integer> partsRead) {
    Integer count = partsRead.read();
    return count == null ? 0 : count;
  }

  @OnTimer(TICK)
  public void tick(
      @TimerId(TICK) Timer tick,
      @TimerId(WATERMARK) Timer watermark,
      @StateId(PUBLISHED_AT) ValueState<Long> publishedAt,
      @StateId(WRITTEN) ValueState<KV<Long, Long>> written,
      @StateId(LEFT) ValueState<Boolean> left,
      @StateId(PARTS_READ) ValueState<Integer> partsRead) {
    Long acknowledged = publishedAt.read();
    long last = acknowledged == null ? Long.MIN_VALUE : acknowledged;
    if (losses.lost(progress.live(), last)) {
      readers.reset();
    }
    boolean erased = losses.hasErasures();
    long known = watermark.getCurrentRelativeTime().getMillis();
    if (ViewProgress.isArchiveRead(known)) {
      ended.requireArchive(count(partsRead));
    }
    publishedAt.write(progress.publish(known, last));
    if (!readers.isDone() && erased && progress.hasCaughtUp()) {
      readers.offer(progress.live(), written.read(), left);
    }
    tick.withNoOutputTimestamp().offset(EVERY).setRelative();
  }

  @OnTimer(WATERMARK)
  public void topicEnded() {
    throw ended.unreadTopic();
  }

  @Teardown
  public void teardown() {
    if (losses != null) {
      losses.close();
    }
    if (store != null) {
      store.close();
    }
  }
}
