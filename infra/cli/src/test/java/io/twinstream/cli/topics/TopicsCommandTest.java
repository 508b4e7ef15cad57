package io.twinstream.cli.topics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import io.twinstream.cli.Main;
import io.twinstream.features.load.Definitions;
import io.twinstream.kafka.ConsumerGroup;
import io.twinstream.kafka.KafkaClients;
import io.twinstream.kafka.TopicAdmin;
import io.twinstream.kafka.TopicAdmin.Existing;
import io.twinstream.local.KafkaBroker;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.local.process.Supervisor;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Tests {@code topics}, and {@code dead-letters} of declared topics, on a real broker. */
@Tag("slow")
class TopicsCommandTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  private static final String YAML =
      """
      project: PROJECT
      sources:
        clicks:
          topic:
            name: PROJECT.clicks
            key: user
            partitions: 12
            replication: 1
            retention: 7d
            timestamps: log_append_time
          dead_letters: {name: PROJECT.clicks.dead, partitions: 2, retention: 30d}
          event_time: at
          fields: {user: string, at: timestamp}
        views:
          topic: PROJECT.views
          event_time: at
          fields: {user: string, at: timestamp}
      entities: {user: {key: user}}
      views:
        interest@1:
          entity: user
          source: clicks
          features_topic: {name: PROJECT.features, partitions: 3}
          aggregations:
            - {name: clicks_7d, function: count, windows: [7d]}
      """;

  @TempDir static Path folder;
  private static Supervisor supervisor;
  private static KafkaBroker broker;
  private static int projects;

  private String project;
  private Path definitions;

  @BeforeAll
  static void start() {
    supervisor = new Supervisor(StateDirectory.at(folder.resolve("kafka")));
    broker = KafkaBroker.start(supervisor, Installation.find());
  }

  @AfterAll
  static void stop() {
    supervisor.close();
  }

  @BeforeEach
  void write() throws IOException {
    project = "shop" + projects++;
    definitions = folder.resolve(project + ".yaml");
    write(YAML);
  }

  private void write(String yaml) throws IOException {
    Files.writeString(definitions, yaml.replace("PROJECT", project));
  }

  @Test
  void missingTopicsAreCreatedAsDeclared() {
    Run plan = run("topics", "plan", "--dead-letter-topic=" + project + ".dead");
    assertThat(plan.code, is(1));
    assertThat(
        named(plan.out),
        is(
            List.of(
                "+ PROJECT.clicks (events of clicks): is missing: topics create creates it with 12"
                    + " partitions, replication 1, retention.ms=604800000,"
                    + " message.timestamp.type=LogAppendTime, cleanup.policy=delete",
                "+ PROJECT.views (events of views): is missing: topics create creates it with the"
                    + " brokers' number of partitions, replication of the brokers' default,"
                    + " cleanup.policy=delete, message.timestamp.type=LogAppendTime",
                "+ PROJECT.clicks.dead (dead letters of clicks): is missing: topics create creates"
                    + " it with 2 partitions, replication of the brokers' default,"
                    + " retention.ms=2592000000, cleanup.policy=delete",
                "+ PROJECT.dead (dead letters of views): is missing: topics create creates it with"
                    + " 1 partitions, replication of the brokers' default, cleanup.policy=delete",
                "+ PROJECT.features (features of interest@1): is missing: topics create creates it"
                    + " with 3 partitions, replication of the brokers' default,"
                    + " cleanup.policy=compact",
                "+ PROJECT.erasures (erasures of PROJECT): is missing: topics create creates it"
                    + " with 1 partitions, replication of the brokers' default,"
                    + " cleanup.policy=compact")));
    assertThat(run("topics", "create", "--dead-letter-topic=" + project + ".dead").code, is(0));
    Existing clicks = existing(".clicks");
    assertThat(clicks.partitions(), is(12));
    assertThat(clicks.configs().get("retention.ms"), is("604800000"));
    assertThat(clicks.configs().get("message.timestamp.type"), is("LogAppendTime"));
    assertThat(existing(".views").configs().get("message.timestamp.type"), is("LogAppendTime"));
    assertThat(existing(".clicks.dead").partitions(), is(2));
    assertThat(existing(".erasures").configs().get("cleanup.policy"), is("compact"));
    Run again = run("topics", "plan", "--dead-letter-topic=" + project + ".dead");
    assertThat(again, is(new Run(0, again.out)));
    assertThat(named(again.out).get(0), is("= PROJECT.clicks (events of clicks)"));
  }

  @Test
  void existingTopicsAreComparedAndNeverChanged() throws IOException {
    assertThat(run("topics", "create").code, is(0));
    write(
        YAML.replace("partitions: 12", "partitions: 24")
            .replace("retention: 7d", "retention: unlimited")
            .replace("replication: 1", "replication: 3")
            .replace("log_append_time", "create_time")
            .replace("partitions: 2,", "partitions: 1,"));
    for (String command : List.of("plan", "create")) {
      Run run = run("topics", command);
      assertThat(run.code, is(1));
      String out = String.join("\n", named(run.out)).replace(broker.bootstrapServers(), "KAFKA");
      assertThat(
          out,
          startsWith(
              """
              ~ PROJECT.clicks (events of clicks)
                  12 partitions, declared 24
                    kafka-topics.sh --bootstrap-server KAFKA --alter --topic PROJECT.clicks --partitions 24
                    most keys then belong to another partition"""));
      assertThat(out, containsString("    replication 1, declared 3\n"));
      assertThat(
          out,
          containsString(
              "    retention.ms=604800000, must be -1\n"
                  + "      kafka-configs.sh --bootstrap-server KAFKA --alter --entity-type topics"
                  + " --entity-name PROJECT.clicks --add-config retention.ms=-1\n"));
      assertThat(
          out, containsString("    message.timestamp.type=LogAppendTime, must be CreateTime\n"));
      assertThat(
          out,
          containsString(
              "    message.timestamp.after.max.ms=9223372036854775807, must be 3600000"));
      assertThat(out, containsString("= PROJECT.views (events of views)\n"));
      assertThat(
          out,
          containsString(
              "~ PROJECT.clicks.dead (dead letters of clicks)\n    2 partitions, declared 1\n"
                  + "      Kafka cannot remove partitions"));
    }
    assertThat(existing(".clicks").partitions(), is(12));
    assertThat(existing(".clicks").configs().get("retention.ms"), is("604800000"));
  }

  @Test
  void theLocalStackHasTheDeclaredPartitions() {
    LocalTopics.create(
        broker, Definitions.load(definitions), List.of("interest@1"), project + ".dead");
    assertThat(existing(".clicks").partitions(), is(12));
    assertThat(existing(".clicks").configs().get("retention.ms"), is("-1"));
    assertThat(existing(".clicks.dead").partitions(), is(2));
    assertThat(existing(".features").partitions(), is(3));
    assertThat(existing(".features").configs().get("cleanup.policy"), is("compact"));
    try (TopicAdmin admin = TopicAdmin.connect(broker.bootstrapServers())) {
      assertThat(admin.find(project + ".views").isPresent(), is(false)); // no view reads it
    }
  }

  @Test
  void theLagIsThatOfTheConsumerGroup() throws Exception {
    run("topics", "create");
    assertThat(run("topics", "lag").code, is(1));
    try (var producer = KafkaClients.of(broker.bootstrapServers()).producer(Map.of())) {
      for (int i = 0; i < 5; i++) {
        producer.send(new ProducerRecord<>(project + ".clicks", 3, null, bytes("{}"))).get();
      }
    }
    String name = ConsumerGroup.name(project, List.of("interest@1"));
    KafkaClients kafka = KafkaClients.of(broker.bootstrapServers());
    try (ConsumerGroup group = ConsumerGroup.open(kafka, name)) {
      group.commit(project + ".clicks", Map.of(3, 2L));
      long deadline = System.nanoTime() + SOON.toNanos();
      while (run("topics", "lag").code != 0 && System.nanoTime() < deadline) {
        Thread.sleep(100);
      }
    }
    assertThat(
        named(run("topics", "lag").out),
        is(List.of("group twinstream.PROJECT.interest@1", "  PROJECT.clicks/3 at 2 of 5, lag 3")));
  }

  @Test
  void declaredDeadLettersAreListed() throws Exception {
    String others = "--topic=" + project + ".dead";
    run("topics", "create", "--dead-letter-topic=" + project + ".dead");
    publish(project + ".clicks.dead", "clicks", project + ".clicks#id/0@7");
    publish(project + ".dead", "views", project + ".views#id/0@8");
    List<String> listed = named(run("dead-letters", "list", others).out);
    assertThat(
        listed,
        is(
            List.of(
                "2 dead letters",
                "  MALFORMED      2",
                "PROJECT.clicks#id/0@7  MALFORMED  no JSON",
                "PROJECT.views#id/0@8  MALFORMED  no JSON")));
    String kafka = "--kafka=" + broker.bootstrapServers();
    Run one = execute("dead-letters", "list", others, kafka);
    assertThat(named(one.out).get(0), is("1 dead letters"));
  }

  private static void publish(String topic, String source, String position) throws Exception {
    ProducerRecord<byte[], byte[]> letter =
        new ProducerRecord<>(topic, bytes(position), bytes("odd"));
    Map.of("source", source, "reason", "MALFORMED", "detail", "no JSON", "known", "5")
        .forEach((name, value) -> letter.headers().add("twinstream." + name, bytes(value)));
    letter.headers().add("twinstream.size", bytes("3"));
    letter.headers().add("twinstream.sha256", bytes(""));
    try (var producer = KafkaClients.of(broker.bootstrapServers()).producer(Map.of())) {
      producer.send(letter).get();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private Existing existing(String suffix) {
    try (TopicAdmin admin = TopicAdmin.connect(broker.bootstrapServers())) {
      return admin.find(project + suffix).orElseThrow();
    }
  }

  private List<String> named(String out) {
    return out.replace(project, "PROJECT").lines().toList();
  }

  private record Run(int code, String out) {}

  private Run run(String... arguments) {
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--definitions=" + definitions;
    all[arguments.length + 1] = "--kafka=" + broker.bootstrapServers();
    return execute(all);
  }

  private static Run execute(String... arguments) {
    StringWriter out = new StringWriter();
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    return new Run(line.execute(arguments), out.toString());
  }
}
