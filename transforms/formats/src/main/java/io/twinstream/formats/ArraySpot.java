package io.twinstream.formats;

import io.twinstream.features.decode.EventBuilder;
import io.twinstream.features.decode.RecordPaths;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** An array in a record. */
public final class ArraySpot {
  private final EventBuilder builder;
  private final Spot spot;
  private final Unfit unfit;

  /** The slots of the arrays that are fields or have an element per element here. */
  private final int[] arrays;

  /** The slots of the elements of arrays that are fields. */
  private final int[] elements;

  private final int indexes;

  /** Creates the array at a place. */
  public ArraySpot(Spot spot) {
    this.builder = spot.builder();
    this.spot = spot;
    List<Unfit.One> wrong = new ArrayList<>();
    List<Integer> whole = new ArrayList<>();
    List<Integer> all = new ArrayList<>();
    int most = 0;
    for (RecordPaths at : spot.paths()) {
      Unfit.add(wrong, at.ofKeys(), "'" + at.path() + "' is not an object");
      for (int slot : at.slots()) {
        if (builder.isArray(slot)) {
          whole.add(slot);
        } else {
          Unfit.add(wrong, new int[] {slot}, "an array");
        }
      }
      IntStream.of(at.collected()).forEach(all::add);
      most = Math.max(most, at.indexes());
    }
    Unfit.add(wrong, spot.elements(), "an array");
    all.addAll(0, whole);
    this.unfit = new Unfit(builder, wrong);
    this.arrays = all.stream().mapToInt(Integer::intValue).toArray();
    this.elements = whole.stream().mapToInt(builder::element).toArray();
    this.indexes = most;
  }

  /** Returns the number of elements that may be read differently from all that follow. */
  public int indexes() {
    return indexes;
  }

  /** Returns the place of an element; all from {@link #indexes} on are alike. */
  public Spot element(int index) {
    return spot.element(index, elements);
  }

  /** Returns what is wrong with an array here. */
  public Unfit unfit() {
    return unfit;
  }

  /** Returns the fields that are arrays with elements from here. */
  public int[] fields() {
    return arrays.clone();
  }

  /** Begins the array of a record. */
  public void start() {
    unfit.report();
    for (int slot : arrays) {
      builder.startArray(slot);
    }
  }

  /** Ends an element. */
  public void endElement() {
    for (int slot : arrays) {
      builder.endElement(slot);
    }
  }
}
