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
 * Holds the live state of entities, by view and generation. Safe for use by many threads. Stages
 * complete exceptionally with a {@link StoreException} when the store cannot be reached in time,
 * and their callbacks must not block; {@link Await} waits where blocking is right.
 */
public interface OnlineStore extends AutoCloseable {

  /**
   * Begins a generation of a view. Its number is greater than that of every earlier one of the view
   * and is never used again, also when the store has been emptied in between. Readers do not see it
   * until it is {@link #point pointed} at.
   *
   * @param eventsFrom the known time, in milliseconds since 1970, from which on events are in it;
   *     {@link Long#MIN_VALUE} if that cannot be told
   */
  CompletionStage<Generation> begin(ViewKey view, long eventsFrom);

  /** Corrects from which known time on events are in a generation, once that is known. */
  CompletionStage<Void> record(Generation generation, long eventsFrom);

  /** From which known time on events are in a generation; empty if it was not begun here. */
  CompletionStage<OptionalLong> eventsFrom(Generation generation);

  /**
   * Notes where topics begin in a generation.
   *
   * @param first by {@code topic/partition}, the first offset whose record is in it
   */
  CompletionStage<Void> beginsAt(Generation generation, Map<String, Long> first);

  /** Where topics begin in a generation; empty if that was not noted, as of a load of files. */
  CompletionStage<Map<String, Long>> beginsAt(Generation generation);

  /**
   * Notes that a load, such as a backfill's, has filled a generation: it is complete as of then,
   * unless a pipeline publishes its progress in it.
   *
   * @param at milliseconds since 1970
   */
  CompletionStage<Void> loaded(Generation generation, long at);

  /** When a load has filled a generation last; empty if none has. */
  CompletionStage<OptionalLong> loadedAt(Generation generation);

  /**
   * Notes that readers of what a load has filled do not see events that a live job has in another
   * generation. A later load takes that back.
   */
  CompletionStage<Void> hides(Generation loaded, Generation live);

  /** The live generation whose events readers of a load's do not see; empty if there is none. */
  CompletionStage<Optional<Generation>> hiddenBy(Generation loaded);

  /** The generations of a view that were begun and not dropped, in the order of their numbers. */
  CompletionStage<List<Generation>> generations(ViewKey view);

  /**
   * Deletes a generation, all of its states and what it says of itself, blocking. Its number stays
   * used.
   *
   * @return how many states it had
   * @throws IllegalArgumentException if readers follow it
   */
  long drop(Generation generation);

  /** The generation that readers follow; empty before the first is pointed at. */
  CompletionStage<Optional<Generation>> pointer(ViewKey view);

  /**
   * Notes when states of a generation were lost, for the pipeline that writes it: the store knows
   * nothing of the generation, because it was emptied, or less of the pipeline's progress than was
   * published, because it came back with an older copy of its data. An unknown generation begins
   * again under its number. Until it is {@link #refilled}, a state that is not there is not known.
   *
   * @param eventsFrom as when it began
   * @param publishedAt of the pipeline's progress that was published last; {@link Long#MIN_VALUE}
   *     for none
   * @return whether states were lost since this was called last
   */
  CompletionStage<Boolean> renew(Generation generation, long eventsFrom, long publishedAt);

  /**
   * When states of a generation were noticed to be lost, in microseconds since 1970; empty if none
   * were, or they are there again.
   */
  CompletionStage<OptionalLong> lostAt(Generation generation);

  /**
   * Notes that a generation has all of its states again.
   *
   * @param lostAt what {@link #lostAt} returned before they were written
   * @return whether it has; not if states were lost once more meanwhile
   */
  CompletionStage<Boolean> refilled(Generation generation, long lostAt);

  /**
   * Makes readers follow a generation, if they still follow the expected one and it is an earlier
   * one. A generation that lost states is followed only where readers followed nothing. They do so
   * within the time for which {@link ViewStatuses} remembers a pointer.
   *
   * @param expected what {@link #pointer} said
   * @return whether readers follow {@code next} now
   */
  CompletionStage<Boolean> point(Optional<Generation> expected, Generation next);

  /**
   * Writes states by compare-and-set: of the stored state and the incoming one the greater (newest,
   * mass) stays, and the incoming one on a tie. Writing again does no harm.
   *
   * @param expiry how long after its last write a state goes; empty for never
   * @return how many of them were stored, when all of them have been answered
   */
  CompletionStage<Integer> write(
      Generation generation, List<StateWrite> writes, Optional<Duration> expiry);

  /**
   * Reads states in one round trip.
   *
   * @return one per key, in their order; null where there is none
   */
  CompletionStage<List<StoredState>> read(List<StateKey> keys);

  /**
   * Erases an entity from a view for good: from all generations that there are and will be. States
   * that are written of it later, by a replay too, are not kept.
   */
  CompletionStage<Void> erase(ViewKey view, String entity);

  /** Publishes how far the pipeline of a generation is, unconditionally: it may go down. */
  CompletionStage<Void> publish(Generation generation, Progress progress);

  /** How far the pipeline of a generation said it is; empty if it never did. */
  CompletionStage<Optional<Progress>> progress(Generation generation);

  /**
   * Publishes up to where topics are in a generation: may go down. Partitions that are not named
   * stay as they are.
   *
   * @param positions by {@code topic/partition}
   */
  CompletionStage<Void> publish(Generation generation, Map<String, TopicPosition> positions);

  /** Up to where topics are in a generation, by {@code topic/partition}. */
  CompletionStage<Map<String, TopicPosition>> positions(Generation generation);

  /**
   * Publishes how far a job has read topics: may go down. Partitions that are not named stay as
   * they are.
   *
   * @param read by {@code topic/partition}
   */
  CompletionStage<Void> publishRead(Generation generation, Map<String, ReadTo> read);

  /** How far a job has read topics, by {@code topic/partition}. */
  CompletionStage<Map<String, ReadTo>> readTo(Generation generation);

  /** Publishes the definitions that a job of the project runs with. */
  CompletionStage<Void> publish(String project, PublishedModel model);

  /** The definitions published last. */
  CompletionStage<Optional<PublishedModel>> model(String project);

  /** The definitions that the servers of a project are to serve; empty before any is applied. */
  CompletionStage<Optional<AppliedDefinitions>> applied(String project);

  /**
   * Replaces the definitions of a project, if those applied are still the ones numbered before.
   *
   * @return whether these are applied now
   */
  CompletionStage<Boolean> apply(String project, AppliedDefinitions next);

  /**
   * Visits every entity of a generation once, in no order, blocking. Entities that are written or
   * expire meanwhile may be seen or not.
   */
  void scan(Generation generation, BiConsumer<String, StoredState> visitor);

  /**
   * Lets go of the connections that there are, for others: over a connection to a machine that is
   * gone nothing may be answered for a quarter of an hour.
   */
  default void reconnect() {}

  /** Whether the store drops states for want of memory; empty if it does not let us know. */
  default CompletionStage<Optional<Eviction>> eviction() {
    return CompletableFuture.completedFuture(Optional.of(Eviction.NONE));
  }

  /**
   * Notes what the store has dropped. Unless that was noted before, all generations of the view
   * have lost states since, as {@link #renew} notes it, and stay so when the store is restarted.
   *
   * @return whether they have
   */
  default CompletionStage<Boolean> noteEviction(ViewKey view, Eviction eviction) {
    return CompletableFuture.completedFuture(false);
  }

  /** Completes when the store answers. */
  CompletionStage<Void> check();

  @Override
  void close();
}
