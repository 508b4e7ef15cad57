package io.twinstream.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.kafka.KafkaClients;
import io.twinstream.kafka.KafkaFailure;
import io.twinstream.kafka.Topics;
import io.twinstream.local.KafkaBroker;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.Ports;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.local.process.Supervisor;
import io.twinstream.pipelines.job.JobMain;
import io.twinstream.pipelines.online.StoreAddress;
import io.twinstream.pipelines.stream.StreamJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests the live job on a broker that requires a password. */
@Tag("slow")
class SecureKafkaTest extends LiveJobFixture {
  private static final String LOGIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule required ";

  private Supervisor supervisor;
  private KafkaBroker secured;
  private String address;

  @BeforeEach
  void start() {
    address = "127.0.0.1:" + Ports.free();
    supervisor = new Supervisor(StateDirectory.at(folder.resolve("secured")));
    secured =
        KafkaBroker.start(
            supervisor,
            Installation.find(),
            Map.of(
                "listeners",
                "SASL_PLAINTEXT://" + address,
                "sasl.enabled.mechanisms",
                "PLAIN",
                "listener.name.sasl_plaintext.plain.sasl.jaas.config",
                LOGIN + "user_twin=\"open-sesame\";"));
  }

  @AfterEach
  void stop() throws Exception {
    cancelJobs();
    System.clearProperty(KafkaClients.PROPERTY);
    supervisor.close();
  }

  @Test
  void theJobReadsAndPublishesWithAPassword() throws Exception {
    List<Transactions.Known> records = Transactions.records(12, 2_000);
    flushAll();
    topic = "secured-transactions";
    definitions = Transactions.definitions(folder, topic);
    secured.createTopic(topic, 2, Map.of());
    secured.createTopic("secured-letters", 1, Map.of());
    Transactions.send(secured.bootstrapServers(), topic, records, 2);

    logIn("guessed-it");
    long begun = System.nanoTime();
    assertThat(streamThere(), is(1));
    assertThat(Duration.ofNanos(System.nanoTime() - begun), lessThan(Duration.ofSeconds(20)));
    String told = assertThrows(KafkaFailure.class, this::letters).getMessage();
    assertThat(told, containsString("Kafka at " + address + " refuses these credentials"));
    assertThat(told, not(containsString("guessed-it")));

    logIn("open-sesame");
    assertThat(streamThere(), is(0));
    Map<String, String> expected = Expected.states(CARDS, records);
    assertThat(Expected.awaitStored(stack.store(), CARDS, expected, SOON), is(expected));
    awaitTrue(() -> letters() > 0);
    assertThat(letters(), greaterThan(0L));
  }

  private long letters() {
    try (Topics kafka = Topics.connect(address)) {
      return kafka.ends("secured-letters").get(0);
    }
  }

  private void logIn(String password) throws IOException {
    Path file = folder.resolve("client.properties");
    Files.writeString(
        file,
        """
        security.protocol=SASL_PLAINTEXT
        sasl.mechanism=PLAIN
        sasl.jaas.config=%s
        """
            .formatted(LOGIN + "username=\"twin\" password=\"" + password + "\";"));
    System.setProperty(KafkaClients.PROPERTY, file.toString());
  }

  private int streamThere() throws Exception {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--definitions=" + definitions,
                "--bootstrap-servers=" + address,
                "--redis=" + stack.redis(),
                "--dead-letter-topic=secured-letters",
                "--checkpointingInterval=1000",
                "--parallelism=2",
                "--checkpoints=" + folder.resolve("checkpoints")));
    args.addAll(stack.flink().options());
    return JobMain.run(
        new StreamJob(Clock.systemUTC(), StoreAddress::redis), args.toArray(String[]::new));
  }
}
