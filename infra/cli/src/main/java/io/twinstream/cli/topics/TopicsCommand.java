package io.twinstream.cli.topics;

import io.twinstream.cli.options.ExitCodes;
import io.twinstream.cli.place.BrokersOption;
import io.twinstream.cli.topics.TopicComparison.Difference;
import io.twinstream.kafka.TopicAdmin;
import io.twinstream.options.DefinitionsOption;
import io.twinstream.options.kafka.DeadLetterTopicOption;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code topics}, whose subcommands compare and create the topics of definitions. */
@Command(
    name = "topics",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {"Compare Kafka topics with the definitions, create them, show their lag.", ""},
    subcommands = {TopicsCommand.Plan.class, TopicsCommand.Create.class, LagCommand.class})
public final class TopicsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a COMMAND");
  }

  /** The topics to compare. */
  static final class Selection {
    @Mixin private DefinitionsOption definitions;
    @Mixin private DeadLetterTopicOption letters;
    @Mixin private BrokersOption brokers;

    TopicAdmin connect() {
      return TopicAdmin.connect(brokers.address());
    }

    List<TopicComparison> compare(TopicAdmin admin) {
      String otherwise = letters.name.orElse(DeadLetterTopicOption.DEFAULT);
      return WantedTopic.of(definitions.load(), otherwise).stream()
          .map(wanted -> brokers.given() ? wanted : wanted.inLocalStack())
          .map(
              wanted ->
                  new TopicComparison(
                      wanted,
                      admin.find(wanted.topic().name()),
                      brokers.address(),
                      !brokers.given()))
          .toList();
    }
  }

  /** The command {@code topics plan}: compares. */
  @Command(
      name = "plan",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "Compare the topics of the definitions with those of the brokers; changes nothing.",
        "",
        "The topics are those of the sources' events, those of dead letters, and PROJECT.erasures,",
        "where servers record erased entities. Settings that a source does not declare are not",
        "compared, except those that the live job needs. The local stack has one broker, which",
        "keeps records forever: there, replication and retention are not compared.",
        "",
        "Exit code 1 if a topic is missing or differs.",
        ""
      },
      footer = {
        "",
        "Examples:",
        "  twinstream topics plan --definitions my/features",
        "  twinstream topics plan --definitions my/features --kafka broker:9092"
      })
  static final class Plan implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Selection selection;

    @Override
    public Integer call() {
      try (TopicAdmin admin = selection.connect()) {
        List<TopicComparison> all = selection.compare(admin);
        PrintWriter out = spec.commandLine().getOut();
        all.forEach(each -> print(out, each, "is missing: topics create creates it with "));
        out.flush();
        boolean same = all.stream().noneMatch(each -> each.isMissing() || differs(each));
        return same ? 0 : ExitCodes.FAILED;
      }
    }
  }

  /** The command {@code topics create}: creates what is missing. */
  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "Create the topics of the definitions that do not exist.",
        "",
        "Existing topics are not changed: differences are printed, with the command of Kafka's own",
        "tools that changes them. What a source does not declare is left to the brokers, except",
        "that they set the timestamps (LogAppendTime) and do not compact the topic.",
        "",
        "Exit code 1 if an existing topic differs.",
        ""
      },
      footer = {
        "",
        "Examples:",
        "  twinstream topics create --definitions my/features --kafka broker:9092"
      })
  static final class Create implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Selection selection;

    @Override
    public Integer call() {
      try (TopicAdmin admin = selection.connect()) {
        PrintWriter out = spec.commandLine().getOut();
        boolean differs = false;
        for (TopicComparison each : selection.compare(admin)) {
          if (each.isMissing()) {
            admin.create(
                each.wanted().topic().name(),
                each.partitionsToCreate(),
                each.replicationToCreate(),
                each.wanted().configs());
          }
          print(out, each, "created with ");
          out.flush();
          differs |= differs(each);
        }
        return differs ? ExitCodes.FAILED : 0;
      }
    }
  }

  private static boolean differs(TopicComparison topic) {
    return !topic.differences().isEmpty();
  }

  private static void print(PrintWriter out, TopicComparison topic, String missing) {
    String name = topic.wanted().topic().name() + " (" + topic.wanted().use() + ")";
    if (topic.isMissing()) {
      out.println("+ " + name + ": " + missing + topic.toCreate());
    } else if (!differs(topic)) {
      out.println("= " + name);
    } else {
      out.println("~ " + name);
      topic.differences().forEach(each -> print(out, each));
    }
  }

  private static void print(PrintWriter out, Difference difference) {
    out.println("    " + difference.what());
    for (String more : List.of(difference.change(), difference.note())) {
      if (!more.isEmpty()) {
        out.println("      " + more);
      }
    }
  }
}
