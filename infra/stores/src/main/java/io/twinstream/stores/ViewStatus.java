package io.twinstream.stores;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What readers of a view follow, and how complete it is.
 *
 * @param generation the generation that the pointer names; empty if it was never moved
 * @param progress the published progress of its pipeline; empty if there is none
 * @param loaded whether a load has filled it and no pipeline writes it: it is complete as of the
 *     load
 * @param behindLive whether a live job has events of the view that readers of the load do not see
 * @param holdsAll whether a missing entity never had events. False if readers follow nothing, or a
 *     generation that lost states and does not have all of them back: then a missing entity is
 *     unknown, and the states may lack events
 * @param askedAt when the store was asked, in milliseconds since 1970; the lag is relative to this
 *     time
 */
public record ViewStatus(
    Optional<Generation> generation,
    Optional<Progress> progress,
    boolean loaded,
    boolean behindLive,
    boolean holdsAll,
    long askedAt) {

  /**
   * Returns how fresh the states are.
   *
   * @param limit how far the pipeline may be behind, in milliseconds; also how far it may be ahead,
   *     since so wrong a clock would hide as much
   */
  public Freshness freshness(long limit) {
    if (generation.isEmpty()) {
      return Freshness.UNFILLED;
    }
    if (!holdsAll) {
      return Freshness.LOST;
    }
    if (loaded) {
      return behindLive ? Freshness.BEHIND_LIVE : Freshness.LOADED;
    }
    long completeAt = progress.map(Progress::completeAt).orElse(Long.MIN_VALUE);
    if (completeAt > askedAt + limit) {
      return Freshness.CLOCKS_APART;
    }
    return completeAt < askedAt - limit ? Freshness.STALE : Freshness.FRESH;
  }

  /**
   * Returns how far the pipeline is behind, in milliseconds; empty while it has not claimed to be
   * complete.
   */
  public OptionalLong lag() {
    return progress
        .map(Progress::completeAt)
        .filter(completeAt -> completeAt != Long.MIN_VALUE)
        .map(completeAt -> OptionalLong.of(askedAt - completeAt))
        .orElse(OptionalLong.empty());
  }

  /** Returns this status with some states marked as lost. */
  ViewStatus withLost() {
    return new ViewStatus(generation, progress, loaded, behindLive, false, askedAt);
  }

  ViewStatus withBehindLive(boolean behind) {
    return new ViewStatus(generation, progress, loaded, behind, holdsAll, askedAt);
  }

  /** Creates the status of a view whose readers follow nothing. */
  static ViewStatus ofNothing(long askedAt) {
    return new ViewStatus(Optional.empty(), Optional.empty(), false, false, false, askedAt);
  }
}
