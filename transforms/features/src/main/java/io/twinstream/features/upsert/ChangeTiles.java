package io.twinstream.features.upsert;

import io.twinstream.features.definition.Source;

/**
 * The tiles of change time into which the versions of rows fall, of one view. All times are in
 * milliseconds.
 *
 * <p>An event time is at most the skew after the change time of its version, so the rows of a tile
 * are out of the reach of all windows once the entity's newest time is the reach and the skew
 * behind the end of the tile. A version that became known before an instant has a change time of at
 * most that instant and the skew. So what is changed later than the reach and twice the skew after
 * a version cannot matter to an instant that still sees that version.
 *
 * @param hop the length of a tile
 * @param shown how long after its change a row may still be seen
 * @param behind how many tiles behind its own a version still concerns an entity
 * @param lateness the greatest lateness of a change
 */
public record ChangeTiles(long hop, long shown, long behind, long lateness) {
  /** The number of tiles that the reach, or the lateness if that is longer, is divided into. */
  private static final int TILES = 14;

  /**
   * @param reach how long after its event time a row may be seen by some window
   */
  public static ChangeTiles of(Source source, long reach) {
    long skew = source.maxFutureSkew().toMillis();
    long lateness = source.maxLateness().toMillis();
    long shown = reach + skew;
    long hop = Math.max(1, (Math.max(shown, lateness) + TILES - 1) / TILES);
    return new ChangeTiles(hop, shown, (shown + skew) / hop + 1, lateness);
  }

  /** Returns the tile of a change time. */
  public long tile(long changeTime) {
    return Math.floorDiv(changeTime, hop);
  }

  /** Returns the first tile whose rows some window may see, as of a time. */
  long first(long time) {
    return Math.floorDiv(time - shown, hop);
  }

  /** Returns the greatest number of tiles that an entity keeps. */
  public long kept() {
    return shown / hop + 2;
  }

  /**
   * Returns how long after the newest change of an entity a change may concern it, besides the
   * lateness.
   */
  public long concern() {
    return (behind + 1) * hop;
  }

  /** Returns the watermark at which no later version concerns the entities of a tile. */
  long over(long tile) {
    return (tile + behind + 1) * hop + lateness;
  }
}
