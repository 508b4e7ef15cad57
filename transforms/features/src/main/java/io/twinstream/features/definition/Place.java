package io.twinstream.features.definition;

/** Where in a file something is written; {@link #NOWHERE} for what was built in Java. */
record Place(String file, int line) {
  static final Place NOWHERE = new Place("", 0);
}
