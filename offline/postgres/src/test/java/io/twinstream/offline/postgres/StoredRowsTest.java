package io.twinstream.offline.postgres;

import static io.twinstream.offline.postgres.Orders.MINUTE;
import static io.twinstream.offline.postgres.Orders.PROJECT;
import static io.twinstream.offline.postgres.Orders.START;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.service.CompiledService;
import io.twinstream.offline.log.asof.AsOfAnswer;
import io.twinstream.offline.log.asof.AsOfQuestion;
import io.twinstream.offline.log.asof.AsOfReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Compares features of the past from a real PostgreSQL with those from the files. */
class StoredRowsTest extends ShopDatabase {

  private static final CompiledService SERVICE =
      CompiledService.of(PROJECT, PROJECT.service("buy@1"));

  @Test
  void featuresAsOfThePastAreThoseOfTheFiles() throws Exception {
    Orders.write(USERS, folder, events);
    Orders.write(SHOPS, folder, events);
    load();
    AsOfReader files = AsOfReader.logged(PROJECT, SERVICE, folder);
    AsOfReader stored = PostgresStore.of(server.address(), PROJECT).asOf(SERVICE);
    Random random = new Random(3);
    FeatureRow none = new FeatureRow(SERVICE.requestTypes());
    List<AsOfQuestion> questions = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      long at =
          i % 2 == 0
              ? START + random.nextInt(2200 * MINUTE) - 10 * MINUTE
              : events.get(random.nextInt(events.size())).known() + random.nextInt(3) - 1;
      Map<String, String> ids =
          Map.of("user", "u" + random.nextInt(13), "shop", "" + (random.nextInt(4) - 1));
      questions.add(files.question(ids, none, at));
    }
    for (Visibility visibility : List.of(Visibility.INCLUSIVE, Visibility.EXCLUSIVE)) {
      List<AsOfAnswer> expected = files.read(questions, visibility);
      assertThat(stored.read(questions, visibility), is(expected));
      long present = expected.stream().filter(answer -> answer.features().value(0) != null).count();
      assertThat(present, greaterThan(300L));
    }
    // ids that no event has
    assertThat(
        stored.read(
            files.question(Map.of("user", "'\\", "shop", "12"), none, START), Visibility.INCLUSIVE),
        is(
            files.read(
                files.question(Map.of("user", "'\\", "shop", "12"), none, START),
                Visibility.INCLUSIVE)));
  }

  @Test
  void anAsOfReadIsALookupInTheIndex() throws Exception {
    Orders.write(USERS, folder, events);
    load();
    CompiledView view = CompiledView.of(PROJECT, PROJECT.view(USERS));
    String sql =
        new StoredRows(server.address(), "shop.\"user_orders@1\"", "user", view)
            .sql(Visibility.INCLUSIVE)
            .replace("unnest(?, ?)", "unnest(ARRAY['u1'], ARRAY[" + START + "::bigint])");
    List<String> plan = new ArrayList<>();
    server.query("EXPLAIN " + sql).forEach(line -> plan.add(line.get(0)));
    assertThat(plan, hasItem(containsString("Index Scan using")));
    assertThat(
        String.join("\n", plan),
        allOf(
            containsString("Presorted Key"),
            containsString("_known <="),
            not(containsString("Seq Scan"))));
  }
}
