package io.twinstream.local;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.kafka.KafkaClients;
import io.twinstream.kafka.KafkaFailure;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.Ports;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.local.process.Supervisor;
import io.twinstream.stores.redis.Certificates;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of a broker that speaks TLS at one port and SASL at another. */
@Tag("slow") // starts a broker
final class SecureBrokerTest {
  private static final String TOPIC = "secured";
  private static final String LOGIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule required %s;";
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir static Path folder;
  private static Certificates own;
  private static Supervisor supervisor;
  private static KafkaBroker broker;
  private static String tls;
  private static String sasl;

  @BeforeAll
  static void start() throws Exception {
    own = Certificates.in(Files.createDirectories(folder.resolve("own")));
    Path both = folder.resolve("both.pem");
    Files.writeString(both, Files.readString(own.key()) + Files.readString(own.certificate()));
    tls = "127.0.0.1:" + Ports.free();
    sasl = "127.0.0.1:" + Ports.free();
    supervisor = new Supervisor(StateDirectory.at(folder.resolve("stack")));
    broker =
        KafkaBroker.start(
            supervisor,
            Installation.find(),
            Map.of(
                "listeners",
                "SSL://" + tls + ",SASL_PLAINTEXT://" + sasl,
                "ssl.keystore.type",
                "PEM",
                "ssl.keystore.location",
                both.toString(),
                "sasl.enabled.mechanisms",
                "PLAIN",
                "listener.name.sasl_plaintext.plain.sasl.jaas.config",
                LOGIN.formatted("user_twin=\"open-sesame\"")));
    broker.createTopic(TOPIC, 1, Map.of());
  }

  @AfterAll
  static void stop() {
    supervisor.close();
  }

  @AfterEach
  void unset() {
    System.clearProperty(KafkaClients.PROPERTY);
  }

  @Test
  void recordsGoThereAndBackOverTls() throws Exception {
    assertThat(roundTrip(KafkaClients.of(tls, Optional.of(trusting(own)))), is("over " + tls));
  }

  @Test
  void recordsGoThereAndBackWithAPassword() throws Exception {
    Path file = login("open-sesame");
    assertThat(roundTrip(KafkaClients.of(sasl, Optional.of(file))), is("over " + sasl));
  }

  @Test
  void theFileOfTheSystemPropertyIsUsed() throws Exception {
    System.setProperty(KafkaClients.PROPERTY, login("open-sesame").toString());
    KafkaBroker reached = KafkaBroker.at(sasl);
    reached.createTopic("made-with-a-password", 1, Map.of());
    assertThat(reached.timestamps("made-with-a-password"), is("CreateTime"));
    String told =
        assertThrows(
                IllegalStateException.class,
                () -> KafkaBroker.start(supervisor, Installation.find()))
            .getMessage();
    assertThat(told, containsString("unset it"));
  }

  @Test
  void aWrongPasswordIsReportedSoonAndNotShown() throws Exception {
    Path file = login("guessed-it");
    KafkaClients clients = KafkaClients.of(sasl, Optional.of(file));
    long begun = System.nanoTime();
    String sending =
        assertThrows(ExecutionException.class, () -> send(clients)).getCause().getMessage();
    assertThat(sending, containsString("Invalid username or password"));
    KafkaException reading = assertThrows(KafkaException.class, () -> newest(clients));
    String told = clients.failed("cannot read", reading).getMessage();
    assertThat(
        told, containsString("cannot read: Kafka at " + sasl + " refuses these credentials"));
    assertThat(told, containsString("fix sasl.mechanism or sasl.jaas.config in " + file));
    assertThat(told, not(containsString("guessed-it")));
    System.setProperty(KafkaClients.PROPERTY, file.toString());
    KafkaFailure making =
        assertThrows(
            KafkaFailure.class, () -> KafkaBroker.at(sasl).createTopic("never", 1, Map.of()));
    assertThat(making.getMessage(), containsString("Invalid username or password"));
    assertThat(Duration.ofNanos(System.nanoTime() - begun), lessThan(SOON));
  }

  @Test
  void anUntrustedCertificateIsReportedSoon() throws Exception {
    Certificates others = Certificates.in(Files.createDirectories(folder.resolve("others")));
    KafkaClients clients = KafkaClients.of(tls, Optional.of(trusting(others)));
    long begun = System.nanoTime();
    KafkaException reading = assertThrows(KafkaException.class, () -> newest(clients));
    String told = clients.failed("cannot read", reading).getMessage();
    assertThat(told, containsString("fix ssl.truststore.*"));
    assertThat(Duration.ofNanos(System.nanoTime() - begun), lessThan(SOON));
  }

  @Test
  void aClientWithoutSettingsFailsWithAdvice() {
    for (String address : List.of(tls, sasl)) {
      KafkaClients clients = KafkaClients.plain(address);
      try (var consumer = clients.consumer(Map.of("default.api.timeout.ms", 3_000))) {
        KafkaException e = assertThrows(KafkaException.class, () -> consumer.partitionsFor(TOPIC));
        String told = clients.told(e);
        assertThat(told, containsString("does not answer"));
        assertThat(told, containsString(KafkaClients.VARIABLE));
      }
    }
  }

  private static Path trusting(Certificates trusted) throws Exception {
    return write(
        Map.of(
            "security.protocol",
            "SSL",
            "ssl.truststore.type",
            "PEM",
            "ssl.truststore.location",
            trusted.certificate().toString()));
  }

  private static Path login(String password) throws Exception {
    return write(
        Map.of(
            "security.protocol",
            "SASL_PLAINTEXT",
            "sasl.mechanism",
            "PLAIN",
            "sasl.jaas.config",
            LOGIN.formatted("username=\"twin\" password=\"" + password + "\"")));
  }

  private static Path write(Map<String, String> settings) throws Exception {
    List<String> lines = new ArrayList<>();
    settings.forEach((key, value) -> lines.add(key + "=" + value));
    return Files.write(Files.createTempFile(folder, "client", ".properties"), lines);
  }

  private static String roundTrip(KafkaClients clients) throws Exception {
    send(clients);
    return newest(clients);
  }

  private static void send(KafkaClients clients) throws Exception {
    byte[] value = ("over " + clients).getBytes(StandardCharsets.UTF_8);
    try (var producer = clients.producer(Map.of())) {
      producer.send(new ProducerRecord<>(TOPIC, value)).get();
    }
  }

  private static String newest(KafkaClients clients) {
    TopicPartition partition = new TopicPartition(TOPIC, 0);
    try (var consumer = clients.consumer(Map.of())) {
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      consumer.assign(List.of(partition));
      consumer.seek(partition, end - 1);
      while (true) {
        for (var record : consumer.poll(Duration.ofMillis(200))) {
          return new String(record.value(), StandardCharsets.UTF_8);
        }
      }
    }
  }
}
