package io.twinstream.pipelines;

import io.twinstream.beam.ShippedView;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.Progress;
import java.time.Clock;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
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

/**
 * Publishes how far the states of one view in the store are: the watermark after the writes, a few
 * times a second. After a restore to an older checkpoint it says so before anything else. If asked
 * to, it makes readers follow the generation once all that the job began with is in.
 */
public final class PublishProgress extends PTransform<PCollection<Long>, PDone> {
  private static final long serialVersionUID = 1;

  private final ShippedView view;
  private final long generation;
  private final StoreAddress store;
  private final boolean movesPointer;

  private PublishProgress(
      ShippedView view, long generation, StoreAddress store, boolean movesPointer) {
    this.view = view;
    this.generation = generation;
    this.store = store;
    this.movesPointer = movesPointer;
  }

  /**
   * Publishes the progress of a generation.
   *
   * @param movesPointer whether readers are to follow the generation when its bootstrap is complete
   */
  public static PublishProgress of(
      ShippedView view, Generation generation, StoreAddress store, boolean movesPointer) {
    return new PublishProgress(view, generation.number(), store, movesPointer);
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
            ParDo.of(new PublishFn(view, generation, store, movesPointer, Clock.systemUTC())));
    return PDone.in(written.getPipeline());
  }

  static final class PublishFn extends DoFn<KV<String, Long>, Void> {
    private static final long serialVersionUID = 1;
    private static final String TICK = "tick";
    private static final String WATERMARK = "watermark";
    private static final Duration EVERY = Duration.millis(250);

    @TimerId(TICK)
    private final TimerSpec tickSpec = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

    /** Never set: it is here to be asked for the watermark. */
    @TimerId(WATERMARK)
    private final TimerSpec watermarkSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    private final ShippedView view;
    private final long generation;
    private final StoreAddress address;
    private final boolean movesPointer;
    private final Clock clock;
    private transient OnlineStore store;
    private transient boolean moved;

    PublishFn(
        ShippedView view,
        long generation,
        StoreAddress address,
        boolean movesPointer,
        Clock clock) {
      this.view = view;
      this.generation = generation;
      this.address = address;
      this.movesPointer = movesPointer;
      this.clock = clock;
    }

    @Setup
    public void setup() {
      store = address.open();
    }

    @ProcessElement
    public void start(@TimerId(TICK) Timer tick, @TimerId(WATERMARK) Timer watermark) {
      publish(watermark);
      tick.withNoOutputTimestamp().offset(EVERY).setRelative();
    }

    @OnTimer(TICK)
    public void tick(@TimerId(TICK) Timer tick, @TimerId(WATERMARK) Timer watermark) {
      publish(watermark);
      tick.withNoOutputTimestamp().offset(EVERY).setRelative();
    }

    @OnTimer(WATERMARK)
    public void never() {}

    private void publish(Timer watermark) {
      long known = watermark.getCurrentRelativeTime().getMillis();
      Generation of = new Generation(WriteOnline.key(view), generation);
      Await.within(
          StoreAddress.ANSWERS_WITHIN, store.publish(of, new Progress(known, clock.millis())));
      if (movesPointer && !moved && known > BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis()) {
        Generations.offer(store, of);
        moved = true;
      }
    }

    @Teardown
    public void teardown() {
      if (store != null) {
        store.close();
      }
    }
  }
}
