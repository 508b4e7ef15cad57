package io.twinstream.pipelines.heal;

import io.twinstream.stores.Eviction;
import java.util.Optional;
import java.util.function.Consumer;

/** Delays the repair of lost states while the store evicts keys, because it would never end. */
final class Dropping {
  private final Consumer<String> log;
  private boolean logged;

  Dropping(Consumer<String> log) {
    this.log = log;
  }

  /** Reports whether the repair waits now. The reason is logged once per wait. */
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
