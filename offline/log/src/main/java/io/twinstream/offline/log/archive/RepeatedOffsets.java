package io.twinstream.offline.log.archive;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * Ranges of offsets in which an archive has an offset more than once. They consist of whole blocks,
 * so that they are few; offsets that the archive has once are in them too.
 *
 * @param ranges by partition, the first offset of each range and the first offset after it
 */
@SuppressWarnings("serial") // maps are trees
public record RepeatedOffsets(TreeMap<Integer, TreeMap<Long, Long>> ranges)
    implements Serializable {
  /** The offsets of a block. A restored job writes some adjacent blocks again. */
  static final int BLOCK = 1 << 10;

  /** The ranges of an archive that has every offset at most once. */
  public static final RepeatedOffsets NONE = new RepeatedOffsets(new TreeMap<>());

  public RepeatedOffsets {
    TreeMap<Integer, TreeMap<Long, Long>> copy = new TreeMap<>();
    ranges.forEach((partition, each) -> copy.put(partition, new TreeMap<>(each)));
    ranges = copy;
  }

  public boolean isEmpty() {
    return ranges.isEmpty();
  }

  /** Reports whether an offset is in a range. */
  public boolean contains(int partition, long offset) {
    TreeMap<Long, Long> of = ranges.get(partition);
    Map.Entry<Long, Long> below = of == null ? null : of.floorEntry(offset);
    return below != null && offset < below.getValue();
  }

  /** Returns the first offset of the block of an offset. */
  public static long block(long offset) {
    return offset - Math.floorMod(offset, BLOCK);
  }

  /** Adds a block. The blocks of a partition are added in their order. */
  void add(int partition, long number) {
    TreeMap<Long, Long> of = ranges.computeIfAbsent(partition, id -> new TreeMap<>());
    Map.Entry<Long, Long> last = of.lastEntry();
    long first = number * BLOCK;
    boolean goesOn = last != null && last.getValue() == first;
    of.put(goesOn ? last.getKey() : first, first + BLOCK);
  }
}
