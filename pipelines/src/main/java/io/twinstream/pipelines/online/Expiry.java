package io.twinstream.pipelines.online;

import io.twinstream.beam.coder.ShippedView;
import io.twinstream.features.definition.View;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** The time to live of states in the store: longer than any window can see them. */
final class Expiry {
  private static final Duration MARGIN = Duration.ofDays(1);

  private Expiry() {}

  /** Empty for views with unbounded windows, whose states never expire. */
  static Optional<Duration> of(ShippedView shipped) {
    OptionalLong reach = shipped.compiled().reach();
    if (reach.isEmpty()) {
      return Optional.empty();
    }
    View view = shipped.compiled().view();
    Duration seen = Duration.ofMillis(reach.getAsLong());
    Duration ttl = view.ttl().orElse(seen);
    Duration longest = ttl.compareTo(seen) > 0 ? ttl : seen;
    return Optional.of(longest.plus(shipped.source().maxLateness()).plus(MARGIN));
  }
}
