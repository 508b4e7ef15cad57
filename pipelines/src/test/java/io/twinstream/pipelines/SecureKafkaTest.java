package io.twinstream.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.definition.Project;
import io.twinstream.features.load.Definitions;
import io.twinstream.kafka.ConsumerGroup;
import io.twinstream.kafka.KafkaClients;
import io.twinstream.kafka.KafkaFailure;
import io.twinstream.kafka.Topics;
import io.twinstream.local.KafkaBroker;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.Ports;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.local.process.Supervisor;
import io.twinstream.pipelines.job.JobMain;
import io.twinstream.pipelines.kafka.CompactedTopic;
import io.twinstream.pipelines.online.StoreAddress;
import io.twinstream.pipelines.stream.StreamJob;
import io.twinstream.stores.Erasure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupListing;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the live job on a broker that requires a password. */
@Tag("slow")
class SecureKafkaTest extends LiveJobFixture {
  private static final String LOGIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule required ";

  @TempDir static Path brokerFolder;

  private static Supervisor supervisor;
  private static KafkaBroker secured;
  private static String address;

  @BeforeAll
  static void start() {
    address = "127.0.0.1:" + Ports.free();
    supervisor = new Supervisor(StateDirectory.at(brokerFolder.resolve("secured")));
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
                LOGIN + "user_twin=\"open-sesame\" user_guest=\"open-sesame\";",
                "authorizer.class.name",
                "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "super.users",
                "User:ANONYMOUS;User:twin"));
  }

  @AfterAll
  static void stop() {
    supervisor.close();
  }

  /** The next test finds a broker without topics, groups and permissions. */
  @AfterEach
  void leaveNothing() throws Exception {
    cancelJobs();
    System.clearProperty(KafkaClients.PROPERTY);
    try (Admin admin = KafkaClients.plain(secured.bootstrapServers()).admin(Map.of())) {
      admin.deleteAcls(List.of(AclBindingFilter.ANY)).all().get();
      admin.deleteTopics(admin.listTopics().names().get()).all().get();
      for (ConsumerGroupListing group : admin.listConsumerGroups().all().get()) {
        delete(admin, group.groupId());
      }
    }
  }

  /** Deletes a group, unless Kafka has done so, because its topics are gone. */
  private static void delete(Admin admin, String group) throws InterruptedException {
    try {
      admin.deleteConsumerGroups(Set.of(group)).all().get();
    } catch (ExecutionException e) {
      assertThat(e.getCause(), is(instanceOf(GroupIdNotFoundException.class)));
    }
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

    logIn("twin", "guessed-it");
    long begun = System.nanoTime();
    assertThat(streamThere(), is(1));
    assertThat(Duration.ofNanos(System.nanoTime() - begun), lessThan(Duration.ofSeconds(20)));
    String told = assertThrows(KafkaFailure.class, this::letters).getMessage();
    assertThat(told, containsString("Kafka at " + address + " refuses these credentials"));
    assertThat(told, not(containsString("guessed-it")));

    logIn("twin", "open-sesame");
    assertThat(streamThere(), is(0));
    Map<String, String> expected = Expected.states(CARDS, records);
    assertThat(Expected.awaitStored(stack.store(), CARDS, expected, SOON), is(expected));
    awaitTrue(() -> letters() > 0);
    assertThat(letters(), greaterThan(0L));
    awaitTrue(() -> committed().equals(ends()));
    assertThat(committed(), is(ends()));
  }

  @Test
  void aJobMayLackAccessToItsConsumerGroup() throws Exception {
    List<Transactions.Known> records = Transactions.records(13, 500);
    flushAll();
    topic = "guest-transactions";
    definitions = Transactions.definitions(folder, topic);
    secured.createTopic(topic, 2, Map.of());
    secured.createTopic("secured-letters", 1, Map.of());
    Transactions.send(secured.bootstrapServers(), topic, records, 2);
    allow(ResourceType.TOPIC, topic, AclOperation.READ, AclOperation.DESCRIBE_CONFIGS);
    allow(ResourceType.TOPIC, Erasure.topic("payments"), AclOperation.READ);
    allow(ResourceType.TOPIC, "secured-letters", AclOperation.WRITE);

    logIn("guest", "open-sesame");
    assertThat(streamThere(), is(0));
    Map<String, String> expected = Expected.states(CARDS, records);
    assertThat(Expected.awaitStored(stack.store(), CARDS, expected, SOON), is(expected));
    assertThat(committed(), is(Map.of()));

    allow(ResourceType.GROUP, group(), AclOperation.READ);
    awaitTrue(() -> committed().equals(ends()));
    assertThat(committed(), is(ends()));
  }

  /** Else the erased would come back: a list of topics leaves out what may not be described. */
  @Test
  void anUnreadableTopicOfErasuresIsAnError() throws Exception {
    String erasures = Erasure.topic("payments");
    logIn("twin", "open-sesame");
    assertThat(CompactedTopic.keys(address, erasures), is(List.of()));
    secured.createTopic(erasures, 1, Map.of("cleanup.policy", "compact"));
    try (var producer = KafkaClients.of(address).producer(Map.of())) {
      producer.send(new ProducerRecord<>(erasures, new byte[] {1}, new byte[] {2})).get();
    }
    assertThat(CompactedTopic.keys(address, erasures).size(), is(1));

    logIn("guest", "open-sesame");
    String told = assertThrows(KafkaFailure.class, this::erasures).getMessage();
    assertThat(told, containsString("cannot describe topic '" + erasures + "'"));
    assertThat(told, containsString("does not allow it"));
    assertThat(told, containsString("ask its administrator"));
    allow(ResourceType.TOPIC, erasures, AclOperation.DESCRIBE);
    awaitTrue(
        () ->
            assertThrows(KafkaFailure.class, this::erasures).getMessage().contains("cannot read"));
    told = assertThrows(KafkaFailure.class, this::erasures).getMessage();
    assertThat(told, containsString("cannot read topic '" + erasures + "'"));
    assertThat(told, containsString("does not allow it"));
  }

  private List<byte[]> erasures() {
    return CompactedTopic.keys(address, Erasure.topic("payments"));
  }

  private void allow(ResourceType type, String name, AclOperation... operations) throws Exception {
    ResourcePattern resource = new ResourcePattern(type, name, PatternType.LITERAL);
    List<AclBinding> bindings = new ArrayList<>();
    for (AclOperation each : operations) {
      AccessControlEntry entry =
          new AccessControlEntry("User:guest", "*", each, AclPermissionType.ALLOW);
      bindings.add(new AclBinding(resource, entry));
    }
    try (Admin admin = KafkaClients.plain(secured.bootstrapServers()).admin(Map.of())) {
      admin.createAcls(bindings).all().get();
    }
  }

  private String group() {
    Project project = Definitions.load(definitions);
    return ConsumerGroup.name(project.name(), project.views().keySet());
  }

  /** The positions that a lag tool reads. */
  private Map<Integer, Long> committed() throws Exception {
    Map<Integer, Long> positions = new TreeMap<>();
    try (Admin admin = KafkaClients.plain(secured.bootstrapServers()).admin(Map.of())) {
      admin
          .listConsumerGroupOffsets(group())
          .partitionsToOffsetAndMetadata()
          .get()
          .forEach((at, offset) -> positions.put(at.partition(), offset.offset()));
    }
    return positions;
  }

  private Map<Integer, Long> ends() {
    try (Topics kafka = Topics.of(KafkaClients.plain(secured.bootstrapServers()))) {
      return kafka.ends(topic);
    }
  }

  private long letters() {
    try (Topics kafka = Topics.connect(address)) {
      return kafka.ends("secured-letters").get(0);
    }
  }

  private void logIn(String user, String password) throws IOException {
    Path file = folder.resolve("client.properties");
    Files.writeString(
        file,
        """
        security.protocol=SASL_PLAINTEXT
        sasl.mechanism=PLAIN
        sasl.jaas.config=%s
        """
            .formatted(LOGIN + "username=\"" + user + "\" password=\"" + password + "\";"));
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
                "--maxBundleTimeMills=100", // at 10, each operator wakes 200 times a second
                "--autoWatermarkInterval=100",
                "--parallelism=2",
                "--checkpoints=" + folder.resolve("checkpoints")));
    args.addAll(stack.flink().options());
    return JobMain.run(
        new StreamJob(Clock.systemUTC(), StoreAddress::redis), args.toArray(String[]::new));
  }
}
