package io.twinstream.pipelines.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Generates purchases: many share an instant, some are late, some ahead of their known time, some
 * have no card, merchant, amount, items or status, and some come twice.
 */
final class Purchases {
  private static final String HEADER = "purchase,card,merchant,amount,items,status,time,known_at";
  private static final String COLUMNS =
      "purchase, card, merchant, amount, items, status, epoch_ms(time) AS time,"
          + " epoch_ms(known_at) AS known_at";

  /** Most times are multiples of it, so that many events are at the edges of others' windows. */
  private static final long STEP = 10_000;

  private final Path folder;

  private Purchases(Path folder) {
    this.folder = folder;
  }

  /** Writes the same purchases as CSV, JSON lines and Parquet. */
  static Purchases write(Path folder, long seed, int count) throws IOException, SQLException {
    Purchases purchases = new Purchases(folder);
    List<String> lines = new ArrayList<>(List.of(HEADER));
    lines.addAll(lines(new Random(seed), count));
    Files.write(purchases.csv(), lines);
    try (DuckDb duck = new DuckDb()) {
      duck.set("file", purchases.csv()).run("purchases.sql");
      duck.execute("ALTER TABLE purchases RENAME ts TO time");
      duck.execute("ALTER TABLE purchases RENAME known TO known_at");
      duck.execute("COPY purchases TO '" + purchases.json() + "' (FORMAT json)");
      duck.execute(
          ("COPY (SELECT " + COLUMNS + " FROM purchases) TO '")
              + (purchases.parquet() + "' (FORMAT parquet, ROW_GROUP_SIZE 2048)"));
    }
    return purchases;
  }

  Path csv() {
    return folder.resolve("purchases.csv");
  }

  Path json() {
    return folder.resolve("purchases.jsonl");
  }

  Path parquet() {
    return folder.resolve("purchases.parquet");
  }

  private static List<String> lines(Random random, int count) {
    List<String> lines = new ArrayList<>();
    long known = 1_699_999_200_000L; // a full hour
    for (int i = 0; i < count; i++) {
      // More than half have the instant of the one before; now and then there is a long gap.
      known += random.nextBoolean() ? 0 : STEP * random.nextInt(4);
      known += random.nextInt(500) == 0 ? STEP * random.nextInt(720) : 0;
      lines.add(line(random, i, known));
      if (random.nextInt(40) == 0) {
        String line = lines.get(random.nextInt(lines.size()));
        lines.add(line.substring(0, line.lastIndexOf(',') + 1) + known);
      }
    }
    return lines;
  }

  private static String line(Random random, int i, long known) {
    long ts =
        switch (random.nextInt(6)) {
          case 0 -> known - STEP * random.nextInt(720);
          case 1 -> known + STEP * random.nextInt(7);
          case 2 -> known - random.nextInt(60_000);
          default -> known;
        };
    return String.join(
        ",",
        // The order of ids is not that of arrival, and breaks ties in time.
        "p" + Integer.toHexString(Integer.reverse(i)),
        mostly(random, "c" + random.nextInt(25)),
        mostly(random, "m" + random.nextInt(12)),
        mostly(random, "%d.%02d".formatted(random.nextInt(500) - 20, random.nextInt(100))),
        mostly(random, "" + random.nextInt(6)),
        mostly(random, random.nextInt(3) == 0 ? "declined" : "approved"),
        "" + ts,
        "" + known);
  }

  /** The value, or an empty text in some cases. */
  private static String mostly(Random random, String value) {
    return random.nextInt(25) == 0 ? "" : value;
  }
}
