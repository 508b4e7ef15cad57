package io.twinstream.serving.late;

import io.twinstream.stores.AppliedDefinitions;
import io.twinstream.stores.Eviction;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.Progress;
import io.twinstream.stores.PublishedDefinitions;
import io.twinstream.stores.ReadTo;
import io.twinstream.stores.StateKey;
import io.twinstream.stores.StateWrite;
import io.twinstream.stores.StoreException;
import io.twinstream.stores.StoredState;
import io.twinstream.stores.TopicPosition;
import io.twinstream.stores.ViewKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** An online store that may not be available yet; until it is, every call fails with the reason. */
final class LateStore implements OnlineStore {
  private volatile OnlineStore store;
  private volatile StoreException reason;
  private boolean closed;

  /**
   * @param reason why it is not available
   */
  LateStore(StoreException reason) {
    this.reason = reason;
  }

  /** Sets the last known reason why the store is not available; returns whether it is another. */
  boolean fails(StoreException because) {
    boolean other = !String.valueOf(because.getMessage()).equals(reason.getMessage());
    reason = because;
    return other;
  }

  /** Delegates to the store from now on; closes it if this is closed already. */
  synchronized void is(OnlineStore found) {
    if (closed) {
      found.close();
    }
    store = found;
  }

  private <T> CompletionStage<T> ask(Function<OnlineStore, CompletionStage<T>> call) {
    OnlineStore found = store;
    return found == null ? CompletableFuture.failedFuture(again()) : call.apply(found);
  }

  /**
   * A new exception per call, because a shared one would collect the suppressed exceptions of all.
   */
  private StoreException again() {
    return new StoreException(reason.getMessage(), reason.getCause());
  }

  private OnlineStore require() {
    OnlineStore found = store;
    if (found == null) {
      throw again();
    }
    return found;
  }

  @Override
  public CompletionStage<Generation> begin(ViewKey view, String fingerprint, long eventsFrom) {
    return ask(store -> store.begin(view, fingerprint, eventsFrom));
  }

  @Override
  public CompletionStage<Optional<String>> fingerprint(Generation generation) {
    return ask(store -> store.fingerprint(generation));
  }

  @Override
  public CompletionStage<Void> record(Generation generation, long eventsFrom) {
    return ask(store -> store.record(generation, eventsFrom));
  }

  @Override
  public CompletionStage<OptionalLong> eventsFrom(Generation generation) {
    return ask(store -> store.eventsFrom(generation));
  }

  @Override
  public CompletionStage<Void> beginsAt(Generation generation, Map<String, Long> first) {
    return ask(store -> store.beginsAt(generation, first));
  }

  @Override
  public CompletionStage<Map<String, Long>> beginsAt(Generation generation) {
    return ask(store -> store.beginsAt(generation));
  }

  @Override
  public CompletionStage<Void> loaded(Generation generation, long at, long newest) {
    return ask(store -> store.loaded(generation, at, newest));
  }

  @Override
  public CompletionStage<OptionalLong> loadedAt(Generation generation) {
    return ask(store -> store.loadedAt(generation));
  }

  @Override
  public CompletionStage<OptionalLong> newestLoaded(Generation generation) {
    return ask(store -> store.newestLoaded(generation));
  }

  @Override
  public CompletionStage<Void> hides(Generation loaded, Optional<Generation> live) {
    return ask(store -> store.hides(loaded, live));
  }

  @Override
  public CompletionStage<Optional<Generation>> hiddenBy(Generation loaded) {
    return ask(store -> store.hiddenBy(loaded));
  }

  @Override
  public CompletionStage<List<Generation>> generations(ViewKey view) {
    return ask(store -> store.generations(view));
  }

  @Override
  public CompletionStage<Optional<Generation>> pointer(ViewKey view) {
    return ask(store -> store.pointer(view));
  }

  @Override
  public CompletionStage<Boolean> renew(
      Generation generation, String fingerprint, long eventsFrom, long publishedAt) {
    return ask(store -> store.renew(generation, fingerprint, eventsFrom, publishedAt));
  }

  @Override
  public CompletionStage<OptionalLong> lostAt(Generation generation) {
    return ask(store -> store.lostAt(generation));
  }

  @Override
  public CompletionStage<Boolean> refilled(Generation generation, long lostAt) {
    return ask(store -> store.refilled(generation, lostAt));
  }

  @Override
  public CompletionStage<Boolean> point(Optional<Generation> expected, Generation next) {
    return ask(store -> store.point(expected, next));
  }

  @Override
  public CompletionStage<Integer> write(
      Generation generation, List<StateWrite> writes, Optional<Duration> expiry) {
    return ask(store -> store.write(generation, writes, expiry));
  }

  @Override
  public CompletionStage<List<StoredState>> read(List<StateKey> keys) {
    return ask(store -> store.read(keys));
  }

  @Override
  public CompletionStage<Void> erase(ViewKey view, List<String> entities) {
    return ask(store -> store.erase(view, entities));
  }

  @Override
  public CompletionStage<Void> publish(Generation generation, Progress progress) {
    return ask(store -> store.publish(generation, progress));
  }

  @Override
  public CompletionStage<Optional<Progress>> progress(Generation generation) {
    return ask(store -> store.progress(generation));
  }

  @Override
  public CompletionStage<Void> publish(
      Generation generation, Map<String, TopicPosition> positions) {
    return ask(store -> store.publish(generation, positions));
  }

  @Override
  public CompletionStage<Map<String, TopicPosition>> positions(Generation generation) {
    return ask(store -> store.positions(generation));
  }

  @Override
  public CompletionStage<Void> beginRead(Generation generation, Map<String, ReadTo> read) {
    return ask(store -> store.beginRead(generation, read));
  }

  @Override
  public CompletionStage<Void> publishRead(Generation generation, Map<String, ReadTo> read) {
    return ask(store -> store.publishRead(generation, read));
  }

  @Override
  public CompletionStage<Map<String, ReadTo>> readTo(Generation generation) {
    return ask(store -> store.readTo(generation));
  }

  @Override
  public CompletionStage<Void> publish(String project, PublishedDefinitions model) {
    return ask(store -> store.publish(project, model));
  }

  @Override
  public CompletionStage<Optional<PublishedDefinitions>> model(String project) {
    return ask(store -> store.model(project));
  }

  @Override
  public CompletionStage<Optional<AppliedDefinitions>> applied(String project) {
    return ask(store -> store.applied(project));
  }

  @Override
  public CompletionStage<Boolean> apply(String project, AppliedDefinitions next) {
    return ask(store -> store.apply(project, next));
  }

  @Override
  public long epoch() {
    OnlineStore found = store;
    return found == null ? Long.MIN_VALUE : found.epoch();
  }

  @Override
  public CompletionStage<OptionalLong> time() {
    return ask(store -> store.time());
  }

  @Override
  public CompletionStage<Optional<Eviction>> eviction() {
    return ask(store -> store.eviction());
  }

  @Override
  public CompletionStage<Boolean> noteEviction(ViewKey view, Eviction eviction) {
    return ask(store -> store.noteEviction(view, eviction));
  }

  @Override
  public CompletionStage<Void> check() {
    return ask(store -> store.check());
  }

  @Override
  public long drop(Generation generation) {
    return require().drop(generation);
  }

  @Override
  public void scan(Generation generation, BiConsumer<String, StoredState> visitor) {
    require().scan(generation, visitor);
  }

  @Override
  public void reconnect() {
    OnlineStore found = store;
    if (found != null) {
      found.reconnect();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (store != null) {
      store.close();
    }
  }
}
