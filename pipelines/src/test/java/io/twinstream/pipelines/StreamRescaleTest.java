package io.twinstream.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.load.Definitions;
import io.twinstream.offline.log.archive.AccountingReader;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.Progress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests a live job with all optional parts, restored with another parallelism. */
@Tag("slow")
class StreamRescaleTest extends LiveJobFixture {
  private static final int PARTITIONS = 3;

  @Test
  void aJobIsRestoredWithAnyParallelism() throws Exception {
    List<Transactions.Known> records = Transactions.records(21, 3_000);
    begin(PARTITIONS);
    String letters = topic + "-dead";
    stack.broker().createTopic(letters, 1, Map.of());
    Path earlier = folder.resolve("earlier");
    send(records.subList(0, 500), PARTITIONS);
    assertThat(stream("--output=" + earlier, "--log-seconds=1"), is(0));
    AccountingReader reader =
        AccountingReader.of(
            Definitions.load(definitions),
            earlier.resolve("events/transactions"),
            earlier.resolve("dead_letters"));
    awaitTrue(() -> reader.read("transactions", OptionalLong.of(500)).holds());
    stack.flink().cancel(stack.flink().running().get(0));

    List<String> all =
        List.of(
            "--output=" + folder.resolve("logs"),
            "--log-seconds=1",
            "--as-served",
            "--dead-letter-topic=" + letters);
    assertThat(stream(with(all, "--bootstrap=" + earlier, "--parallelism=2")), is(0));
    int sent = 1_000;
    send(records.subList(500, sent), PARTITIONS);
    awaitStates(records.subList(0, sent));
    for (int parallelism : List.of(1, 2, 2, 1)) {
      int from = sent;
      sent += 500;
      restore(records, from, sent, with(all, "--parallelism=" + parallelism));
    }
  }

  @Test
  void aJobThatWasBegunWithOneSubtaskIsRestoredWithMore() throws Exception {
    List<Transactions.Known> records = Transactions.records(22, 1_000);
    begin(PARTITIONS);
    send(records.subList(0, 500), PARTITIONS);
    assertThat(stream("--parallelism=1"), is(0));
    awaitStates(records.subList(0, 500));
    restore(records, 500, 1_000, "--parallelism=2");
  }

  /**
   * Sends records while the job is stopped, and checks that states and progress continue after the
   * restore.
   */
  private void restore(List<Transactions.Known> records, int from, int to, String... options)
      throws Exception {
    JobID job = stack.flink().running().get(0);
    stack.flink().checkpoint(job);
    stack.flink().cancel(job);
    Generation generation = Expected.followed(stack.store(), CARDS);
    long known = progress().known();
    send(records.subList(from, to), PARTITIONS);
    long sent = Clock.systemUTC().millis();
    assertThat(stream(with(List.of("--restore=latest"), options)), is(0));
    awaitStates(records.subList(0, to));
    awaitTrue(() -> progress().completeAt() > sent && progress().known() > known);
    assertThat(progress().completeAt(), is(greaterThan(sent)));
    assertThat(progress().known(), is(greaterThan(known)));
    assertThat(Expected.followed(stack.store(), CARDS), is(generation));
  }

  private static String[] with(List<String> options, String... more) {
    List<String> args = new ArrayList<>(options);
    args.addAll(List.of(more));
    return args.toArray(String[]::new);
  }

  private void awaitStates(List<Transactions.Known> records) throws Exception {
    Map<String, String> expected = Expected.states(CARDS, records);
    assertThat(Expected.awaitStored(stack.store(), CARDS, expected, SOON), is(expected));
  }

  private Progress progress() {
    Generation followed = Expected.followed(stack.store(), CARDS);
    return Await.within(SOON, stack.store().progress().published(followed)).orElseThrow();
  }
}
