package io.twinstream.cli.history;

import io.twinstream.cli.options.Bar;
import io.twinstream.cli.options.PartitionsOption;
import io.twinstream.cli.options.RateOption;
import io.twinstream.cli.options.UntilOption;
import io.twinstream.cli.place.BrokersOption;
import io.twinstream.cli.place.RegistryOption;
import io.twinstream.features.decode.RecordKey;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import io.twinstream.features.format.TopicEncoder;
import io.twinstream.kafka.TimedSender;
import io.twinstream.kafka.TopicContents;
import io.twinstream.local.KafkaBroker;
import io.twinstream.local.flink.FlinkRest;
import io.twinstream.local.job.LiveJob;
import io.twinstream.offline.log.history.SourceEvents;
import io.twinstream.options.DefinitionsOption;
import io.twinstream.options.HistoryOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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
      "Send the events of files to the topic of their source, in the order of known time.",
      "",
      "A live job begins with everything that its topics hold. Send history first, so that",
      "features are complete from the first day, and start other producers afterwards. The",
      "topic is created if it does not exist, with the producers' timestamps and unlimited",
      "retention. The records of an entity have the same key, so their order is kept. Records that are not events are omitted; backfill reports them. Files are",
      "held in memory: send a long history in several commands.",
      "",
      "Send before stream run: a topic that stream run creates has the broker's timestamps.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  twinstream send --definitions my/features --history rides=rides/2026",
      "  twinstream send --definitions my/features --history rides=rides.csv --until 2026-11-01"
    })
public final class SendCommand implements Callable<Integer> {
  private static final String APPEND_TIME = "LogAppendTime";

  @Spec private CommandSpec spec;

  @Mixin private DefinitionsOption definitions;

  @Mixin private HistoryOption history;

  @Mixin private UntilOption until;

  @Mixin private BrokersOption brokers;

  @Mixin private RegistryOption registry;

  @Mixin private PartitionsOption partitions;

  @Mixin private final RateOption rate = new RateOption(0);

  @Override
  public Integer call() {
    Project project = definitions.load();
    List<Source> sources = history.bySource.keySet().stream().map(project::source).toList();
    String servers = brokers.address();
    KafkaBroker broker = KafkaBroker.at(servers);
    for (Source source : sources) {
      prepare(broker, source);
    }
    for (Source source : sources) {
      send(project, source, servers);
    }
    return 0;
  }

  private void prepare(KafkaBroker broker, Source source) {
    String topic = source.topic();
    broker.createTopic(
        topic,
        partitions
            .given
            .or(() -> source.kafkaTopic().partitions())
            .orElse(PartitionsOption.DEFAULT),
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

  private void send(Project project, Source source, String servers) {
    String path = history.bySource.get(source.name());
    List<Event> events =
        SourceEvents.read(project, source.name(), path, until.until).stream()
            .sorted(Comparator.comparingLong(Event::known).thenComparing(Event::position))
            .toList();
    RecordKey key = RecordKey.of(project, source);
    TopicEncoder encoder = registry.encoder(source);
    try (TimedSender out = new TimedSender(servers, source.topic(), rate.perSecond);
        Bar bar = Bar.show("sending " + source.name(), events.size(), out::sent)) {
      for (Event event : events) {
        out.send(key.of(event), event.known(), encoder.encode(event));
      }
      out.flush();
    }
    spec.commandLine()
        .getOut()
        .printf(
            "%s: %,d events of %s are on the topic '%s'; the newest was known at %s%n",
            source.name(),
            events.size(),
            path,
            source.topic(),
            Instant.ofEpochMilli(events.get(events.size() - 1).known()));
    spec.commandLine().getOut().flush();
  }
}
