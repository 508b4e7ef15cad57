package io.twinstream.formats;

import io.twinstream.features.decode.EventBuilder;
import io.twinstream.features.decode.RecordPaths;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A place in a record at which a reader finds a value: the fields that are read from it, or from
 * within it. It gives a value of each shape the meaning that it has in JSON.
 */
public final class Spot {
  private final EventBuilder builder;
  private final List<RecordPaths> paths;

  /** Slots of elements of arrays that are fields, where the value here is an element. */
  private final int[] elements;

  private Spot(EventBuilder builder, List<RecordPaths> paths, int[] elements) {
    this.builder = builder;
    this.paths = paths;
    this.elements = elements;
  }

  /** Returns the place of a record itself. */
  public static Spot root(EventBuilder builder) {
    return new Spot(builder, List.of(builder.paths()), new int[0]);
  }

  /** Reports whether nothing is read from here, so that the value can be skipped. */
  public boolean isEmpty() {
    return paths.isEmpty() && elements.length == 0;
  }

  /** Returns the path to here, for messages. */
  public String path() {
    return paths.isEmpty() ? "" : paths.get(0).path();
  }

  /** Returns the slots that a scalar here is set at. */
  public int[] slots() {
    return IntStream.concat(
            paths.stream().flatMapToInt(at -> IntStream.of(at.slots())), IntStream.of(elements))
        .toArray();
  }

  /** Returns the keys of an object here that are read. */
  public Set<String> keys() {
    Set<String> keys = new LinkedHashSet<>();
    paths.forEach(at -> keys.addAll(at.keys()));
    return keys;
  }

  /** Returns the value at a key of an object here. */
  public Spot key(String key) {
    List<RecordPaths> found = new ArrayList<>();
    for (RecordPaths at : paths) {
      RecordPaths next = at.key(key);
      if (next != null) {
        found.add(next);
      }
    }
    return new Spot(builder, found, new int[0]);
  }

  EventBuilder builder() {
    return builder;
  }

  List<RecordPaths> paths() {
    return paths;
  }

  int[] elements() {
    return elements;
  }

  Spot element(int index, int[] arrays) {
    List<RecordPaths> found = new ArrayList<>();
    paths.forEach(at -> found.addAll(at.element(index)));
    return new Spot(builder, found, arrays);
  }

  /** Returns what is wrong with a scalar here. */
  public Unfit whenScalar() {
    List<Unfit.One> found = new ArrayList<>();
    for (RecordPaths at : paths) {
      Unfit.add(found, at.ofKeys(), "'" + at.path() + "' is not an object");
      Unfit.add(found, at.ofElements(), "'" + at.path() + "' is not an array");
    }
    return new Unfit(builder, found);
  }

  /** Returns what is wrong with an object here. */
  public Unfit whenObject() {
    List<Unfit.One> found = new ArrayList<>();
    for (RecordPaths at : paths) {
      Unfit.add(found, at.ofElements(), "'" + at.path() + "' is not an array");
      Unfit.add(found, at.slots(), "an object");
    }
    Unfit.add(found, elements, "an object");
    return new Unfit(builder, found);
  }
}
