package io.twinstream.stores.status;

import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.Progress;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What readers of a view follow, and how complete it is.
 *
 * @param generation the generation that the pointer names; empty if it was never moved
 * @param fingerprint of the layout of its states; empty if unknown
 * @param progress the published progress of its pipeline; empty if there is none
 * @param load the load that has filled it, if no pipeline writes it: it is complete as of the load
 * @param behindLive whether a live job has events of the view that readers of the load do not see
 * @param holdsAll whether a missing entity never had events. False if readers follow nothing, or a
 *     generation that lost states and does not have all of them back: then a missing entity is
 *     unknown, and the states may lack events
 * @param asked when and how the store was asked
 */
public record ViewStatus(
    Optional<Generation> generation,
    Optional<String> fingerprint,
    Optional<Progress> progress,
    Optional<Load> load,
    boolean behindLive,
    boolean holdsAll,
    Asked asked) {

  /**
   * The load that has filled a generation.
   *
   * @param at when it began to read what it has written, in milliseconds since 1970
   * @param newest the event time of the newest loaded event; {@link Long#MIN_VALUE} if unknown
   * @param number its number among the loads of a table; empty for events
   */
  public record Load(long at, long newest, OptionalLong number) {}

  /**
   * When and how the store was asked.
   *
   * @param at in milliseconds since 1970; the lag is relative to this time
   * @param clockAhead by how many milliseconds the store's clock is ahead of this process's clock,
   *     negative if it is behind; 0 if the difference is less than the answer took, or unknown
   * @param epoch the {@link OnlineStore#epoch} before the store was asked
   */
  public record Asked(long at, long clockAhead, long epoch) {}

  /**
   * Returns how fresh the states are.
   *
   * @param limit how far the pipeline may be behind, in milliseconds; also how far it may be ahead,
   *     or the store's clock differ, since so wrong a clock would hide as much. For a table, how
   *     long a load stays fresh
   */
  public Freshness freshness(long limit) {
    if (generation.isEmpty()) {
      return Freshness.UNFILLED;
    }
    if (!holdsAll) {
      return Freshness.LOST;
    }
    if (load.isPresent()) {
      if (Math.abs(asked.clockAhead) > limit) {
        return Freshness.CLOCKS_APART;
      }
      if (load.get().number().isPresent()) {
        long age = asked.at - load.get().at();
        if (age < -limit) {
          return Freshness.CLOCKS_APART;
        }
        return age > limit ? Freshness.STALE : Freshness.FRESH;
      }
      return behindLive ? Freshness.BEHIND_LIVE : Freshness.LOADED;
    }
    long completeAt = progress.map(Progress::completeAt).orElse(Long.MIN_VALUE);
    if (completeAt > asked.at + limit) {
      return Freshness.CLOCKS_APART;
    }
    return completeAt < asked.at - limit ? Freshness.STALE : Freshness.FRESH;
  }

  /** Reports whether a load has filled the generation, and no pipeline writes it. */
  public boolean loaded() {
    return load.isPresent();
  }

  /**
   * Returns how far the pipeline is behind, in milliseconds; empty while it has not claimed to be
   * complete.
   */
  public OptionalLong lag() {
    return progress
        .map(Progress::completeAt)
        .filter(completeAt -> completeAt != Long.MIN_VALUE)
        .map(completeAt -> OptionalLong.of(asked.at - completeAt))
        .orElse(OptionalLong.empty());
  }

  /**
   * Returns how old the latest complete checkpoint of the live job was when it last published its
   * progress, in milliseconds; empty if no live job fills the view, or it does not publish it.
   */
  public OptionalLong checkpointAge() {
    return progress
        .filter(said -> said.checkpointAt() != Long.MIN_VALUE)
        .map(said -> OptionalLong.of(Math.max(0, said.publishedAt() - said.checkpointAt())))
        .orElse(OptionalLong.empty());
  }

  /** Returns this status with some states marked as lost. */
  ViewStatus withLost() {
    return new ViewStatus(generation, fingerprint, progress, load, behindLive, false, asked);
  }

  /**
   * Returns this status for a time at which the store does not answer: the present progress is
   * unknown.
   */
  public ViewStatus withoutProgress(long now) {
    Asked never = notAsked(now, asked.epoch);
    return new ViewStatus(
        generation, fingerprint, Optional.empty(), Optional.empty(), false, holdsAll, never);
  }

  /** Creates the status of a view whose readers follow nothing. */
  static ViewStatus ofNothing(Asked asked) {
    return new ViewStatus(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        false,
        asked);
  }

  /**
   * Creates the status of a view whose entities read as entities without events while the store
   * does not answer.
   *
   * @param now milliseconds since 1970
   */
  public static ViewStatus ofNoAnswer(long now) {
    return new ViewStatus(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        true,
        notAsked(now, 0));
  }

  private static Asked notAsked(long now, long epoch) {
    return new Asked(now, 0, epoch);
  }
}
