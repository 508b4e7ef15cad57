package io.twinstream.local.simulation;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.kafka.TopicContents;
import io.twinstream.local.KafkaBroker;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.local.process.Supervisor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests where simulated records go. */
class SimulatedTrafficTest {
  private static final Instant NOW = Instant.parse("2026-05-06T07:08:09Z");

  @TempDir Path folder;

  @Test
  void liveTrafficGoesToTheTopicsWithItsKeys() {
    try (Supervisor supervisor = new Supervisor(StateDirectory.at(folder.resolve("stack")))) {
      KafkaBroker broker = KafkaBroker.start(supervisor, Installation.find());
      PaymentSimulation simulation = new PaymentSimulation(1, 40);
      simulation.topics().values().forEach(topic -> broker.createTopic(topic, 3, Map.of()));
      try (SimulatedTraffic traffic = new SimulatedTraffic(simulation, broker.bootstrapServers())) {
        Faults faults = new Faults(1, 0.1, 0, Duration.ofSeconds(5), traffic);
        InstantSource clock = InstantSource.fixed(NOW);
        traffic.run(simulation, faults, clock, 0, 500, Duration.ofMinutes(1));
        assertThat(faults.duplicated(), is(greaterThan(20L)));
        assertThat(traffic.acknowledged(), is(40 + 500 + faults.duplicated()));
        assertThat(keys(broker, "txn.events", "card_id"), is(500 + (int) faults.duplicated()));
      }
      assertThat(keys(broker, "device.enrich", "device_id"), is(40));
      assertThat(keys(broker, "txn.labels", "card_id"), is(0));
    }
  }

  /** The number of records, each of which has a field as its key, in one partition per key. */
  private static int keys(KafkaBroker broker, String topic, String field) {
    int[] count = {0};
    Map<String, Integer> partitions = new TreeMap<>();
    new TopicContents(broker.bootstrapServers(), topic)
        .forEachRecord(
            record -> {
              String key = new String(record.key(), StandardCharsets.UTF_8);
              String json = new String(record.value(), StandardCharsets.UTF_8);
              assertThat(json, containsString("\"" + field + "\":\"" + key + "\""));
              partitions.putIfAbsent(key, record.partition());
              assertThat(record.partition(), is(partitions.get(key)));
              count[0]++;
            });
    return count[0];
  }

  @Test
  void historiesAreJsonLinesAndLabelledRowsCsv() throws Exception {
    Path history = folder.resolve("history");
    try (SimulatedFiles files = new SimulatedFiles(history)) {
      new PaymentSimulation(1, 40).history(NOW, 10, files);
      assertThat(files.counts().get("labels"), is(files.counts().get("labelled")));
    }
    List<String> payments = Files.readAllLines(history.resolve("transactions/transactions.jsonl"));
    assertThat(payments.get(0), startsWith("{\"transaction_id\":\"t1-0\","));
    List<String> rows = Files.readAllLines(history.resolve("labelled/labelled.csv"));
    assertThat(
        rows.get(0),
        is(
            "transaction_id,card_id,user_id,merchant_id,amount,device_id,os,country,lat,lon,"
                + "timestamp,scenario,fraud"));
    assertThat(rows.get(1).split(",").length, is(13));
    try (SimulatedFiles again = new SimulatedFiles(history)) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new PaymentSimulation(1, 40).history(NOW, 1, again));
    }
  }
}
