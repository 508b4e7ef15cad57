package io.twinstream.pipelines.heal;

import io.twinstream.stores.Eviction;
import java.util.Optional;
import java.util.function.Consumer;

/** Whether the store drops what is written to it: then there is no end of writing it again. */
final class Dropping {
  private final Consumer<String> log;
  private boolean logged;

  Dropping(Consumer<String> log) {
    this.log = log;
  }

  /**
   * Whether lost states are not to be written now, which is logged once for as long as it lasts.
   */
  boolean waits(Optional<Eviction> eviction, boolean lost) {
    boolean drops = eviction.map(found -> found.mayDrop() && found.evicted() > 0).orElse(false);
    boolean waits = drops && lost;
    if (waits && !logged) {
      log.accept(eviction.flatMap(Eviction::warning).orElseThrow());
    }
    logged = waits;
    return waits;
  }
}
