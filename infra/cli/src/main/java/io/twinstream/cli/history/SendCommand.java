package io.twinstream.cli.history;

import io.twinstream.cli.options.Bar;
import io.twinstream.cli.options.PartitionsOption;
import io.twinstream.cli.options.RateOption;
import io.twinstream.cli.options.SpeedOption;
import io.twinstream.cli.options.TargetOption;
import io.twinstream.cli.place.BrokersOption;
import io.twinstream.cli.place.RegistryOption;
import io.twinstream.features.decode.RecordKey;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.format.TopicEncoder;
import io.twinstream.kafka.KafkaClients;
import io.twinstream.kafka.Pace;
import io.twinstream.kafka.TimedSender;
import io.twinstream.kafka.TopicContents;
import io.twinstream.kafka.TopicCopy;
import io.twinstream.kafka.Topics;
import io.twinstream.local.KafkaBroker;
import io.twinstream.local.flink.FlinkRest;
import io.twinstream.local.job.LiveJob;
import io.twinstream.offline.log.history.SourceEvents;
import io.twinstream.options.DefinitionsOption;
import io.twinstream.options.HistoryOption;
import io.twinstream.options.KnownRange;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command {@code send}: sends the events of history files to their sources' topics, so that a
 * live job has them.
 */
@Command(
    name = "send",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Send the events of files, or the records of a topic, in the order of known time.",
      "",
      "A live job begins with everything that its topics hold. Send history first, so that",
      "features are complete from the first day, and start other producers afterwards. The",
      "topic is created if it does not exist, with the producers' timestamps and unlimited",
      "retention. The records of an entity have the same key, so their order is kept. Records that",
      "are not events are omitted; backfill reports them. A long history is sorted in temporary",
      "files, about as large as its records.",
      "",
      "With --from and --to the command sends a span of known time again, for example to a scratch",
      "topic for a test: --target names it. The history topic:NAME (or topic: for the topic of the",
      "source) is the records of a topic. They are copied byte for byte, with keys, headers,",
      "timestamps and partitions, to a topic that must be empty. --speed 60 sends an hour in a minute.",
      "",
      "Send before stream run: a topic that stream run creates has the broker's timestamps.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  twinstream send --definitions my/features --history rides=rides/2026",
      "  twinstream send --definitions my/features --history rides=rides.csv --to 2026-11-01",
      "  twinstream send --definitions my/features --history rides=topic: --target rides.scratch \\",
      "      --from 2026-11-01T10:00:00Z --to 2026-11-01T11:00:00Z --speed 60",
      "  twinstream send --definitions my/features --history rides=logs/events/rides \\",
      "      --from 2026-11-01 --target rides.scratch"
    })
public final class SendCommand implements Callable<Integer> {
  private static final String APPEND_TIME = "LogAppendTime";

  /** Begins a history that is a topic. */
  private static final String TOPIC = "topic:";

  /** The part of a history that is sorted in memory. */
  private static final long HELD_BYTES = 128L << 20;

  @Spec private CommandSpec spec;

  @Mixin private DefinitionsOption definitions;

  @Mixin private HistoryOption history;

  @Mixin private KnownRange range;

  @Mixin private TargetOption target;

  @Mixin private BrokersOption brokers;

  @Mixin private RegistryOption registry;

  @Mixin private PartitionsOption partitions;

  @Mixin private final RateOption rate = new RateOption(0);

  @Mixin private SpeedOption speed;

  @Override
  public Integer call() {
    if (rate.perSecond > 0 && speed.times != SpeedOption.MAX) {
      throw new ParameterException(spec.commandLine(), "--rate and --speed exclude each other");
    }
    if (target.topic.isPresent() && history.bySource.size() > 1) {
      throw new ParameterException(
          spec.commandLine(), "--target is one topic: send one --history at a time");
    }
    Project project = definitions.load();
    List<Source> sources = history.bySource.keySet().stream().map(project::source).toList();
    String servers = brokers.address();
    KafkaBroker broker = KafkaBroker.at(servers);
    for (Source source : sources) {
      prepare(broker, source);
    }
    for (Source source : sources) {
      String path = history.bySource.get(source.name());
      if (path.startsWith(TOPIC)) {
        copy(source, from(source), servers);
      } else {
        send(project, source, servers);
      }
    }
    return 0;
  }

  private String topic(Source source) {
    return target.topic.orElse(source.topic());
  }

  /** Returns the topic that is the history of a source; its own if the user names none. */
  private String from(Source source) {
    String name = history.bySource.get(source.name()).substring(TOPIC.length());
    return name.isEmpty() ? source.topic() : name;
  }

