package io.twinstream.features.definition;

import java.io.Serializable;
import java.util.Objects;

/** A named, typed column of a source. */
public record Field(String name, FieldType type) implements Serializable {
  public Field {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
  }
}
