package io.twinstream.cli.size;

import io.twinstream.features.text.Names;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * What a deployment must handle.
 *
 * @param events events per second, by source
 * @param entities the number of entities with a state, by name of the entity
 * @param values the number of different values of a text field, by field; other fields have another
 *     value in every event
 * @param matching the share of events that each filter accepts, 0 to 1
 * @param recordBytes the mean size of a record
 * @param logs whether the live job writes its logs
 * @param reads empty if no server is needed
 */
record Demand(
    Map<String, Double> events,
    Map<String, Double> entities,
    Map<String, Double> values,
    double matching,
    double recordBytes,
    boolean logs,
    Optional<Reads> reads) {

  /**
   * What callers ask the server for.
   *
   * @param requests requests per second
   * @param rows rows of a request
   * @param service the service that they read
   */
  record Reads(double requests, double rows, String service) {}

  double events(String source) {
    return of(events, source);
  }

  double entities(String entity) {
    return of(entities, entity);
  }

  /** Returns the number for a name, or the one without a name. */
  private static double of(Map<String, Double> numbers, String name) {
    Double own = numbers.get(name);
    return own != null ? own : numbers.get("");
  }

  /**
   * Checks that the numbers of an option are for existing names.
   *
   * @throws IllegalArgumentException otherwise
   */
  static void requireKnown(
      String option, Map<String, Double> numbers, Collection<String> known, String what) {
    for (String name : numbers.keySet()) {
      if (!name.isEmpty() && !known.contains(name)) {
        throw new IllegalArgumentException(option + ": " + Names.unknown(what, name, known));
      }
    }
  }

  /**
   * Checks that the numbers of an option are for existing names, and that every name has one.
   *
   * @throws IllegalArgumentException otherwise
   */
  static void requireAll(
      String option, Map<String, Double> numbers, Collection<String> known, String what) {
    requireKnown(option, numbers, known, what);
    for (String name : known) {
      if (!numbers.containsKey("") && !numbers.containsKey(name)) {
        throw new IllegalArgumentException(
            option + " has no number for " + what + " " + name + "; add " + name + "=N, or N");
      }
    }
  }
}
