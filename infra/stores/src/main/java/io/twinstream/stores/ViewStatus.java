package io.twinstream.stores;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What readers of a view follow.
 *
 * @param generation which one is pointed at; empty before the first is
 * @param progress how far its pipeline said it is; empty if it never did
 * @param loaded whether a load has filled it and no pipeline writes it: it is complete as of then
 * @param behindLive whether a live job has events of what is loaded that readers do not see
 * @param holdsAll whether an entity that is not there was never seen; not where readers follow
 *     nothing, or a generation that lost states and has not got all of them back: then nothing is
 *     known of an entity that is not there, and the states that are there may lack events
 * @param askedAt when the store was asked, milliseconds since 1970: progress is behind as of then
 */
public record ViewStatus(
    Optional<Generation> generation,
    Optional<Progress> progress,
    boolean loaded,
    boolean behindLive,
    boolean holdsAll,
    long askedAt) {

  /**
   * How fresh the states are.
   *
   * @param limit how far the pipeline may be behind, in milliseconds; and how far ahead, since a
   *     clock that is so wrong would hide as much
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

  /** How far the pipeline is behind, in milliseconds; empty while it never said to be complete. */
  public OptionalLong lag() {
    return progress
        .map(Progress::completeAt)
        .filter(completeAt -> completeAt != Long.MIN_VALUE)
        .map(completeAt -> OptionalLong.of(askedAt - completeAt))
        .orElse(OptionalLong.empty());
  }

  /** The same, of states of which some may be lost. */
  ViewStatus withLost() {
    return new ViewStatus(generation, progress, loaded, behindLive, false, askedAt);
  }

  ViewStatus withBehindLive(boolean behind) {
    return new ViewStatus(generation, progress, loaded, behind, holdsAll, askedAt);
  }

  /** Of a view of which readers follow nothing. */
  static ViewStatus ofNothing(long askedAt) {
    return new ViewStatus(Optional.empty(), Optional.empty(), false, false, false, askedAt);
  }
}
