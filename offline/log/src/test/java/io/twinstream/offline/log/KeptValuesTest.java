package io.twinstream.offline.log;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.aggregate.EventFeatures;
import io.twinstream.features.definition.Project;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import io.twinstream.features.row.RowsOfAllTypes;
import io.twinstream.features.service.CompiledService;
import io.twinstream.offline.log.history.Spine;
import io.twinstream.offline.log.history.SpineReader;
import io.twinstream.offline.log.parquet.KeptValues;
import io.twinstream.offline.log.table.FeatureTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads features of every type from the columns that a spine keeps, as a leak check does. */
class KeptValuesTest {
  private static final Project PROJECT =
      Definitions.parse(
          Map.of(
              "shop.yaml",
              """
              project: shop
              sources:
                orders:
                  topic: orders
                  event_time: time
                  event_id: id
                  fields: {id: string, user: string, time: timestamp}
              entities: {user: {key: user}}
              views:
                user_orders@1:
                  entity: user
                  source: orders
                  aggregations: [{name: count_1h, function: count, windows: 1h, hop: 1m}]
              services: {buy@1: {features: [user_orders.*]}}
              """));

  @TempDir Path folder;

  @Test
  void featuresOfEveryTypeAreReadFromKeptColumns() throws Exception {
    List<FeatureRow> rows = RowsOfAllTypes.some(100, 6);
    List<EventFeatures> written = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      String json = "{\"id\":\"%d\",\"user\":\"u\",\"time\":%d}".formatted(i, i);
      written.add(
          new EventFeatures(
              EventTableTest.event(PROJECT.source("orders"), i, json), i, 1, rows.get(i)));
    }
    List<String> names = RowsOfAllTypes.names();
    new FeatureTable(
            PROJECT.source("orders"),
            List.of("user"),
            List.of("id", "time"),
            names,
            RowsOfAllTypes.TYPES,
            Map.of())
        .writer(folder)
        .write(written);
    CompiledService service = CompiledService.of(PROJECT, PROJECT.service("buy@1"));
    Spine spine =
        SpineReader.read(Spine.Request.of(PROJECT, service, folder.toString(), "orders", false));
    Map<String, FeatureRow> read = new HashMap<>();
    spine
        .reader(1 << 20)
        .forEachEvent(
            folder.toString(),
            event -> {
              FeatureRow row = new FeatureRow(RowsOfAllTypes.TYPES);
              for (int i = 0; i < row.size(); i++) {
                int slot = spine.slot(names.get(i));
                if (event.isNull(slot)) {
                  continue;
                }
                if (row.type(i) == FeatureType.STRING) {
                  row.setText(i, event.text(slot));
                } else if (row.type(i).isBits()) {
                  row.setBits(i, event.bits(slot));
                } else {
                  KeptValues.set(row, i, event.text(slot));
                }
              }
              read.put(event.id(), row);
            });
    assertThat(read.size(), is(rows.size()));
    read.forEach((id, row) -> assertThat(row, is(rows.get(Integer.parseInt(id)))));
  }
}
