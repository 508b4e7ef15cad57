package io.twinstream.offline.log.parquet;

import io.twinstream.features.bytes.ByteReader;
import io.twinstream.features.decode.EventBuilder;
import io.twinstream.features.definition.FieldPath;
import io.twinstream.offline.log.parquet.LeafPath.ListStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.Type;

/** A column of lists or structures, from within which fields are read by their paths. */
public final class PathColumn extends NestedColumn {
  private final List<Leaf> leaves = new ArrayList<>();
  private final Map<String, List<Object>> shown = new LinkedHashMap<>();

  /**
   * A field that is read from within a column.
   *
   * @param slot of the field
   * @param path of its value; of a field that is an array, to each element
   */
  public record Target(int slot, FieldPath path) {}

  /** A leaf, with the fields that are read from it. */
  private static final class Leaf {
    private final ColumnDescriptor descriptor;
    private final CellReader reader;
    private final ParquetColumn value;
    private final List<Reading> readings = new ArrayList<>();

    Leaf(ColumnDescriptor descriptor, int more) {
      this.descriptor = descriptor;
      this.reader = new CellReader(descriptor, more);
      this.value = ParquetColumns.leaf(descriptor);
    }
  }

  /** The reading of one field in one row. */
  private static final class Reading {
    private final Target target;
    private final ListStep[] lists;
    private final int[] at;
    private final int each;
    private int elements;

    Reading(Target target, LeafPath leaf) {
      this.target = target;
      this.lists = leaf.lists().toArray(ListStep[]::new);
      this.at = new int[lists.length + 1];
      int found = -1;
      for (int i = 0; i < lists.length; i++) {
        found = lists[i].index() < 0 ? i : found;
      }
      this.each = found;
    }
  }

  /**
   * @param more how many more definition levels it is kept with
   * @throws IllegalArgumentException if a path does not fit the types of the column
   */
  public PathColumn(Type type, List<ColumnDescriptor> all, int more, List<Target> targets) {
    super(all, more);
    for (ColumnDescriptor descriptor : all) {
      leaves.add(new Leaf(descriptor, more));
    }
    for (Target target : targets) {
      LeafPath.of(type, target.path()).ifPresent(path -> add(target, path));
    }
  }

  private void add(Target target, LeafPath path) {
    for (Leaf leaf : leaves) {
      if (Arrays.asList(leaf.descriptor.getPath()).equals(path.names())) {
        if (leaf.value == null) {
          throw new IllegalArgumentException(
              "no field can be read from '%s', which is %s"
                  .formatted(target.path(), leaf.descriptor.getPrimitiveType()));
        }
        leaf.readings.add(new Reading(target, path));
      }
    }
  }

  /** Sets the fields to their values in the current row. */
  public void feed(EventBuilder builder) {
    shown.clear();
    ByteReader cells = new ByteReader(cells());
    for (Leaf leaf : leaves) {
      leaf.reader.start(cells);
      leaf.readings.forEach(reading -> reading.elements = 0);
      while (leaf.reader.next()) {
        boolean present =
            leaf.reader.getCurrentDefinitionLevel() == leaf.descriptor.getMaxDefinitionLevel();
        if (present) {
          leaf.value.load(leaf.reader);
        }
        for (Reading reading : leaf.readings) {
          read(leaf, reading, present, builder);
        }
      }
      for (Reading reading : leaf.readings) {
        endElements(reading, reading.elements, builder);
      }
    }
  }

  private void read(Leaf leaf, Reading reading, boolean present, EventBuilder builder) {
    int repetition = leaf.reader.getCurrentRepetitionLevel();
    int definition = leaf.reader.getCurrentDefinitionLevel();
    if (repetition == 0) {
      Arrays.fill(reading.at, 0);
    } else {
      reading.at[repetition - 1]++;
      Arrays.fill(reading.at, repetition, reading.at.length, 0);
    }
    for (int i = 0; i < reading.lists.length; i++) {
      ListStep list = reading.lists[i];
      if (i == reading.each && definition >= list.present()) {
        builder.startArray(reading.target.slot());
      }
      if (definition < list.element() || (list.index() >= 0 && list.index() != reading.at[i])) {
        return;
      }
      if (i == reading.each) {
        endElements(reading, reading.at[i], builder);
        reading.elements = reading.at[i] + 1;
      }
    }
    if (present) {
      int slot = reading.target.slot();
      leaf.value.feed(builder, reading.each < 0 ? slot : builder.element(slot));
      shown
          .computeIfAbsent(reading.target.path().toString(), path -> new ArrayList<>())
          .add(leaf.value.value());
    }
  }

  /** Ends elements up to a number of them. */
  private static void endElements(Reading reading, int count, EventBuilder builder) {
    if (reading.each >= 0) {
      int slot = reading.target.slot();
      while (builder.elements(slot) < count) {
        builder.endElement(slot);
      }
    }
  }

  /** Returns the values that were read in the current row, by path. */
  public Map<String, List<Object>> shown() {
    return shown;
  }
}
