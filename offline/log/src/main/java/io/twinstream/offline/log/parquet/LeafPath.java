package io.twinstream.offline.log.parquet;

import io.twinstream.features.definition.FieldPath;
import io.twinstream.features.definition.FieldPath.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapKeyValueTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;

/**
 * The leaf of a column that a path leads to.
 *
 * @param names the names of the types down to the leaf
 * @param lists the lists on the way, outermost first
 */
record LeafPath(List<String> names, List<ListStep> lists) {
  /**
   * A list on the way.
   *
   * @param present the least definition level at which the list is not null
   * @param element the least definition level at which it has an element
   * @param index the index of the element; -1 for each
   */
  record ListStep(int present, int element, int index) {}

  /**
   * Follows a path through the types of a column.
   *
   * @return empty if a structure on the way does not have the key
   * @throws IllegalArgumentException if the path leads through a value, or ends at a structure
   */
  static Optional<LeafPath> of(Type column, FieldPath path) {
    Walk walk = new Walk(column);
    for (Step step : path.steps().subList(1, path.steps().size())) {
      if (!(step.isKey() ? walk.key(step.key()) : walk.element(step.index()))) {
        return Optional.empty();
      }
    }
    if (!walk.at.isPrimitive()) {
      throw new IllegalArgumentException(
          "'" + String.join(".", walk.names) + "' has parts: " + walk.at.toString().strip());
    } else if (walk.repeated) {
      throw new IllegalArgumentException("'" + String.join(".", walk.names) + "' is a list");
    }
    return Optional.of(new LeafPath(walk.names, walk.lists));
  }

  /** A place on the way, with the definition level at which it is not null. */
  private static final class Walk {
    private final List<String> names = new ArrayList<>();
    private final List<ListStep> lists = new ArrayList<>();
    private Type at;
    private int definition;

    /** Whether {@link #at} is repeated by itself, and no element of it was chosen. */
    private boolean repeated;

    Walk(Type column) {
      enter(column);
    }

    private void enter(Type type) {
      at = type;
      names.add(type.getName());
      repeated = type.isRepetition(Repetition.REPEATED);
      definition += type.isRepetition(Repetition.OPTIONAL) ? 1 : 0;
    }

    boolean key(String key) {
      if (at.isPrimitive() || repeated || isList() || isMap()) {
        throw new IllegalArgumentException(
            "'" + String.join(".", names) + "' is not a structure: " + at.toString().strip());
      }
      if (!at.asGroupType().containsField(key)) {
        return false;
      }
      enter(at.asGroupType().getType(key));
      return true;
    }

    boolean element(int index) {
      if (repeated) {
        lists.add(new ListStep(definition, definition + 1, index));
        definition++;
        repeated = false;
        return true;
      }
      if (!isList()) {
        throw new IllegalArgumentException(
            "'" + String.join(".", names) + "' is not a list: " + at.toString().strip());
      }
      Type entry = at.asGroupType().getType(0);
      lists.add(new ListStep(definition, definition + 1, index));
      definition++;
      names.add(entry.getName());
      at = entry;
      if (!isElement(entry)) {
        Type element = entry.asGroupType().getType(0);
        enter(element);
      }
      return true;
    }

    /** Old writers leave out the level between a list and its elements. */
    private static boolean isElement(Type entry) {
      if (entry.isPrimitive()) {
        return true;
      }
      GroupType group = entry.asGroupType();
      return group.getFieldCount() > 1
          || group.getName().equals("array")
          || group.getName().endsWith("_tuple");
    }

    private boolean isList() {
      return at.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation
          && at.asGroupType().getFieldCount() == 1
          && at.asGroupType().getType(0).isRepetition(Repetition.REPEATED);
    }

    private boolean isMap() {
      return at.getLogicalTypeAnnotation() instanceof MapLogicalTypeAnnotation
          || at.getLogicalTypeAnnotation() instanceof MapKeyValueTypeAnnotation;
    }
  }
}
