package io.twinstream.kafka;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasEntry;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClientSettingsTest {
  private static final String JAAS =
      "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required"
          + " username=\"twin\" password=\"open-sesame\";\n";
  private static final String SASL = "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\n";

  @TempDir Path folder;

  @Test
  void eachKindOfClientGetsWhatItTakes() throws Exception {
    ClientSettings settings = ClientSettings.read(file(SASL + JAAS + "linger.ms=7\n"));
    assertThat(settings.of(ProducerConfig.configNames()), hasEntry("linger.ms", "7"));
    assertThat(settings.of(AdminClientConfig.configNames()), not(hasKey("linger.ms")));
    assertThat(settings.of(AdminClientConfig.configNames()), hasKey("sasl.jaas.config"));
    assertThat(settings.toString(), not(containsString("open-sesame")));
  }

  /** As the files of other tools have it. */
  @Test
  void toReadCommittedRecordsMayBeSaidAndNothingElse() throws Exception {
    ClientSettings.read(file("isolation.level=read_committed\n"));
    String told = refusal(file("isolation.level=read_uncommitted\n"));
    assertThat(told, containsString("isolation.level must be read_committed"));
  }

  @Test
  void allMistakesAreReportedTogetherWithoutSecrets() throws Exception {
    Path file =
        file(
            """
            bootstrap.servers=kafka:9092
            group.id=mine
            acks=1
            sasl.mechanisms=PLAIN
            schema.registry.url=https://registry
            security.protocol=SSL
            sasl.jaas.config=whatever open-sesame
            ssl.truststore.location=/no/such.pem
            retry.backoff.ms=soon
            """);
    String told = refusal(file);
    assertThat(told, containsString(file + ", which TWINSTREAM_KAFKA_PROPERTIES names,"));
    assertThat(told, containsString("bootstrap.servers cannot be set in this file"));
    assertThat(told, containsString("group.id cannot be set in this file"));
    assertThat(told, containsString("acks cannot be set in this file"));
    assertThat(told, containsString("did you mean sasl.mechanism?"));
    assertThat(
        told, containsString("schema.registry.url is not a setting of Kafka clients; remove"));
    assertThat(told, containsString("sasl.jaas.config has no effect with security.protocol=SSL"));
    assertThat(told, containsString("ssl.truststore.location names /no/such.pem"));
    assertThat(told, containsString("Invalid value soon for configuration retry.backoff.ms"));
    assertThat(told, not(containsString("open-sesame")));
    assertThat(told, told.lines().count(), is(9L));
  }

  @Test
  void aPasswordThatTearsTheLoginApartIsNotShown() throws Exception {
    String torn = JAAS.replace("\"open-sesame\"", "open sesame words");
    String told = refusal(file(SASL + torn));
    assertThat(told, containsString("sasl.jaas.config cannot be parsed"));
    assertThat(told, not(containsString("sesame")));
    assertThat(refusal(file(SASL)), containsString("sasl.jaas.config is missing"));
  }

  @Test
  void unusedCertificatesAreReported() throws Exception {
    String told = refusal(file(SASL + JAAS + "ssl.truststore.type=PEM\n"));
    assertThat(told, containsString("ssl.truststore.type has no effect"));
    assertThat(told, containsString("write SASL_SSL"));
  }

  @Test
  void anUnreadableFileIsReported() throws Exception {
    Path none = folder.resolve("none.properties");
    assertThat(refusal(none), containsString(none + ", which TWINSTREAM_KAFKA_PROPERTIES names,"));
    assertThat(refusal(none), containsString("does not exist on this machine"));
    assertThat(refusal(folder), containsString("cannot be read"));
    String told = refusal(file("sasl.jaas.config=open-sesame\\u12\n"));
    assertThat(told, containsString("not a file of Java properties"));
    assertThat(told, not(containsString("open-sesame")));
  }

  private static String refusal(Path file) {
    return assertThrows(IllegalArgumentException.class, () -> ClientSettings.read(file))
        .getMessage();
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("client.properties"), text);
  }
}
