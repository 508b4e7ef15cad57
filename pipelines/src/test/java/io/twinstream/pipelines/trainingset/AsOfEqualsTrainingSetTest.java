package io.twinstream.pipelines.trainingset;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.service.CompiledService;
import io.twinstream.offline.log.asof.AsOfReader;
import io.twinstream.offline.log.asof.SpineFeatures;
import io.twinstream.offline.log.file.HistoryFiles;
import io.twinstream.offline.log.history.HistoryCursor;
import io.twinstream.offline.log.history.HistoryReader;
import io.twinstream.offline.log.table.EventTable;
import io.twinstream.pipelines.Sql;
import io.twinstream.pipelines.job.JobMain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that features as of the past equal those of a training set, bit for bit. */
class AsOfEqualsTrainingSetTest {
  private static final String DEFINITIONS =
      """
      project: shop
      max_state_size: 1GiB
      sources:
        orders:
          topic: orders
          event_time: time
          event_id: id
          dedupe: true
          fields: {id: string, user: string, product: long, amount: decimal(2), time: timestamp}
          history: {format: csv, known: seen}
      entities: {user: {key: user}, product: {key: product}}
      views:
        user_orders@1:
          entity: user
          source: orders
          ttl: 2h
          aggregations:
            - {name: count_1h, function: count, windows: 1h, hop: 1ms}
            - {name: stddev_30m, function: stddev, field: amount, windows: 30m, hop: 1m}
            - {name: newest, function: last, field: time, windows: 1h, hop: 1ms}
        product_orders@1:
          entity: product
          source: orders
          aggregations:
            - {name: ever, function: count, windows: lifetime}
            - {name: buyers_1h, function: distinct, field: user, windows: 1h, hop: 1m}
      features:
        share: "buyers_1h > 0 ? request.amount / stddev_30m : 0.0"
      services:
        buy@1: {request: {amount: decimal(2)}, features: [product_orders.*, user_orders.*, share]}
      """;

  private static final Instant START = Instant.parse("2026-03-01T23:00:00Z");

  @TempDir Path folder;
  private Project project;

  @BeforeEach
  void files() throws Exception {
    project = Definitions.load(Files.writeString(folder.resolve("shop.yaml"), DEFINITIONS));
    Random random = new Random(3);
    StringBuilder orders = new StringBuilder("id,user,product,amount,time,seen\n");
    StringBuilder spine = new StringBuilder("id,time,user,product,amount,label\n");
    for (int i = 0; i < 1500; i++) {
      Instant time = START.plusSeconds(random.nextInt(300) * 60L);
      Instant seen = time.plusSeconds(random.nextInt(3) == 0 ? random.nextInt(120) * 60L : 0);
      String user = random.nextInt(30) == 0 ? "" : "u" + random.nextInt(10);
      String product = random.nextInt(30) == 0 ? "" : Integer.toString(random.nextInt(5) - 2);
      String amount = random.nextInt(1000) / 100.0 + "";
      String of = "o%d,%s,%s,%s,%s".formatted(i, user, product, amount, time);
      orders.append(of).append(',').append(seen).append('\n');
      if (random.nextInt(10) == 0) {
        orders.append(of).append(',').append(seen.plusSeconds(600)).append('\n');
      }
      if (random.nextInt(3) == 0) { // at an event, or 1 ms before or after
        Instant at = seen.plusMillis(random.nextInt(3) - 1);
        String id = (random.nextBoolean() ? "o" : "n") + i;
        spine.append(
            "%s,%s,%s,%s,%s,%d\n"
                .formatted(id, at, "u" + random.nextInt(12), random.nextInt(6) - 2, amount, i));
      }
    }
    Files.writeString(folder.resolve("orders.csv"), orders);
    Files.writeString(folder.resolve("spine.csv"), spine);
  }

  @Test
  void everyValueIsTheSame() throws Exception {
    Path archive = archive();
    for (Visibility rows : List.of(Visibility.EXCLUSIVE, Visibility.INCLUSIVE)) {
      String name = rows.name().toLowerCase(Locale.ROOT);
      Path job = folder.resolve("job-" + name);
      int code =
          JobMain.run(
              new TrainingSetJob(),
              "--definitions=" + folder.resolve("shop.yaml"),
              "--service=buy@1",
              "--history=orders=" + folder.resolve("orders.csv"),
              "--spine=" + folder.resolve("spine.csv"),
              "--rows=" + name,
              "--output=" + job,
              "--runner=DirectRunner");
      assertThat(code, is(0));
      for (Path history : List.of(folder.resolve("orders.csv"), archive)) {
        Path here = folder.resolve(name + "-" + history.getFileName());
        CompiledService service = CompiledService.of(project, project.service("buy@1"));
        AsOfReader reader =
            AsOfReader.replaying(project, service, Map.of("orders", history.toString()));
        String spine = folder.resolve("spine.csv").toString();
        SpineFeatures.of(project, reader, SpineFeatures.request(project, service, spine))
            .write("buy@1", rows, here);
        assertThat(differing(job, here), is(List.of()));
        assertThat(differing(here, job), is(List.of()));
      }
    }
  }

  private static List<String> differing(Path one, Path other) throws Exception {
    return Sql.rows("SELECT * FROM %s EXCEPT ALL SELECT * FROM %s".formatted(of(one), of(other)));
  }

  private static String of(Path folder) {
    return "read_parquet('" + folder + "/**/*.parquet')";
  }

  /** The same events in an archive, most of them twice. */
  private Path archive() throws Exception {
    HistoryReader reader =
        HistoryReader.of(project.source("orders"), Set.of(), EventDecoder.DEFAULT_MAX_BYTES);
    List<Event> events = new ArrayList<>();
    for (var split :
        HistoryFiles.splits(
            project.source("orders"), List.of(folder.resolve("orders.csv").toString()))) {
      try (HistoryCursor cursor = reader.open(split)) {
        for (Decoded next = cursor.next(); next != null; next = cursor.next()) {
          events.add((Event) next);
        }
      }
    }
    Path archive = folder.resolve("archive");
    var writer = EventTable.writer(archive, project.source("orders"));
    writer.write(events.subList(0, 1000));
    writer.write(events.subList(200, events.size()));
    return archive;
  }
}
