package io.twinstream.offline.log.asof;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.definition.Project;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.service.CompiledService;
import io.twinstream.offline.log.file.Duck;
import io.twinstream.offline.log.history.Spine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A spine in a folder, and its training set. */
abstract class SpineFixture {
  static final String DEFINITIONS =
      """
      project: pay
      sources:
        pay:
          topic: pay
          event_time: time
          event_id: id
          fields: {id: string, card: string, shop: long, amount: decimal(2), time: timestamp}
          history: {format: csv}
      entities: {card: {key: card}, shop: {key: shop}}
      views:
        spend@1:
          entity: card
          source: pay
          aggregations: [{name: count_24h, function: count, windows: 24h, hop: 1m}]
        sold@1:
          entity: shop
          source: pay
          aggregations: [{name: sold_24h, function: count, windows: 24h, hop: 1m}]
      services:
        fraud@1: {features: [count_24h]}
        both@1: {features: [count_24h, sold_24h]}
      """;

  static final String TIME = "TIMESTAMPTZ '2026-03-02 00:00:00Z' AS time";

  @TempDir Path folder;

  Path spine;

  @BeforeEach
  void history() throws IOException {
    spine = Files.createDirectory(folder.resolve("spine"));
    Files.writeString(
        folder.resolve("pay.csv"),
        """
        id,card,shop,amount,time
        a,12e4,7,1.00,2026-03-01T10:00:00Z
        b,12e4,7,2.00,2026-03-01T11:00:00Z
        c,02116,8,3.00,2026-03-01T11:00:00Z
        """);
  }

  <T extends RuntimeException> String refusal(Class<T> type) {
    return assertThrows(type, () -> features("fraud@1")).getMessage();
  }

  void write(String name, String sql) {
    try (Duck duck = new Duck()) {
      Path file = spine.resolve(name + ".parquet");
      duck.run("COPY (" + sql + ") TO '" + file + "' (FORMAT parquet)");
    }
  }

  void features(String name) throws IOException {
    Project project = Definitions.parse(Map.of("pay.yaml", DEFINITIONS));
    CompiledService service = CompiledService.of(project, project.service(name));
    AsOfReader reader =
        AsOfReader.replaying(project, service, Map.of("pay", folder.resolve("pay.csv").toString()));
    Spine.Request request = SpineFeatures.request(project, service, spine.toString());
    SpineFeatures.of(project, reader, request)
        .write(name, Visibility.EXCLUSIVE, folder.resolve("out"));
  }

  List<String> query(String sql) {
    List<String> rows = new ArrayList<>();
    try (Duck duck = new Duck()) {
      duck.query(
          sql.replace("%s", "read_parquet('" + folder.resolve("out") + "/*.parquet')")
              .replace("%i", "read_parquet('" + spine + "/*.parquet')"),
          row -> {
            List<String> values = new ArrayList<>();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
              values.add(String.valueOf(row.getString(i)));
            }
            rows.add(String.join("|", values));
          });
    }
    return rows;
  }
}
