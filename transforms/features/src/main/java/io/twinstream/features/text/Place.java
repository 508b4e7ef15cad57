package io.twinstream.features.text;

/** Where in a file something is written; {@link #NOWHERE} for what was built in Java. */
public record Place(String file, int line) {
  public static final Place NOWHERE = new Place("", 0);
}
