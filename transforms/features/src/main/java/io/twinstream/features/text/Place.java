package io.twinstream.features.text;

/** The file and line of a definition; {@link #NOWHERE} for definitions built in Java. */
public record Place(String file, int line) {
  public static final Place NOWHERE = new Place("", 0);
}
