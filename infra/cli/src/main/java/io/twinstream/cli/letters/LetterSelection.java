package io.twinstream.cli.letters;

import io.twinstream.cli.options.TopicOption;
import io.twinstream.cli.place.BrokersOption;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Topic;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Reason;
import io.twinstream.features.files.FilePaths;
import io.twinstream.offline.log.archive.DeadLetterTable;
import io.twinstream.options.DefinitionsOption;
import io.twinstream.options.kafka.DeadLetterTopicOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Selects dead letters. */
final class LetterSelection {
  @Mixin private BrokersOption brokers;

  @Mixin private final TopicOption topic = new TopicOption(DeadLetterTopicOption.DEFAULT);

  @ArgGroup(
      exclusive = false,
      multiplicity = "0..1",
      heading =
          "The topics of dead letters that sources declare are read too, and records are checked"
              + " before they are sent, with:%n")
  private DefinitionsOption definitions;

  @Option(
      names = "--letters",
      paramLabel = "PATH",
      description =
          "Read dead letters from here instead of from topics: a file that export or fix wrote, or"
              + " a folder of Parquet files, such as dead_letters of the logs of stream run.")
  private Optional<String> path = Optional.empty();

  @Option(
      names = "--reason",
      split = ",",
      description = "Only dead letters with these reasons: ${COMPLETION-CANDIDATES}.")
  private Set<Reason> reasons = Set.of();

  @Option(
      names = "--position",
      split = ",",
      description = "Only the dead letters at these positions, as list prints them.")
  private Set<String> positions = Set.of();

  @Option(
      names = "--open",
      description = "Only dead letters that no replay has sent or dropped yet.")
  private boolean open;

  @Option(
      names = "--ledger",
      paramLabel = "TOPIC",
      defaultValue = "twinstream.replayed-dead-letters",
      description =
          "The compacted topic with what replays have sent or dropped (default:"
              + " ${DEFAULT-VALUE}). replay creates it.")
  private String ledger;

  String kafka() {
    return brokers.address();
  }

  String ledger() {
    return ledger;
  }

  Optional<Project> project() {
    return Optional.ofNullable(definitions).map(DefinitionsOption::load);
  }

  /** Returns the selected dead letters by {@link DeadLetter#id}, in order. */
  Map<String, EditedLetter> read() {
    Map<String, EditedLetter> letters = new LinkedHashMap<>();
    if (path.isPresent()) {
      readPath(FilePaths.of(path.get()), letters);
    } else {
      topics().forEach(name -> Letters.read(kafka(), name).values().forEach(l -> add(l, letters)));
    }
    letters
        .values()
        .removeIf(
            edited ->
                !(reasons.isEmpty() || reasons.contains(edited.letter().reason()))
                    || !(positions.isEmpty()
                        || positions.contains(edited.letter().position().toString())));
    if (open) {
      ReplayLedger done = ReplayLedger.read(kafka(), ledger);
      letters.values().removeIf(edited -> done.has(edited.letter()));
    }
    return letters;
  }

  private static void readPath(Path path, Map<String, EditedLetter> to) {
    if (Files.isDirectory(path)) {
      DeadLetterTable.read(path, letter -> add(letter, to));
    } else {
      LetterLines.read(path, edited -> to.putIfAbsent(edited.letter().id(), edited));
    }
  }

  private static void add(DeadLetter letter, Map<String, EditedLetter> to) {
    to.putIfAbsent(letter.id(), EditedLetter.unchanged(letter));
  }

  /** The declared topics, and that of sources without one. */
  private Set<String> topics() {
    if (definitions == null) {
      return Set.of(topic.name);
    }
    return definitions.load().streams().stream()
        .map(source -> source.deadLetters().map(Topic::name).orElse(topic.name))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
