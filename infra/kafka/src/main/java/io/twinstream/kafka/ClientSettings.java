package io.twinstream.kafka;

import io.twinstream.features.text.Names;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;

/**
 * The settings of Kafka clients from a user's file of Java properties. They contain passwords, so
 * they are never shown.
 *
 * @param file empty if no file is named; then there are no settings
 */
record ClientSettings(Optional<Path> file, Map<String, String> values) {
  /** The isolation level of all consumers. */
  static final String READ_COMMITTED = "read_committed";

  private static final String ISOLATION = "isolation.level";
  private static final String PROTOCOL = "security.protocol";
  private static final String JAAS = "sasl.jaas.config";
  private static final String JAAS_EXAMPLE =
      "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"…\""
          + " password=\"…\";";

  private static final List<ConfigDef> DEFINED =
      List.of(
          AdminClientConfig.configDef(), ProducerConfig.configDef(), ConsumerConfig.configDef());

  /**
   * Settings that decide whether delivery is in order and exactly once, and answers come in time.
   */
  private static final Set<String> DECIDED =
      Set.of(
          "acks",
          "allow.auto.create.topics",
          "auto.commit.interval.ms",
          "auto.offset.reset",
          "bootstrap.controllers",
          "bootstrap.servers",
          "default.api.timeout.ms",
          "delivery.timeout.ms",
          "enable.auto.commit",
          "enable.idempotence",
          "group.id",
          "group.instance.id",
          "group.protocol",
          "group.remote.assignor",
          "key.deserializer",
          "key.serializer",
          "max.block.ms",
          "request.timeout.ms",
          "transactional.id",
          "value.deserializer",
          "value.serializer");

  static final ClientSettings NONE = new ClientSettings(Optional.empty(), Map.of());

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException with all problems of the file
   */
  static ClientSettings read(Path file) {
    Map<String, String> values = load(file);
    List<String> problems = new ArrayList<>();
    Set<String> known = new TreeSet<>();
    DEFINED.forEach(each -> known.addAll(each.names()));
    known.removeIf(name -> name.startsWith("internal."));
    for (String key : values.keySet()) {
      if (DECIDED.contains(key)) {
        problems.add(key + " cannot be set in this file: " + decided(key) + "; remove it");
      } else if (!known.contains(key)) {
        problems.add(unknown(key, known));
      }
    }
    checkValues(values, problems);
    if (!values.getOrDefault(ISOLATION, READ_COMMITTED).strip().equals(READ_COMMITTED)) {
      problems.add(
          "%s must be %s: records of aborted transactions would be counted; remove it"
              .formatted(ISOLATION, READ_COMMITTED));
    }
    Map<String, String> understood = new TreeMap<>(values);
    understood.keySet().retainAll(known);
    checkProtocol(understood, problems);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          described(file) + " cannot be used:\n  " + String.join("\n  ", problems));
    }
    return new ClientSettings(Optional.of(file), values);
  }

  private static String unknown(String key, Set<String> known) {
    Set<String> usable = new TreeSet<>(known);
    usable.removeAll(DECIDED);
    String meant =
        Names.near(key, usable).map(near -> "did you mean " + near + "?").orElse("remove it");
    return key + " is not a setting of Kafka clients; " + meant;
  }

  private static String decided(String key) {
    return key.equals("bootstrap.servers")
        ? "each command and job has an option for the addresses of the brokers"
        : "Twinstream sets it";
  }

  private static Map<String, String> load(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(described(file) + " does not exist on this machine", e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          described(file) + " cannot be read; it must be text in UTF-8: " + e, e);
    } catch (IllegalArgumentException e) {
      // The cause is left out, because it may contain parts of the file.
      throw new IllegalArgumentException(
          described(file)
              + " is not a file of Java properties: it has a \\u that is not followed"
              + " by four hexadecimal digits");
    }
    Map<String, String> values = new TreeMap<>();
    properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
    return values;
  }

  static String described(Path file) {
    return file + ", which " + KafkaClients.VARIABLE + " names,";
  }

  /** Checks values with Kafka's own validation, and that the files that they name exist. */
  private static void checkValues(Map<String, String> values, List<String> problems) {
    Set<String> told = new TreeSet<>();
    for (ConfigDef defined : DEFINED) {
      for (ConfigValue value : defined.validate(values)) {
        boolean wrong = values.containsKey(value.name()) && !value.errorMessages().isEmpty();
        if (wrong && told.add(value.name())) {
          // Further messages only say that the value is missing.
          problems.add(value.errorMessages().get(0));
        }
      }
    }
    for (String key : List.of("ssl.keystore.location", "ssl.truststore.location")) {
      String location = values.get(key);
      if (location != null && !Files.isReadable(Path.of(location.strip()))) {
        problems.add(key + " names " + location + ", which cannot be read on this machine");
      }
    }
  }

  /** Checks that the TLS and SASL settings are used by the security protocol, and complete. */
  private static void checkProtocol(Map<String, String> values, List<String> problems) {
    String protocol = values.getOrDefault(PROTOCOL, "PLAINTEXT").strip().toUpperCase(Locale.ROOT);
    boolean sasl = protocol.startsWith("SASL");
    boolean tls = protocol.endsWith("SSL");
    for (String key : values.keySet()) {
      if (key.startsWith("sasl.") && !sasl) {
        problems.add(unused(key, protocol, "SASL_SSL or SASL_PLAINTEXT"));
      } else if (key.startsWith("ssl.") && !tls) {
        problems.add(unused(key, protocol, sasl ? "SASL_SSL" : "SSL or SASL_SSL"));
      }
    }
    if (sasl) {
      checkJaas(values.get(JAAS), problems);
    }
  }

  private static String unused(String key, String protocol, String better) {
    return "%s has no effect with %s=%s; write %s".formatted(key, PROTOCOL, protocol, better);
  }

  /** Kafka's message is not repeated: it quotes words, one of which may be part of a password. */
  private static void checkJaas(String jaas, List<String> problems) {
    Map<String, Object> given = new HashMap<>();
    if (jaas != null) {
      given.put(JAAS, new Password(jaas));
    }
    try {
      JaasContext.loadClientContext(given);
    } catch (IllegalArgumentException | SecurityException e) {
      String wrong = jaas == null ? " is missing" : " cannot be parsed";
      problems.add(JAAS + wrong + "; it looks like this: " + JAAS_EXAMPLE);
    }
  }

  /** Returns the settings that a kind of client has. */
  Map<String, String> of(Set<String> names) {
    Map<String, String> taken = new HashMap<>(values);
    taken.keySet().retainAll(names);
    return taken;
  }

  /** Returns only the file name. */
  @Override
  public String toString() {
    return file.map(Path::toString).orElse("none");
  }
}
