package io.twinstream.pipelines;

import io.twinstream.beam.ShippedView;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.ProjectJson;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.Progress;
import io.twinstream.stores.PublishedModel;
import io.twinstream.stores.TopicPosition;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PDone;
import org.joda.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes how far the states of one view in the store are: the watermark after the writes, a few
 * times a second. After a restore to an older checkpoint it says so before anything else. It makes
 * readers follow the generation once it has caught up: all that the job began with is in, and of
 * the topic what it held when the first run of the job began.
 *
 * <p>It also notices that the store lost states: it was emptied, or came back with an older copy of
 * its data. It does so by the progress that was published last, which is in the checkpoints. What
 * the job goes on to write are only the entities that have events, so that readers are told nothing
 * of the others until they are there again.
 */
public final class PublishProgress extends PTransform<PCollection<Long>, PDone> {
  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(PublishProgress.class);

  private final ShippedView view;
  private final Generation generation;
  private final StoreAddress store;
  private final TreeMap<String, Long> until;
  private final long eventsFrom;

  private PublishProgress(
      ShippedView view,
      Generation generation,
      StoreAddress store,
      TreeMap<String, Long> until,
      long eventsFrom) {
    this.view = view;
    this.generation = generation;
    this.store = store;
    this.until = until;
    this.eventsFrom = eventsFrom;
  }

  /**
   * Publishes the progress of a generation.
   *
   * @param until by {@code topic/partition}, the positions at which it has caught up
   */
  public static PublishProgress of(
      ShippedView view, Generation generation, StoreAddress store, Map<String, Long> until) {
    return new PublishProgress(view, generation, store, new TreeMap<>(until), Long.MIN_VALUE);
  }

  /** The known time from which on the generation has events, if it can be told. */
  public PublishProgress withEventsFrom(long known) {
    return new PublishProgress(view, generation, store, until, known);
  }

  /** What whoever reads the store can see of the definitions that fill it. */
  static PublishedModel model(Project project) {
    return new PublishedModel(ProjectJson.write(project), ProjectJson.fingerprint(project));
  }

  @Override
  public PDone expand(PCollection<Long> written) {
    PCollection<Long> start =
        written
            .getPipeline()
            .apply(view.id() + "/Start", Create.of(0L))
            .setCoder(VarLongCoder.of());
    PCollectionList.of(start)
        .and(written)
        .apply("AfterWrites", Flatten.pCollections())
        .apply("InOnePlace", WithKeys.of(view.id()))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), VarLongCoder.of()))
        .apply(
            "Publish",
            ParDo.of(new PublishFn(view, generation, store, until, eventsFrom, Clock.systemUTC())));
    return PDone.in(written.getPipeline());
  }

  static final class PublishFn extends DoFn<KV<String, Long>, Void> {
    private static final long serialVersionUID = 1;
    private static final String TICK = "tick";
    private static final String WATERMARK = "watermark";
    private static final String PUBLISHED_AT = "published_at";
    private static final Duration EVERY = Duration.millis(250);

    @TimerId(TICK)
    private final TimerSpec tickSpec = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

    /** Of the progress that the store has acknowledged. */
    @StateId(PUBLISHED_AT)
    private final StateSpec<ValueState<Long>> publishedAtSpec = StateSpecs.value(VarLongCoder.of());

    /** Never set: it is here to be asked for the watermark. */
    @TimerId(WATERMARK)
    private final TimerSpec watermarkSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    private final ShippedView view;
    private final Generation generation;
    private final StoreAddress address;
    private final TreeMap<String, Long> until;
    private final long eventsFrom;
    private final Clock clock;
    private transient OnlineStore store;
    private transient boolean caughtUp;

    PublishFn(
        ShippedView view,
        Generation generation,
        StoreAddress address,
        TreeMap<String, Long> until,
        long eventsFrom,
        Clock clock) {
      this.view = view;
      this.generation = generation;
      this.address = address;
      this.until = until;
      this.eventsFrom = eventsFrom;
      this.clock = clock;
    }

    @Setup
    public void setup() {
      store = address.open();
    }

    @ProcessElement
    public void start(
        @TimerId(TICK) Timer tick,
        @TimerId(WATERMARK) Timer watermark,
        @StateId(PUBLISHED_AT) ValueState<Long> publishedAt) {
      publish(watermark, publishedAt);
      tick.withNoOutputTimestamp().offset(EVERY).setRelative();
    }

    @OnTimer(TICK)
    public void tick(
        @TimerId(TICK) Timer tick,
        @TimerId(WATERMARK) Timer watermark,
        @StateId(PUBLISHED_AT) ValueState<Long> publishedAt) {
      publish(watermark, publishedAt);
      tick.withNoOutputTimestamp().offset(EVERY).setRelative();
    }

    @OnTimer(WATERMARK)
    public void never() {}

    private void publish(Timer watermark, ValueState<Long> publishedAt) {
      Long last = publishedAt.read();
      if (await(store.renew(generation, eventsFrom, last == null ? Long.MIN_VALUE : last))) {
        LOG.error("the online store has lost states of {}: they have to be rebuilt", generation);
        Project project = view.project().project();
        await(store.publish(project.name(), model(project)));
        caughtUp = false;
      }
      long known = watermark.getCurrentRelativeTime().getMillis();
      Map<String, TopicPosition> at =
          isArchiveRead(known) ? await(store.positions(generation)) : Map.of();
      long now = clock.millis();
      await(store.publish(generation, new Progress(known, completeAt(at), now)));
      publishedAt.write(now);
      if (!caughtUp && isArchiveRead(known) && isTopicRead(at)) {
        // Where the store refuses it, it is offered again with the next progress.
        caughtUp =
            Generations.offer(store, generation)
                .map(followed -> followed.compareTo(generation) >= 0)
                .orElse(false);
      }
    }

    /** The least of all partitions. */
    private long completeAt(Map<String, TopicPosition> at) {
      return until.keySet().stream()
          .mapToLong(each -> at.containsKey(each) ? at.get(each).completeAt() : Long.MIN_VALUE)
          .min()
          .orElse(Long.MIN_VALUE);
    }

    /** The watermark of a topic is above the minimum, also while the topic is empty. */
    private static boolean isArchiveRead(long known) {
      return known > BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();
    }

    /** By positions: the watermark of an idle topic with the producers' times stands still. */
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
      if (store != null) {
        store.close();
      }
    }
  }
}
