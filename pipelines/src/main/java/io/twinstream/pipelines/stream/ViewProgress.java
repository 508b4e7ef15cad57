package io.twinstream.pipelines.stream;

import io.twinstream.pipelines.kafka.TopicRead;
import io.twinstream.pipelines.online.LiveView;
import io.twinstream.pipelines.online.StoreAddress;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.Progress;
import io.twinstream.stores.ReadTo;
import io.twinstream.stores.TopicPosition;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;

/** Publishes how far the states of a view are. */
final class ViewProgress {
  private final OnlineStore store;
  private final Generation generation;
  private final Map<String, Long> until;
  private final Clock clock;
  private final Proven proven;

  /**
   * Whether events are held after they were read, so that positions do not show what is written.
   */
  private final boolean holds;

  /** The planned view, or one with later beginnings. */
  private LiveView live;

  /** What the job would begin again with before it has a checkpoint; null until it is published. */
  private Long beganAt;

  private boolean caughtUp;

  /**
   * @param until by {@code topic/partition}, the positions at which the view has caught up
   * @param read how the view's topic is read
   */
  ViewProgress(OnlineStore store, LiveView planned, Map<String, Long> until, TopicRead read) {
    this.store = store;
    this.generation = planned.generation();
    this.live = planned;
    this.until = until;
    this.clock = read.clock();
    this.proven = new Proven(until.keySet(), read.logAppendTime());
    this.holds = false;
  }

  /**
   * Creates the progress of a view of an enriched source.
   *
   * @param wait how much later than its known time an event is in the states, in milliseconds
   */
  ViewProgress(
      OnlineStore store, LiveView planned, Map<String, Long> until, TopicRead read, long wait) {
    this.store = store;
    this.generation = planned.generation();
    this.live = planned;
    this.until = until;
    this.clock = read.clock();
    this.proven = Proven.holding(until.keySet(), wait);
    this.holds = true;
  }

  /** The view, with the beginnings that its readers have reported. */
  LiveView live() {
    return live;
  }

  /** Reports whether the view had caught up when its progress was published last. */
  boolean hasCaughtUp() {
    return caughtUp;
  }

  /** The watermark of a topic is above the minimum, also while the topic is empty. */
  static boolean isArchiveRead(long watermark) {
    return watermark > BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();
  }

  /**
   * Publishes the progress and returns its time.
   *
   * @param watermark of the written states
   * @param last the time of the progress that the store acknowledged last; {@link Long#MIN_VALUE}
   *     for none
   */
  long publish(long watermark, long last) {
    CompletionStage<Map<String, ReadTo>> asked = store.progress().readTo(generation);
    Map<String, TopicPosition> at = await(store.progress().positions(generation));
    Map<String, TopicPosition> beyond = isArchiveRead(watermark) ? at : Map.of();
    Map<String, ReadTo> read = await(asked);
    recordBeginnings(read);
    long completeAt = proven.upTo(beyond, read, watermark);
    // A clock that was set back does not indicate an older copy of the store.
    long now = Math.max(clock.millis(), last + 1);
    if (beganAt == null) {
      beganAt = last == Long.MIN_VALUE ? firstBegan(now) : last; // the last that its checkpoint has
    }
    long checkpointAt = Math.max(beganAt, checkpointAt(at));
    await(
        store
            .progress()
            .publish(generation, new Progress(watermark, completeAt, now, checkpointAt)));
    caughtUp = isArchiveRead(watermark) && isTopicRead(beyond) && (!holds || completeAt >= beganAt);
    return now;
  }

  /** Records later beginnings than planned, also again after the store lost them. */
  private void recordBeginnings(Map<String, ReadTo> read) {
    LiveView now = live.asRead(read);
    if (!now.equals(live)) {
      await(store.progress().beginsAt(generation, now.first()));
      await(store.generations().record(generation, now.eventsFrom()));
      live = now;
    }
  }

  /** When a job without a checkpoint began; it may have failed and begun again since. */
  private long firstBegan(long now) {
    return await(store.progress().published(generation))
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
}
