package io.twinstream.pipelines.stream;

import io.twinstream.beam.coder.ShippedView;
import io.twinstream.features.definition.Project;
import io.twinstream.pipelines.files.ReadArchive;
import io.twinstream.pipelines.kafka.BrokerOptions;
import io.twinstream.pipelines.kafka.TopicRead;
import io.twinstream.pipelines.online.Erasures;
import io.twinstream.pipelines.online.Generations;
import io.twinstream.pipelines.online.LiveView;
import io.twinstream.pipelines.online.StoreAddress;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.Progress;
import io.twinstream.stores.ReadTo;
import io.twinstream.stores.TopicPosition;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
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
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes progress on a timer, in one place per view. */
final class PublishProgressFn extends DoFn<KV<String, Long>, Void> {
  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(PublishProgress.class);
  private static final String TICK = "tick";
  private static final String WATERMARK = "watermark";
  private static final String PUBLISHED_AT = "published_at";
  private static final String WRITTEN = "written";
  private static final String LEFT = "left";
  private static final String PARTS_READ = "parts_read";
  private static final Duration EVERY = Duration.millis(250);
  private static final java.time.Duration ERASE_AGAIN_AFTER = java.time.Duration.ofSeconds(1);

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
  private final LiveView planned;
  private final Generation generation;
  private final StoreAddress address;
  private final TreeMap<String, Long> until;
  private final boolean logAppendTime;
  private final int parts;
  private final Clock clock;

  /** The planned view, or one with later beginnings. */
  private transient LiveView live;

  private transient OnlineStore store;
  private transient Proven proven;
  private transient String fingerprint;
  private transient EraseThread eraser;
  private transient boolean caughtUp;

  /** What the job would begin again with before it has a checkpoint; null until it is published. */
  private transient Long beganAt;

  PublishProgressFn(
      ShippedView view,
      LiveView live,
      StoreAddress address,
      TreeMap<String, Long> until,
      TopicRead read,
      int parts) {
    this.view = view;
    this.planned = live;
    this.generation = live.generation();
    this.address = address;
    this.until = until;
    this.logAppendTime = read.logAppendTime();
    this.clock = read.clock();
    this.parts = parts;
  }

  @Setup
  public void setup(PipelineOptions options) {
    store = address.open();
    live = planned;
    proven = new Proven(until.keySet(), logAppendTime);
    fingerprint = view.compiled().fingerprintText();
    String kafka = options.as(BrokerOptions.class).getKafka();
    eraser = new EraseThread(generation.toString(), () -> eraseAgain(kafka), ERASE_AGAIN_AFTER);
  }

  private void eraseAgain(String kafka) {
    Project project = view.project().project();
    Erasures.again(project, List.of(project.view(view.id())), kafka, store);
  }

  @ProcessElement
  public void start(
      @Element KV<String, Long> said,
      @TimerId(TICK) Timer tick,
      @TimerId(WATERMARK) Timer watermark,
      @StateId(PUBLISHED_AT) ValueState<Long> publishedAt,
      @StateId(WRITTEN) ValueState<KV<Long, Long>> written,
      @StateId(LEFT) ValueState<Boolean> left,
      @StateId(PARTS_READ) ValueState<Integer> partsRead) {
    if (said.getValue() == ReadArchive.READ_PART) {
      partsRead.write(count(partsRead) + 1);
      return;
    }
    if (said.getValue() != PublishProgress.START) {
      KV<Long, Long> before = written.read();
      long newest = before == null ? said.getValue() : Math.max(before.getValue(), said.getValue());
      written.write(KV.of(clock.millis(), newest));
      return;
    }
    watermark.withNoOutputTimestamp().set(GlobalWindow.INSTANCE.maxTimestamp());
    publish(watermark, publishedAt, written, left, count(partsRead));
    tick.withNoOutputTimestamp().offset(EVERY).setRelative();
  }

  @OnTimer(TICK)
  public void tick(
      @TimerId(TICK) Timer tick,
      @TimerId(WATERMARK) Timer watermark,
      @StateId(PUBLISHED_AT) ValueState<Long> publishedAt,
      @StateId(WRITTEN) ValueState<KV<Long, Long>> written,
      @StateId(LEFT) ValueState<Boolean> left,
      @StateId(PARTS_READ) ValueState<Integer> partsRead) {
    publish(watermark, publishedAt, written, left, count(partsRead));
    tick.withNoOutputTimestamp().offset(EVERY).setRelative();
  }

  private static int count(ValueState<Integer> partsRead) {
    Integer count = partsRead.read();
    return count == null ? 0 : count;
  }

  @OnTimer(WATERMARK)
  public void ended() {
    throw unread("topic");
  }

