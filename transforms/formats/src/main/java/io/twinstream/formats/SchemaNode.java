package io.twinstream.formats;

import java.util.Collection;

/** A type of a schema, as the check of a source's fields sees it. */
public interface SchemaNode {
  Shape shape();

  /** Returns the type's name in its schema. */
  String type();

  /** Returns the names of the fields of an object; empty for other types. */
  Collection<String> keys();

  /** Returns the type at a key of an object; null if there is none. */
  SchemaNode key(String name);

  /** Returns the type of the elements of an array; null for other types. */
  SchemaNode element();

  /**
   * Returns the value that a record without one means, as text: it is written like this value, or
   * not at all; null if a record without it has none.
   */
  String implicit();
}
