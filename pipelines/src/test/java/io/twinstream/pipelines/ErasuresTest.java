package io.twinstream.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.twinstream.pipelines.job.JobMain;
import io.twinstream.pipelines.online.StoreAddress;
import io.twinstream.pipelines.rebuild.RebuildJob;
import io.twinstream.stores.Await;
import io.twinstream.stores.Erasure;
import io.twinstream.stores.Generation;
import io.twinstream.stores.StateKey;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.JobID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests that erased entities stay erased if the store loses its erasures. */
@Tag("slow")
class ErasuresTest extends LiveJobFixture {
  private static final String ERASURES = Erasure.topic("payments");

  private final List<Transactions.Known> records = Transactions.records(11, 2_000);

  @AfterEach
  void forget() throws Exception {
    cancelJobs();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafka()))) {
      admin.deleteTopics(List.of(ERASURES)).all().get();
    }
  }

  @Test
  void neitherARebuildNorAFreshJobBringsThemBack() throws Exception {
    begin(2);
    stack.broker().createTopic(ERASURES, 1, Map.of("cleanup.policy", "compact"));
    send(records, 2);
    Map<String, String> all = Expected.states(CARDS, records);
    List<String> cards = all.keySet().stream().limit(3).toList();
    keep(cards.get(0), "erased");
    keep(cards.get(1), "erased");
    keep(cards.get(1), null); // and removed from the topic again
    Map<String, String> others = new java.util.TreeMap<>(all);
    others.remove(cards.get(0));

    // A store that has no record of the erasures.
    assertThat(stream("--views=" + CARDS, "--no-self-heal"), is(0));
    assertThat(Expected.awaitStored(stack.store(), CARDS, others, SOON), is(others));
    Generation lived = Expected.followed(stack.store(), CARDS);

    flushAll();
    awaitTrue(() -> Await.within(SOON, stack.store().losses().lostAt(lived)).isPresent());
    assertThat(rebuild(), is(0));
    assertThat(Expected.awaitStored(stack.store(), CARDS, others, SOON), is(others));
    assertThat(others, hasKey(cards.get(1)));
    assertThat(others, not(hasKey(cards.get(0))));
    assertThat(
        Await.within(SOON, stack.store().states().read(List.of(new StateKey(lived, cards.get(0)))))
            .get(0),
        is((Object) null));
  }

  @Test
  void noneOfAnEmptiedStoresJobsBringsThemBack() throws Exception {
    begin(2);
    stack.broker().createTopic(ERASURES, 1, Map.of("cleanup.policy", "compact"));
    send(records, 2);
    Map<String, String> others = new java.util.TreeMap<>(Expected.states(CARDS, records));
    String erased = others.keySet().iterator().next();
    others.remove(erased);
    keep(erased, "erased");
    assertThat(stream("--views=" + CARDS, "--no-self-heal"), is(0));
    assertThat(Expected.awaitStored(stack.store(), CARDS, others, SOON), is(others));
    Generation lived = Expected.followed(stack.store(), CARDS);

    // The store is emptied while the job runs, and the job has an event of an erased entity.
    flushAll();
    sendAgain(lived, erased, "first");

    // The store is emptied, and the job restored.
    JobID job = stack.flink().running().get(0);
    stack.flink().checkpoint(job);
    stack.flink().cancel(job);
    flushAll();
    assertThat(stream("--views=" + CARDS, "--no-self-heal", "--restore=latest"), is(0));
    sendAgain(lived, erased, "second");
    cancelJobs();

    // The store is emptied and filled by a load.
    flushAll();
    Path history = Transactions.write(folder, records);
    String kafka = "--bootstrap-servers=" + stack.kafka();
    assertThat(backfill(history, "--views=" + CARDS, kafka), is(0));
    assertThat(Expected.stored(stack.store(), CARDS), is(others));
  }

  /** Sends another event of each card, so that the job writes its state. */
  private void sendAgain(Generation into, String erased, String ids) throws Exception {
    List<Transactions.Known> again = new ArrayList<>();
    for (Transactions.Known each : Transactions.records(12, 1_500)) {
      String other = each.template().replace("\": \"t", "\": \"" + ids);
      again.add(new Transactions.Known(each.at(), other));
    }
    send(again, 2);
    Set<String> cards = new HashSet<>(Expected.states(CARDS, again).keySet());
    assertThat(cards.remove(erased), is(true));
    awaitTrue(() -> Expected.stored(stack.store(), into).keySet().containsAll(cards));
    // They are erased again before readers follow it.
    awaitTrue(
        () -> Await.within(SOON, stack.store().generations().pointer(into.view())).isPresent());
    Set<String> stored = Expected.stored(stack.store(), into).keySet();
    assertThat(stored.containsAll(cards), is(true));
    assertThat(stored.contains(erased), is(false));
  }

  private void keep(String card, String value) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", stack.kafka()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      byte[] text = value == null ? null : value.getBytes(java.nio.charset.StandardCharsets.UTF_8);
      producer.send(new ProducerRecord<>(ERASURES, new Erasure("card", card).key(), text)).get();
    }
  }

  private int rebuild() {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--definitions=" + definitions,
                "--bootstrap-servers=" + stack.kafka(),
                "--redis=" + stack.redis(),
                "--views=" + CARDS,
                "--flinkMaster=[local]",
                "--parallelism=2"));
    return JobMain.run(
        new RebuildJob(Clock.systemUTC(), StoreAddress::redis), args.toArray(String[]::new));
  }
}
