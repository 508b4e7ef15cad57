package io.twinstream.offline.log.table;

import com.dynatrace.hash4j.hashing.Hashing;
import io.twinstream.features.event.Event;
import io.twinstream.features.text.Instants;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How the rows of a training set are split: {@code train} and {@code test}, and optionally {@code
 * validation} between them. Only the row itself decides which split it belongs to.
 */
public final class SplitRule implements Serializable {
  private static final long serialVersionUID = 1;

  public static final String COLUMN = "split";

  private static final String TIME = "time:";
  private static final String RANDOM = "random:";
  private static final String FORM =
      "; write time:2026-03-01, time:2026-03-01,2026-04-01 or random:0.7,0.15,0.15";

  private final boolean byTime;

  /** The ends of the splits: instants, or thresholds of a hash scaled to 0..1. */
  private final double[] ends;

  private final long seed;
  private final int slot;

  private SplitRule(boolean byTime, double[] ends, long seed, int slot) {
    this.byTime = byTime;
    this.ends = ends;
    this.seed = seed;
    this.slot = slot;
  }

  /**
   * Parses {@code time:DATE[,DATE]}, whose dates or instants begin the next split, or {@code
   * random:SHARE,SHARE[,SHARE]}.
   *
   * @param seed the seed of a random split
   * @param slot for a random split: rows with the same value in this slot are in the same split;
   *     empty for each row by itself
   * @throws IllegalArgumentException if it has neither form
   */
  public static SplitRule parse(String text, long seed, Optional<Integer> slot) {
    if (text.startsWith(TIME)) {
      String[] times = text.substring(TIME.length()).split(",");
      if (times.length > 2 || slot.isPresent()) {
        throw new IllegalArgumentException(
            slot.isPresent()
                ? "a split by time needs no field to split by"
                : "a split by time has two or three parts" + FORM);
      }
      double[] ends = Arrays.stream(times).mapToDouble(SplitRule::instant).toArray();
      requireAscending(ends, text);
      return new SplitRule(true, ends, seed, -1);
    }
    if (text.startsWith(RANDOM)) {
      return random(text, seed, slot.orElse(-1));
    }
    throw new IllegalArgumentException("unknown split: " + text + FORM);
  }

  private static SplitRule random(String text, long seed, int slot) {
    String[] shares = text.substring(RANDOM.length()).split(",");
    List<Double> ends = new ArrayList<>();
    double sum = 0;
    for (String share : shares) {
      double of;
      try {
        of = Double.parseDouble(share.strip());
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("'" + share + "' is not a share" + FORM, e);
      }
      if (!(of > 0)) {
        throw new IllegalArgumentException("a share must be above 0, not " + share);
      }
      sum += of;
      ends.add(sum);
    }
    if (Math.abs(sum - 1) > 1e-9 || shares.length < 2 || shares.length > 3) {
      throw new IllegalArgumentException("two or three shares must add up to 1: " + text);
    }
    ends.remove(ends.size() - 1);
    return new SplitRule(
        false, ends.stream().mapToDouble(Double::doubleValue).toArray(), seed, slot);
  }

  private static double instant(String text) {
    return Instants.parse(text.strip())
        .orElseThrow(
            () -> new IllegalArgumentException("'" + text + "' is not a date or an instant" + FORM))
        .toEpochMilli();
  }

  private static void requireAscending(double[] ends, String text) {
    for (int i = 1; i < ends.length; i++) {
      if (ends[i] <= ends[i - 1]) {
        throw new IllegalArgumentException("the times of a split must ascend: " + text);
      }
    }
  }

  /** Returns the names of the splits, in order. */
  public List<String> parts() {
    return ends.length == 1 ? List.of("train", "test") : List.of("train", "validation", "test");
  }

  /** Returns the index of the split of a row, given the row's event. */
  public int part(Event row) {
    double at = byTime ? row.ts() : share(row);
    int part = 0;
    while (part < ends.length && at >= ends[part]) {
      part++;
    }
    return part;
  }

  /** Returns a number that is evenly distributed over 0..1. */
  private double share(Event row) {
    var hash = Hashing.xxh3_64().hashStream().putLong(seed);
    if (slot < 0) {
      hash.putString(row.position().origin()).putLong(row.position().offset());
    } else if (row.text(slot) != null) {
      hash.putString(row.text(slot));
    } else {
      hash.putLong(row.bits(slot));
    }
    return (hash.getAsLong() >>> 11) * 0x1p-53;
  }
}
