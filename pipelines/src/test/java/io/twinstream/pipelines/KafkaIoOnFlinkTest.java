package io.twinstream.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests the live job on Flink with {@code KafkaIO} as its reader. */
@Tag("slow")
class KafkaIoOnFlinkTest extends LiveJobFixture {
  private static final String KAFKA_IO = "--kafkaIo=true";

  /** More partitions than subtasks, and one of them is idle. */
  private static final int PARTITIONS = 5;

  @Test
  void statesAreThoseOfTheBackfillThroughAFailureAndARestore() throws Exception {
    List<Transactions.Known> records = Transactions.records(31, 1_600);
    begin(PARTITIONS);
    send(records.subList(0, 500), PARTITIONS - 1);
    assertThat(stream(KAFKA_IO, "--checkpointingInterval=3600000"), is(0));
    JobID job = stack.flink().running().get(0);
    awaitStates(records.subList(0, 500));
    stack.flink().checkpoint(job);
    send(records.subList(500, 900), PARTITIONS - 1);
    Transactions.abort(stack.kafka(), topic, records.subList(900, 1_000), PARTITIONS - 1);
    List<Transactions.Known> committed = new ArrayList<>(records.subList(0, 900));
    awaitStates(committed); // which the restored job reads again
    stack.flink().cancel(job);

    send(records.subList(1_000, 1_600), PARTITIONS - 1);
    committed.addAll(records.subList(1_000, 1_600));
    assertThat(stream("--restore=latest"), is(not(0)));
    assertThat(stream(KAFKA_IO, "--restore=latest"), is(0));
    awaitStates(committed);
    cancelJobs();
    Map<String, Map<String, String>> live = stored();
    assertThat(backfill(Transactions.write(folder, committed), "--new-generation"), is(0));
    assertThat(stored(), is(live));
  }

  private void awaitStates(List<Transactions.Known> records) throws Exception {
    for (String view : List.of(CARDS, "user_activity@1", "merchant_traffic@1")) {
      Map<String, String> expected = Expected.states(view, records);
      assertThat(Expected.awaitStored(stack.store(), view, expected, SOON), is(expected));
    }
  }
}
