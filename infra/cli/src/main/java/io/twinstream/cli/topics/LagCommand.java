package io.twinstream.cli.topics;

import io.twinstream.cli.options.ExitCodes;
import io.twinstream.cli.place.BrokersOption;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.View;
import io.twinstream.kafka.ConsumerGroup;
import io.twinstream.kafka.TopicAdmin;
import io.twinstream.kafka.Topics;
import io.twinstream.options.DefinitionsOption;
import io.twinstream.options.ViewsOption;
import io.twinstream.options.kafka.ConsumerGroupOption;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code topics lag}: shows the consumer group of a live job. */
@Command(
    name = "lag",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Show the lag of a live job, from the positions in its consumer group.",
      "",
      "Prints what kafka-consumer-groups.sh --describe shows: the positions of the latest",
      "complete checkpoint, the ends of the partitions, and the difference.",
      "",
      "Exit code 1 if the group has no positions.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  twinstream topics lag --definitions my/features",
      "  twinstream topics lag --definitions my/features --views card_spend@2 --kafka broker:9092"
    })
final class LagCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DefinitionsOption definitions;
  @Mixin private ViewsOption views;
  @Mixin private ConsumerGroupOption group;
  @Mixin private BrokersOption brokers;

  @Override
  public Integer call() {
    Project project = definitions.load();
    Collection<String> computed =
        views.ids.isEmpty() ? project.liveViews().stream().map(View::id).toList() : views.ids;
    computed.forEach(project::view);
    String name = group.name(ConsumerGroup.name(project.name(), computed)).orElseThrow();
    PrintWriter out = spec.commandLine().getOut();
    try (TopicAdmin admin = TopicAdmin.connect(brokers.address());
        Topics topics = Topics.connect(brokers.address())) {
      Map<String, Map<Integer, Long>> positions = admin.positions(name);
      if (positions.isEmpty()) {
        out.println("the consumer group " + name + " has no positions");
        return ExitCodes.FAILED;
      }
      out.println("group " + name);
      positions.forEach(
          (topic, of) -> {
            Map<Integer, Long> ends = topics.appended(topic);
            of.forEach(
                (partition, at) ->
                    out.printf(
                        "  %s/%d at %,d of %,d, lag %,d%n",
                        topic,
                        partition,
                        at,
                        ends.getOrDefault(partition, at),
                        ends.getOrDefault(partition, at) - at));
          });
      out.flush();
      return 0;
    }
  }
}
