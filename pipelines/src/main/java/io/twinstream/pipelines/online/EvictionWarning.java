package io.twinstream.pipelines.online;

import io.twinstream.stores.Await;
import io.twinstream.stores.Eviction;
import io.twinstream.stores.OnlineStore;
import java.io.PrintWriter;
import java.util.Optional;

/** Warns before states are written to a store that may evict them. */
public final class EvictionWarning {
  private static final String UNKNOWN =
      "cannot check whether Redis evicts states, because it refuses INFO; permit it "
          + "(ACL SETUSER … +info), or make sure that maxmemory-policy is noeviction";

  private EvictionWarning() {}

  /**
   * Prints the warning.
   *
   * @param refuse whether to refuse a store that may evict states
   * @throws IllegalArgumentException if it is refused
   */
  public static void print(OnlineStore store, boolean refuse, PrintWriter err) {
    Optional<Eviction> found = Await.within(StoreAddress.ANSWERS_WITHIN, store.losses().eviction());
    if (refuse && found.map(Eviction::mayDrop).orElse(false)) {
      throw new IllegalArgumentException(
          found.flatMap(Eviction::warning).orElseThrow() + ", or leave out --refuse-eviction");
    }
    found
        .map(Eviction::warning)
        .orElse(Optional.of(UNKNOWN))
        .ifPresent(warning -> err.println("warning: " + warning));
    err.flush();
  }
}
