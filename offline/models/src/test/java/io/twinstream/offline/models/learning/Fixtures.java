package io.twinstream.offline.models.learning;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Rows for tests. */
public final class Fixtures {
  private Fixtures() {}

  /** {@code python/metrics.csv}: three features, the card as the group, and a score. */
  public record Scored(LabelledRows rows, double[] scores) {}

  public static Scored metrics() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("src/test/resources/python/metrics.csv"));
    int count = lines.size() - 1;
    float[] values = new float[count * 3];
    boolean[] positive = new boolean[count];
    long[] times = new long[count];
    int[] cards = new int[count];
    double[] scores = new double[count];
    for (int i = 0; i < count; i++) {
      String[] cells = lines.get(i + 1).split(",");
      cards[i] = Integer.parseInt(cells[0]);
      times[i] = Long.parseLong(cells[1]) * 86_400_000 + i;
      for (int j = 0; j < 3; j++) {
        values[i * 3 + j] = Float.parseFloat(cells[2 + j]);
      }
      positive[i] = cells[5].equals("1");
      scores[i] = Double.parseDouble(cells[6]);
    }
    return new Scored(
        new LabelledRows(List.of("a", "b", "c"), values, positive, times, cards), scores);
  }

  /** Rows of noise in which two of five features and one that is missing say something. */
  public static LabelledRows random(int count, long seed) {
    Random random = new Random(seed);
    float[] values = new float[count * 5];
    boolean[] positive = new boolean[count];
    long[] times = new long[count];
    int[] cards = new int[count];
    for (int i = 0; i < count; i++) {
      double odds = -2;
      for (int j = 0; j < 5; j++) {
        boolean missing = j > 2 && random.nextInt(4) == 0;
        float value = (float) (random.nextGaussian() * (j + 1));
        values[i * 5 + j] = missing ? Float.NaN : j == 1 ? Math.round(value) : value;
        odds += missing ? 1.5 : j < 2 ? value : 0;
      }
      positive[i] = random.nextDouble() < Logistic.probability(odds);
      times[i] = i * 3_600_000L;
      cards[i] = random.nextInt(30);
    }
    return new LabelledRows(List.of("a", "b", "c", "d", "e"), values, positive, times, cards);
  }

  public static int[] all(LabelledRows rows) {
    return IntStream.range(0, rows.size()).toArray();
  }

  /** Rows with these values and no positive ones. */
  public static LabelledRows of(List<String> features, float[] values) {
    int count = values.length / features.size();
    int[] none = new int[count];
    Arrays.fill(none, 0);
    return new LabelledRows(features, values, new boolean[count], new long[count], none);
  }
}
