package io.twinstream.stores;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/**
 * Holds the states of entities by view and generation. Safe for use by many threads. Stages
 * complete exceptionally with a {@link StoreException} if the store cannot be reached in time, and
 * their callbacks must not block; {@link Await} waits where blocking is acceptable.
 */
public interface OnlineStore extends AutoCloseable {

  /**
   * Begins a generation of a view. Its number is greater than that of every earlier generation of
   * the view and is never used again, even if the store is emptied in between. Readers do not see
   * the generation until the {@link #point pointer} moves to it.
   *
   * @param fingerprint of the layout of its states, which depends on the view's definition
   * @param eventsFrom the known time, in milliseconds since 1970, from which on the generation has
   *     all events; {@link Long#MIN_VALUE} if unknown
   */
  CompletionStage<Generation> begin(ViewKey view, String fingerprint, long eventsFrom);

  /** Returns the fingerprint of a generation's states; empty if it was not begun here. */
  CompletionStage<Optional<String>> fingerprint(Generation generation);

  /** Corrects the known time from which on a generation has all events, once it is known. */
  CompletionStage<Void> record(Generation generation, long eventsFrom);

  /**
   * Returns the known time from which on a generation has all events; empty if it was not begun
   * here.
   */
  CompletionStage<OptionalLong> eventsFrom(Generation generation);

  /**
   * Records where topics begin in a generation. Partitions that are not named stay unchanged.
   *
   * @param first by {@code topic/partition}, the first offset whose record is in it
   */
  CompletionStage<Void> beginsAt(Generation generation, Map<String, Long> first);

  /**
   * Returns where topics begin in a generation; empty if that was not recorded, as for a load of
   * files.
   */
  CompletionStage<Map<String, Long>> beginsAt(Generation generation);

  /**
   * Records that a load, such as a backfill, has filled a generation: it is complete as of that
   * time, unless a pipeline publishes its progress in it.
   *
   * @param at when the load began to read what it has written, milliseconds since 1970
   * @param newest the event time of the newest event of all loads of the generation; {@link
   *     Long#MIN_VALUE} if there is none
   */
  CompletionStage<Void> loaded(Generation generation, long at, long newest);

  /** Returns when the last load of a generation began; empty if there was none. */
  CompletionStage<OptionalLong> loadedAt(Generation generation);

  /** Returns the event time of the newest loaded event; empty if there was no load. */
  CompletionStage<OptionalLong> newestLoaded(Generation generation);

  /**
   * Records whether readers of a loaded generation do not see events that a live job has in another
   * one. A later load of the generation records that they see all.
   *
   * @param live the generation with more events; empty if readers see all events
   */
  CompletionStage<Void> hides(Generation loaded, Optional<Generation> live);

  /**
   * Returns the live generation whose events readers of a loaded generation do not see; empty if
   * they see all.
   */
  CompletionStage<Optional<Generation>> hiddenBy(Generation loaded);

  /** Returns the generations of a view that were begun and not dropped, by ascending number. */
  CompletionStage<List<Generation>> generations(ViewKey view);

  /**
   * Deletes a generation with its states and all facts about it, blocking. Its number stays used.
   *
   * @return the number of deleted states
   * @throws IllegalArgumentException if readers follow it
   */
  long drop(Generation generation);

  /** Returns the generation that readers follow; empty if the pointer was never moved. */
  CompletionStage<Optional<Generation>> pointer(ViewKey view);

  /**
   * Detects and records a loss of states, for the pipeline that writes the generation. States were
   * lost if the store does not know the generation, because it was emptied, or knows an older
   * progress of the pipeline than was published, because it came back with an older copy of its
   * data. An unknown generation begins again under its number. Until it is {@link #refilled}, a
   * missing state counts as unknown.
   *
   * @param fingerprint as when it began
   * @param eventsFrom as when it began
   * @param publishedAt the {@code publishedAt} of the progress published last; {@link
   *     Long#MIN_VALUE} for none
   * @return whether states were lost since the last call
   */
  CompletionStage<Boolean> renew(
      Generation generation, String fingerprint, long eventsFrom, long publishedAt);

  /**
   * Returns when the loss of states of a generation was noticed, in microseconds since 1970; empty
   * if none were lost, or all have been written again.
   */
  CompletionStage<OptionalLong> lostAt(Generation generation);

  /**
   * Records that a generation has all of its states again.
   *
   * @param lostAt what {@link #lostAt} returned before they were written
   * @return true on success; false if more states were lost meanwhile
   */
  CompletionStage<Boolean> refilled(Generation generation, long lostAt);

