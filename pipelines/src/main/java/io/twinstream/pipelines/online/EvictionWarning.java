package io.twinstream.pipelines.online;

import io.twinstream.stores.Await;
import io.twinstream.stores.Eviction;
import io.twinstream.stores.OnlineStore;
import java.io.PrintWriter;
import java.util.Optional;

/** What is said before states are written to a store that may drop them. */
public final class EvictionWarning {
  private static final String UNKNOWN =
      "it cannot be checked whether Redis drops states: it does not answer INFO; permit it"
          + " (ACL SETUSER … +info), and see to maxmemory-policy noeviction";

  private EvictionWarning() {}

  /**
   * Prints it.
   *
   * @param refuse whether a store that may drop states is not to be written to
   * @throws IllegalArgumentException if that is so
   */
  public static void print(OnlineStore store, boolean refuse, PrintWriter err) {
    Optional<Eviction> found = Await.within(StoreAddress.ANSWERS_WITHIN, store.eviction());
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
