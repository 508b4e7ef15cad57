package io.twinstream.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import io.twinstream.offline.log.archive.DuckDbTables;
import io.twinstream.pipelines.backfill.BackfillJob;
import io.twinstream.pipelines.job.JobMain;
import io.twinstream.pipelines.online.StoreAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackfillJobTest {
  private static final String CARDS = "card_spend@1";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"--flinkMaster=[local]", "--runner=DirectRunner"})
  void statesAreThoseOfTheAlgebra(String runner) throws Exception {
    List<Transactions.Known> records = Transactions.records(7, 1_000);
    assertThat(backfill(records, "--states=" + folder.resolve("states"), runner), is(0));
    for (String view : List.of(CARDS, "user_activity@1", "merchant_traffic@1")) {
      assertThat(
          BackfillStates.read(folder.resolve("states").resolve(view)),
          is(Expected.states(view, records)));
    }
  }

  @Test
  void rowsOfAViewAreOnePerDistinctEvent() throws Exception {
    List<Transactions.Known> records = Transactions.records(8, 500);
    Path output = folder.resolve("rows");
    Path letters = folder.resolve("letters");
    int code =
        backfill(
            records,
            "--views=" + CARDS,
            "--rows=self",
            "--pass-through=amount,status",
            "--output=" + output,
            "--dead-letters=" + letters,
            "--flinkMaster=[local]");
    assertThat(code, is(0));
    List<String> rows =
        Sql.query(
            "SELECT _event_id || ' ' || card_id || ' ' || amount || ' ' || count_24h FROM "
                + DuckDbTables.rows(output.resolve(CARDS)));
    long dead =
        Long.parseLong(Sql.query("SELECT count(*) FROM " + DuckDbTables.rows(letters)).get(0));
    List<String> expected = new ArrayList<>();
    Expected.distinct(records)
        .forEach(
            event ->
                expected.add(
                    "%s %s %d.%02d %d"
                        .formatted(
                            event.id(),
                            event.text(1),
                            event.bits(4) / 100,
                            event.bits(4) % 100,
                            Expected.knownBefore(records, event).stream()
                                    .filter(other -> other.text(1).equals(event.text(1)))
                                    .count()
                                + 1)));
    rows.sort(null);
    expected.sort(null);
    assertThat(rows, is(expected));
    assertThat(dead, is((long) records.size() - Expected.accepted(records)));
    assertThat(Files.exists(folder.resolve(".rows.incomplete")), is(false));
  }

  @Test
  @Tag("slow")
  void rowsOfAServiceHaveItsDerivedFeatures() throws Exception {
    List<Transactions.Known> records = Transactions.records(9, 300);
    Path output = folder.resolve("rows");
    int code =
        backfill(
            records,
            "--service=fraud@1",
            "--pass-through=amount",
            "--output=" + output,
            "--flinkMaster=[local]");
    assertThat(code, is(0));
    List<String> rows =
        Sql.query(
            "SELECT count(*) || ' ' || count(DISTINCT _event_id) || ' ' || count_if("
                + "amount_vs_mean IS DISTINCT FROM CASE WHEN amount_mean_24h > 0"
                + " THEN amount::double / amount_mean_24h ELSE 1 END) FROM "
                + DuckDbTables.rows(output.resolve("fraud@1")));
    int distinct = Expected.distinct(records).size();
    assertThat(rows, hasItem("%d %d 0".formatted(distinct, distinct)));
  }

  @Test
  void whatCannotBeDoneIsRefusedBeforeAnythingRuns() throws Exception {
    List<Transactions.Known> records = Transactions.records(1, 5);
    assertThat(backfill(records), is(2));
    assertThat(backfill(records, "--online"), is(2));
    assertThat(backfill(records, "--views=card_spent@1", "--output=x"), is(2));
    assertThat(backfill(records, "--rows=both", "--output=x"), is(2));
    Path full = Files.createDirectories(folder.resolve("full"));
    Files.writeString(full.resolve("file"), "x");
    assertThat(backfill(records, "--output=" + full), is(2));
  }

  private int backfill(List<Transactions.Known> records, String... more) throws Exception {
    List<String> args = new ArrayList<>();
    args.add("--definitions=" + Transactions.definitions(folder, "transactions"));
    args.add("--history=transactions=" + Transactions.write(folder, records));
    args.add("--parallelism=2");
    args.addAll(List.of(more));
    if (args.contains("--runner=DirectRunner")) {
      args.remove("--parallelism=2");
    }
    return JobMain.run(new BackfillJob(StoreAddress::redis), args.toArray(String[]::new));
  }
}