  private void publish(
      Timer watermark,
      ValueState<Long> publishedAt,
      ValueState<KV<Long, Long>> written,
      ValueState<Boolean> left,
      int partsRead) {
    Long last = publishedAt.read();
    long said = last == null ? Long.MIN_VALUE : last;
    boolean lost = await(store.renew(generation, fingerprint, live.eventsFrom(), said));
    if (lost) {
      LOG.error(
          "the online store has lost states of {}; they read as ERROR until they are "
              + "written again",
          generation);
      await(store.beginsAt(generation, live.first()));
      Project project = view.project().project();
      await(store.publish(project.name(), PublishProgress.model(project)));
      caughtUp = false;
    }
    // What the store lost, it may have lost of whom it erased: also if this ended meanwhile.
    boolean erased = eraser.erasedSince(await(store.lostAt(generation)));
    long known = watermark.getCurrentRelativeTime().getMillis();
    if (isArchiveRead(known) && partsRead < parts) {
      throw unread("archive");
    }
    CompletionStage<Map<String, ReadTo>> asked = store.readTo(generation);
    Map<String, TopicPosition> at = await(store.positions(generation));
    Map<String, TopicPosition> beyond = isArchiveRead(known) ? at : Map.of();
    Map<String, ReadTo> read = await(asked);
    recordBeginnings(read);
    long completeAt = proven.upTo(beyond, read, known);
    // A clock that was set back does not indicate an older copy of the store.
    long now = Math.max(clock.millis(), last == null ? Long.MIN_VALUE : last + 1);
    if (beganAt == null) {
      beganAt = last == null ? firstBegan(now) : last; // the last that its checkpoint has
    }
    long checkpointAt = Math.max(beganAt, checkpointAt(at));
    await(store.publish(generation, new Progress(known, completeAt, now, checkpointAt)));
    publishedAt.write(now);
    if (!caughtUp && erased && isArchiveRead(known) && isTopicRead(beyond)) {
      offer(written.read(), left);
    }
  }

  /** When a job without a checkpoint began; it may have failed and begun again since. */
  private long firstBegan(long now) {
    return await(store.progress(generation))
        .map(Progress::checkpointAt)
        .filter(at -> at != Long.MIN_VALUE)
        .orElse(now);
  }

  /** When the latest complete checkpoint of all partitions was taken. */
  private long checkpointAt(Map<String, TopicPosition> at) {
    return until.keySet().stream()
        .mapToLong(each -> at.containsKey(each) ? at.get(each).checkpointAt() : Long.MIN_VALUE)
        .min()
        .orElse(Long.MIN_VALUE);
  }

  /**
   * A topic does not end, and an archive does not end before all of its parts were read. They do in
   * a job that was restored from a checkpoint that was taken before a source was split, because the
   * runner then assumes that the source has no splits.
   */
  private IllegalStateException unread(String what) {
    return new IllegalStateException(
        ("%s: its %s is not read, because the checkpoint of the job was taken before it was opened;"
                + " restore a later checkpoint, or start a job without --restore")
            .formatted(generation, what));
  }

  /** Records later beginnings than planned, also again after the store lost them. */
  private void recordBeginnings(Map<String, ReadTo> read) {
    LiveView now = live.asRead(read);
    if (!now.equals(live)) {
      await(store.beginsAt(generation, now.first()));
      await(store.record(generation, now.eventsFrom()));
      live = now;
    }
  }

  /** A generation that readers do not follow yet is offered again with the next progress. */
  private void offer(KV<Long, Long> written, ValueState<Boolean> left) {
    Optional<Generation> followed = await(store.pointer(generation.view()));
    if (followed.isPresent() && followed.get().compareTo(generation) < 0) {
      boolean hides = Generations.hidesLoad(store, followed.get(), live.eventsFrom());
      if (hides != Boolean.TRUE.equals(left.read())) {
        left.write(hides);
      }
      if (written == null && !live.hasAllOf(store, followed.get())) {
        return;
      }
    }
    // If readers follow nothing, the load that they were left with was lost: it must be loaded
    // again.
    if (Boolean.TRUE.equals(left.read()) && !live.replacesLoad()) {
      if (followed.isPresent()) {
        boolean newer =
            written != null
                && Generations.lacks(store, followed.get(), written.getKey(), written.getValue());
        await(store.hides(followed.get(), newer ? Optional.of(generation) : Optional.empty()));
      }
      return;
    }
    caughtUp =
        Generations.offer(store, generation)
            .map(now -> now.compareTo(generation) >= 0)
            .orElse(false);
  }

  /** The watermark of a topic is above the minimum, also while the topic is empty. */
  private static boolean isArchiveRead(long known) {
    return known > BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();
  }

  /**
   * By positions, because the watermark of an idle topic with the producers' timestamps does not
   * advance.
   */
  private boolean isTopicRead(Map<String, TopicPosition> at) {
    return until.entrySet().stream()
        .allMatch(
            end ->
                end.getValue() == 0
                    || at.containsKey(end.getKey())
                        && at.get(end.getKey()).next() >= end.getValue());
  }

  private static <T> T await(CompletionStage<T> stage) {
    return Await.within(StoreAddress.ANSWERS_WITHIN, stage);
  }

  @Teardown
  public void teardown() {
    if (eraser != null) {
      eraser.close();
    }
    if (store != null) {
      store.close();
    }
  }
}
