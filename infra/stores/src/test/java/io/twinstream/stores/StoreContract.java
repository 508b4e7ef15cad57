package io.twinstream.stores;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What the contracts of the parts of an {@link OnlineStore} share. */
public interface StoreContract {
  /** The store under test; the same one throughout a test. */
  OnlineStore store();

  /** A view that no other test uses; the same one throughout a test. */
  ViewKey view();

  /** Empties the store under the feet of its clients. */
  void flush();

  /** Lets at least this much time pass, as the store sees it. */
  void pass(Duration time) throws InterruptedException;

  default Generation begin() {
    return await(store().generations().begin(view(), "f1", 0));
  }

  default boolean point(Optional<Generation> expected, Generation next) {
    return await(store().generations().point(expected, next));
  }

  static <T> T await(CompletionStage<T> stage) {
    return Await.within(Duration.ofSeconds(20), stage);
  }
}
