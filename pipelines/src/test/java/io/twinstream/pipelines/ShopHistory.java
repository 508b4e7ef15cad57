package io.twinstream.pipelines;

import io.twinstream.pipelines.backfill.BackfillJob;
import io.twinstream.pipelines.job.JobMain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** Ten days of orders as CSV, in order of known time: some late, some twice. */
public final class ShopHistory {
  private static final String DEFINITIONS =
      """
      project: shop
      sources:
        orders:
          topic: orders
          event_time: time
          event_id: id
          dedupe: true
          fields: {id: string, user: string, shop: long, amount: decimal(2), time: timestamp}
          history: {format: csv, known: seen}
      entities: {user: {key: user}, shop: {key: shop}}
      views:
        user_orders@1:
          entity: user
          source: orders
          ttl: 2d
          aggregations:
            - {name: count_1d, function: count, windows: 1d}
            - {name: stddev_6h, function: stddev, field: amount, windows: 6h}
        shop_orders@1:
          entity: shop
          source: orders
          aggregations:
            - {name: ever, function: sum, field: amount, windows: lifetime}
            - {name: buyers_1d, function: distinct, field: user, windows: 1d}
      features:
        share: "ever > 0.0 ? request.amount / ever : 0.0"
      services:
        buy@1: {request: {amount: decimal(2)}, features: [user_orders.*, shop_orders.*, share]}
      """;

  private static final Instant START = Instant.parse("2026-03-01T05:00:00Z");

  public static final List<String> VIEWS = List.of("user_orders@1", "shop_orders@1");

  private final Path folder;
  private final List<String> lines = new ArrayList<>();

  /** In a folder, with the definitions. */
  public ShopHistory(Path folder) throws Exception {
    this.folder = folder;
    Files.writeString(folder.resolve("shop.yaml"), DEFINITIONS);
    Random random = new Random(17);
    for (int i = 0; i < 900; i++) {
      Instant time = START.plusSeconds(random.nextInt(240 * 60) * 60L);
      Instant seen = time.plusSeconds(random.nextInt(4) == 0 ? random.nextInt(20 * 60) * 60L : 0);
      String order =
          "o%d,%s,%d,%d.25,%s,"
              .formatted(i, "u" + random.nextInt(40), random.nextInt(4), random.nextInt(90), time);
      lines.add(order + seen);
      if (random.nextInt(6) == 0) { // a duplicate within a day of the event
        lines.add(order + time.plusSeconds(86_399));
      }
    }
    lines.sort(Comparator.comparing(ShopHistory::known)); // in append order
    write(lines);
  }

  public List<String> lines() {
    return lines;
  }

  /** The known time of a line. */
  public static String known(String line) {
    return line.substring(line.lastIndexOf(',') + 1);
  }

  /** Replaces the history by these orders. */
  public void write(List<String> orders) throws Exception {
    Files.writeString(
        folder.resolve("orders.csv"),
        "id,user,shop,amount,time,seen\n" + String.join("\n", orders) + "\n");
  }

  /** Runs a backfill over the history, with the direct runner, unless the options say otherwise. */
  public int backfill(BackfillJob job, String... more) {
    List<String> args = new ArrayList<>(List.of(more));
    args.add("--definitions=" + folder.resolve("shop.yaml"));
    for (String each :
        List.of("--history=orders=" + folder.resolve("orders.csv"), "--runner=DirectRunner")) {
      String name = each.substring(0, each.indexOf('='));
      if (args.stream().noneMatch(given -> given.startsWith(name + "="))) {
        args.add(each);
      }
    }
    return JobMain.run(job, args.toArray(String[]::new));
  }
}