  private Pace pace() {
    return rate.perSecond > 0 ? Pace.perSecond(rate.perSecond) : Pace.timesAsFast(speed.times);
  }

  private void prepare(KafkaBroker broker, Source source) {
    String topic = topic(source);
    boolean copies = history.bySource.get(source.name()).startsWith(TOPIC);
    broker.createTopic(
        topic,
        copies ? partitionsOfCopy(broker, source) : partitionsOf(source),
        Map.of("message.timestamp.type", "CreateTime", "retention.ms", "-1"));
    if (!broker.timestamps(topic).equals(APPEND_TIME)) {
      return;
    }
    String problem =
        ("the topic '%s' uses LogAppendTime (%s), so all of history would get the "
                + "current time as its known time; ")
            .formatted(topic, APPEND_TIME);
    if (brokers.given()) {
      throw new IllegalArgumentException(
          problem
              + "send history before a live job reads the topic, to a topic with its "
              + "producers' timestamps (message.timestamp.type=CreateTime), which this "
              + "command creates if the topic does not exist");
    }
    if (new TopicContents(broker.bootstrapServers(), topic).size() > 0) {
      throw new IllegalArgumentException(
          problem
              + "history must be sent first, but the topic has events; name another "
              + "topic in the definitions");
    }
    if (!LiveJob.ids(FlinkRest.at(brokers.stack.flink())).isEmpty()) {
      throw new IllegalArgumentException(
          problem
              + "history must be sent first, before a live job reads the topic: twinstream "
              + "stream stop, then send, then twinstream stream run");
    }
    broker.useProducersTimes(topic); // a live job has created the topic, but it is still empty
  }

  private int partitionsOf(Source source) {
    return partitions
        .given
        .or(() -> source.kafkaTopic().partitions())
        .orElse(PartitionsOption.DEFAULT);
  }

  /** A copy has the same partitions, so that records are known at the same times again. */
  private int partitionsOfCopy(KafkaBroker broker, Source source) {
    String from = from(source);
    if (from.equals(topic(source))) {
      throw new ParameterException(
          spec.commandLine(),
          "the topic '" + from + "' would be copied to itself; name another one: --target TOPIC");
    }
    try (Topics topics = Topics.connect(broker.bootstrapServers())) {
      int count = topics.describe(from).partitions().size();
      topics
          .find(topic(source))
          .filter(found -> found.partitions().size() != count)
          .ifPresent(
              found -> {
                throw new IllegalArgumentException(
                    "the topic '%s' has %d partitions and '%s' has %d; name a topic that does not exist, which is created"
                        .formatted(found.topic().name(), found.partitions().size(), from, count));
              });
      return count;
    }
  }

  private void copy(Source source, String from, String servers) {
    String to = topic(source);
    long present = new TopicContents(servers, to).size();
    if (present > 0) {
      throw new IllegalArgumentException(
          "the topic '%s' is not empty (%,d offsets), so records would be there twice; delete it, or name another one"
              .formatted(to, present));
    }
    TopicCopy copy =
        new TopicCopy(
            KafkaClients.of(servers),
            from,
            to,
            range.from.map(Instant::toEpochMilli).orElse(Long.MIN_VALUE),
            range.to.map(Instant::toEpochMilli).orElse(Long.MAX_VALUE));
    try (Bar bar = Bar.show("copying " + from, copy.size(), copy::sent)) {
      copy.run(pace());
    }
    spec.commandLine()
        .getOut()
        .printf("%s: %,d records of '%s' are on '%s'%n", source.name(), copy.sent(), from, to);
    spec.commandLine().getOut().flush();
  }

  private void send(Project project, Source source, String servers) {
    String path = history.bySource.get(source.name());
    String topic = topic(source);
    RecordKey key = RecordKey.of(project, source);
    TopicEncoder encoder = registry.encoder(source);
    AtomicLong newest = new AtomicLong();
    try (SortedRecords records = new SortedRecords(HELD_BYTES)) {
      SourceEvents.forEach(
          project,
          source.name(),
          path,
          range.from,
          range.to,
          event ->
              records.add(event.position(), event.known(), key.of(event), encoder.encode(event)));
      try (TimedSender out = new TimedSender(servers, topic, pace());
          Bar bar = Bar.show("sending " + source.name(), records.count(), out::sent)) {
        records.forEach(
            (known, recordKey, payload) -> {
              newest.set(known);
              out.send(recordKey, known, payload);
            });
        out.flush();
      }
      spec.commandLine()
          .getOut()
          .printf(
              "%s: %,d events of %s are on the topic '%s'; the newest was known at %s%n",
              source.name(), records.count(), path, topic, Instant.ofEpochMilli(newest.get()));
      spec.commandLine().getOut().flush();
    }
  }
}