  /**
   * Makes readers follow a generation, if they still follow the expected one and it is an earlier
   * one. A generation that lost states becomes the pointer's target only if readers followed none
   * before. Readers notice within the time for which they cache a pointer.
   *
   * @param expected what {@link #pointer} returned
   * @return whether readers follow {@code next} now
   */
  CompletionStage<Boolean> point(Optional<Generation> expected, Generation next);

  /**
   * Writes states by compare-and-set: of the stored and the incoming state, the one with the
   * greater version (newest, count) is kept, and the incoming one if they are equal. Writing a
   * state twice does no harm.
   *
   * @param expiry the time after its last write at which a state expires; empty for never
   * @return the number of states that were stored, once all of them have been answered
   */
  CompletionStage<Integer> write(
      Generation generation, List<StateWrite> writes, Optional<Duration> expiry);

  /**
   * Reads states in one round trip.
   *
   * @return one state per key, in the order of the keys; null for a missing state
   */
  CompletionStage<List<StoredState>> read(List<StateKey> keys);

  /**
   * Erases entities from a view permanently: from all present and future generations. States of
   * them that are written later are not kept, even by a replay.
   *
   * @param entities a few thousand at most
   */
  CompletionStage<Void> erase(ViewKey view, List<String> entities);

  /** Publishes the progress of a generation's pipeline unconditionally: it may go back. */
  CompletionStage<Void> publish(Generation generation, Progress progress);

  /** Returns the published progress of a generation's pipeline; empty if it was never published. */
  CompletionStage<Optional<Progress>> progress(Generation generation);

  /**
   * Publishes up to which offsets topics are in a generation; they may go back. Partitions that are
   * not named keep their positions.
   *
   * @param positions by {@code topic/partition}
   */
  CompletionStage<Void> publish(Generation generation, Map<String, TopicPosition> positions);

  /** Returns up to which offsets topics are in a generation, by {@code topic/partition}. */
  CompletionStage<Map<String, TopicPosition>> positions(Generation generation);

  /**
   * Records that new readers of partitions start. What earlier readers of these partitions have
   * published, or still publish, is ignored from now on.
   *
   * @param read by {@code topic/partition}, with the run of its reader
   */
  CompletionStage<Void> beginRead(Generation generation, Map<String, ReadTo> read);

  /**
   * Publishes how far a job has read topics; this may go back. Partitions that are not named stay
   * unchanged.
   *
   * @param read by {@code topic/partition}
   */
  CompletionStage<Void> publishRead(Generation generation, Map<String, ReadTo> read);

  /**
   * Returns how far the readers that started last have read topics, by {@code topic/partition}:
   * nothing where an earlier reader has published since.
   */
  CompletionStage<Map<String, ReadTo>> readTo(Generation generation);

  /** Publishes the definitions that a job of the project runs with. */
  CompletionStage<Void> publish(String project, PublishedDefinitions model);

  /** Returns the definitions that were published last. */
  CompletionStage<Optional<PublishedDefinitions>> model(String project);

  /** Returns the definitions that the servers of a project serve; empty if none were applied. */
  CompletionStage<Optional<AppliedDefinitions>> applied(String project);

  /**
   * Replaces the definitions of a project, if the applied ones still have the preceding number.
   *
   * @return whether these are applied now
   */
  CompletionStage<Boolean> apply(String project, AppliedDefinitions next);

  /**
   * Visits every entity of a generation once, in no order, blocking. Entities that are written or
   * expire meanwhile may be visited or not.
   */
  void scan(Generation generation, BiConsumer<String, StoredState> visitor);

  /**
   * Replaces the existing connections with new ones. A connection to a machine that is gone may not
   * report an error for a quarter of an hour.
   */
  default void reconnect() {}

  /**
   * Returns a number that changes before anything is answered over a new connection: then the store
   * may have been emptied, or be another one.
   */
  default long epoch() {
    return 0;
  }

  /** Returns the store's time in milliseconds since 1970; empty if the store does not reveal it. */
  CompletionStage<OptionalLong> time();

  /** Reports whether the store evicts states; empty if the store does not reveal it. */
  default CompletionStage<Optional<Eviction>> eviction() {
    return CompletableFuture.completedFuture(Optional.of(Eviction.NONE));
  }

  /**
   * Records what the store has evicted. If a run of a server has evicted other keys than the view
   * has recorded of that run, all generations of the view have lost states, as recorded by {@link
   * #renew}, and keep this note when the store is restarted. {@link #begin} records what was
   * evicted before: that is no loss of the new generation.
   *
   * @return whether it is new
   */
  CompletionStage<Boolean> noteEviction(ViewKey view, Eviction eviction);

  /** Completes when the store answers. */
  CompletionStage<Void> check();

  @Override
  void close();
}
