package io.twinstream.offline.models.drift;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Inputs, and what scipy computed from them. */
record Scipy(String name, double[] reference, double[] current, double[] expected) {

  /** Returns the lines of a kind. */
  static List<Scipy> all(String kind) {
    try (var in =
        new BufferedReader(
            new InputStreamReader(
                Scipy.class.getResourceAsStream("scipy.txt"), StandardCharsets.UTF_8))) {
      return in.lines()
          .filter(line -> line.startsWith(kind + " "))
          .map(line -> line.split(";"))
          .map(
              parts ->
                  new Scipy(
                      parts[0],
                      samples(parts[1].split(" ")),
                      samples(parts[2].split(" ")),
                      numbers(Arrays.copyOfRange(parts, 3, parts.length))))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** They were 32 bits wide for scipy too. */
  private static double[] samples(String[] texts) {
    return Arrays.stream(texts).mapToDouble(Float::parseFloat).toArray();
  }

  private static double[] numbers(String[] texts) {
    return Arrays.stream(texts).mapToDouble(Double::parseDouble).toArray();
  }

  long[] referenceCounts() {
    return Arrays.stream(reference).mapToLong(x -> (long) x).toArray();
  }

  long[] currentCounts() {
    return Arrays.stream(current).mapToLong(x -> (long) x).toArray();
  }

  /** Returns the distinct numbers of both, ascending. */
  double[] values() {
    return java.util.stream.DoubleStream.concat(Arrays.stream(reference), Arrays.stream(current))
        .sorted()
        .distinct()
        .toArray();
  }

  /** Returns how many of some numbers are each of the {@link #values}. */
  long[] counts(double[] numbers) {
    double[] values = values();
    long[] counts = new long[values.length];
    for (double number : numbers) {
      counts[Arrays.binarySearch(values, number)]++;
    }
    return counts;
  }

  @Override
  public String toString() {
    return name;
  }
}
