package io.twinstream.cli.topics;

import io.twinstream.cli.options.PartitionsOption;
import io.twinstream.kafka.TopicAdmin.Existing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A topic of the definitions next to the one that the brokers have.
 *
 * @param wanted the topic of the definitions
 * @param existing the topic of the brokers; empty if it does not exist
 * @param brokers the addresses, for the commands that change a topic
 * @param local whether they are the local stack's: one broker, which keeps records forever
 */
record TopicComparison(
    WantedTopic wanted, Optional<Existing> existing, String brokers, boolean local) {

  /**
   * A difference.
   *
   * @param what the two values
   * @param change the command that changes the topic; empty if there is none
   * @param note what the change means; may be empty
   */
  record Difference(String what, String change, String note) {}

  boolean isMissing() {
    return existing.isEmpty();
  }

  /** Returns what differs from the definition; empty if the topic is missing. */
  List<Difference> differences() {
    List<Difference> differences = new ArrayList<>();
    existing.ifPresent(
        topic -> {
          partitions(topic, differences);
          replication(topic, differences);
          configs(topic, differences);
        });
    return differences;
  }

  private String name() {
    return wanted.topic().name();
  }

  private void partitions(Existing topic, List<Difference> differences) {
    int declared = wanted.topic().partitions().orElse(topic.partitions());
    String what = "%d partitions, declared %d".formatted(topic.partitions(), declared);
    if (declared > topic.partitions()) {
      differences.add(
          new Difference(
              what,
              "kafka-topics.sh --bootstrap-server %s --alter --topic %s --partitions %d"
                  .formatted(brokers, name(), declared),
              "most keys then belong to another partition, so the order of records of one key is"
                  + " lost at the change; a live job reads new partitions only after a fresh"
                  + " start"));
    } else if (declared < topic.partitions()) {
      differences.add(
          new Difference(
              what, "", "Kafka cannot remove partitions: declare as many, or name a new topic"));
    }
  }

  private void replication(Existing topic, List<Difference> differences) {
    int declared = wanted.topic().replication().orElse(topic.replication());
    if (declared != topic.replication() && !local) {
      differences.add(
          new Difference(
              "replication %d, declared %d".formatted(topic.replication(), declared),
              "kafka-reassign-partitions.sh --bootstrap-server %s --reassignment-json-file FILE"
                      .formatted(brokers)
                  + " --execute",
              "FILE lists the brokers of each partition"));
    }
  }

  private void configs(Existing topic, List<Difference> differences) {
    Map<String, String> wrong = new TreeMap<>();
    wanted
        .required()
        .forEach(
            (name, value) -> {
              if (!value.equals(topic.configs().get(name))) {
                wrong.put(name, value);
              }
            });
    String type =
        wrong.getOrDefault(
            WantedTopic.TIMESTAMP_TYPE, topic.configs().get(WantedTopic.TIMESTAMP_TYPE));
    if (wanted.isOfEvents() && WantedTopic.CREATE_TIME.equals(type) && isUnlimited(topic)) {
      wrong.put(WantedTopic.TIMESTAMP_AFTER, String.valueOf(WantedTopic.AHEAD.toMillis()));
    }
    wrong.forEach(
        (name, value) ->
            differences.add(
                new Difference(
                    "%s=%s, must be %s".formatted(name, topic.configs().get(name), value),
                    "kafka-configs.sh --bootstrap-server %s --alter --entity-type topics"
                            .formatted(brokers)
                        + " --entity-name %s --add-config %s=%s".formatted(name(), name, value),
                    note(name))));
  }

  private static boolean isUnlimited(Existing topic) {
    String limit = topic.configs().get(WantedTopic.TIMESTAMP_AFTER);
    return limit == null || Long.parseLong(limit) == Long.MAX_VALUE;
  }

  private String note(String config) {
    return switch (config) {
      case WantedTopic.TIMESTAMP_TYPE ->
          "change it only while no live job reads the topic: known times follow the timestamps";
      case WantedTopic.TIMESTAMP_AFTER ->
          "otherwise one producer with a wrong clock turns later records into dead letters";
      case WantedTopic.CLEANUP ->
          wanted.isOfEvents()
              ? "records that Kafka removes by key before the job reads them are in no feature"
              : "";
      default -> "";
    };
  }

  /** Returns the partitions with which the topic is created; empty for the brokers' default. */
  Optional<Integer> partitionsToCreate() {
    Optional<Integer> otherwise = local ? Optional.of(PartitionsOption.DEFAULT) : Optional.empty();
    return wanted.partitions().or(() -> otherwise);
  }

  Optional<Integer> replicationToCreate() {
    return local ? Optional.of(1) : wanted.topic().replication();
  }

  /** Returns a description of the topic to create. */
  String toCreate() {
    return "%s partitions, replication %s, %s"
        .formatted(
            partitionsToCreate().map(String::valueOf).orElse("the brokers' number of"),
            replicationToCreate().map(String::valueOf).orElse("of the brokers' default"),
            wanted.configs().entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining(", ")));
  }
}
