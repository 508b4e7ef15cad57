package io.twinstream.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.twinstream.stores.Await;
import io.twinstream.stores.ViewKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Tests the live job on the direct runner, which reads the topic with {@code KafkaIO}, against the
 * same job on Flink, which has its own reader.
 */
@Tag("slow")
class DirectStreamJobTest extends LiveJobFixture {
  /** The direct runner is slow, most of all on a busy machine. */
  private static final Duration DIRECT = Duration.ofMinutes(4);

  @Test
  void statesEqualThoseOfFlinkWithoutAbortedRecords() throws Exception {
    List<Transactions.Known> records = Transactions.records(23, 1_200);
    begin(3);
    send(records.subList(0, 400), 3);
    Transactions.abort(stack.kafka(), topic, records.subList(400, 600), 3);
    send(records.subList(600, 1_200), 3);
    List<Transactions.Known> committed = new ArrayList<>(records.subList(0, 400));
    committed.addAll(records.subList(600, 1_200));

    assertThat(stream(), is(0));
    Map<String, String> expected = Expected.states(CARDS, committed);
    assertThat(Expected.awaitStored(stack.store(), CARDS, expected, SOON), is(expected));
    Map<String, String> merchants = Expected.states("merchant_traffic@1", committed);
    Expected.awaitStored(stack.store(), "merchant_traffic@1", merchants, SOON);
    Map<String, String> users = Expected.states("user_activity@1", committed);
    Expected.awaitStored(stack.store(), "user_activity@1", users, SOON);
    cancelJobs();
    Map<String, Map<String, String>> onFlink = stored();
    assertThat(onFlink.get(CARDS), is(not(anEmptyMap())));

    flushAll();
    Thread job =
        new Thread(
            () -> {
              try {
                stream("--runner=DirectRunner", "--targetParallelism=2");
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            },
            "direct-stream-job");
    job.start();
    try {
      long deadline = System.nanoTime() + DIRECT.toNanos();
      while (!(isFollowed() && stored().equals(onFlink)) && System.nanoTime() < deadline) {
        Thread.sleep(200);
      }
      assertThat(isFollowed(), is(true));
      assertThat(stored(), is(onFlink));
    } finally {
      job.interrupt();
      job.join(SOON.toMillis());
    }
    assertThat("the job has ended", job.isAlive(), is(false));
  }

  private boolean isFollowed() {
    for (String view : List.of(CARDS, "user_activity@1", "merchant_traffic@1")) {
      var key = new ViewKey("payments", view);
      if (Await.within(SOON, stack.store().generations().pointer(key)).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  @Test
  void aCheckpointOfFlinkIsRefused() throws Exception {
    begin(1);
    assertThat(stream("--runner=DirectRunner", "--restore=latest"), is(2));
  }
}
