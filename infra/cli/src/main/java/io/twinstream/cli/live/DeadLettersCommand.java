package io.twinstream.cli.live;

import io.twinstream.cli.options.Json;
import io.twinstream.cli.options.JsonOption;
import io.twinstream.cli.options.TopicOption;
import io.twinstream.cli.place.BrokersOption;
import io.twinstream.features.definition.Topic;
import io.twinstream.features.event.Envelope;
import io.twinstream.features.event.Reason;
import io.twinstream.features.text.Names;
import io.twinstream.options.DefinitionsOption;
import io.twinstream.options.kafka.DeadLetterTopicOption;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code dead-letters}, whose subcommands list, show and replay dead letters. */
@Command(
    name = "dead-letters",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {"List, show and replay dead letters: records that are not valid events.", ""},
    subcommands = {
      DeadLettersCommand.ListAll.class,
      DeadLettersCommand.Show.class,
      DeadLettersCommand.Replay.class
    })
public final class DeadLettersCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a COMMAND");
  }

  /** Selects dead letters. */
  static final class Selection {
    @Mixin private BrokersOption brokers;

    @Mixin private final TopicOption topic = new TopicOption(DeadLetterTopicOption.DEFAULT);

    @ArgGroup(
        exclusive = false,
        multiplicity = "0..1",
        heading = "The topics of dead letters that sources declare are read too, with:%n")
    private DefinitionsOption definitions;

    @Option(
        names = "--reason",
        split = ",",
        description = "Only dead letters with these reasons: ${COMPLETION-CANDIDATES}.")
    private Set<Reason> reasons = Set.of();

    String kafka() {
      return brokers.address();
    }

    Map<String, PublishedLetter> read() {
      Map<String, PublishedLetter> letters = new LinkedHashMap<>();
      topics().forEach(name -> letters.putAll(Letters.read(kafka(), name)));
      if (!reasons.isEmpty()) {
        letters.values().removeIf(letter -> !reasons.contains(letter.reason()));
      }
      return letters;
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

  /** The command {@code dead-letters list}: counts and lists. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = {"Count dead letters by reason, and list the first ones.", ""},
      footer = {
        "",
        "Examples:",
        "  twinstream dead-letters list",
        "  twinstream dead-letters list --reason LATE,FUTURE --limit 100",
        "  twinstream dead-letters list --definitions my/features",
        "  twinstream dead-letters list --json"
      })
  static final class ListAll implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private Selection selection;

    @Option(
        names = "--limit",
        defaultValue = "20",
        description = "How many dead letters to list (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Mixin private JsonOption json;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      Map<String, PublishedLetter> letters = selection.read();
      Map<Reason, Long> counts = new EnumMap<>(Reason.class);
      letters.values().forEach(letter -> counts.merge(letter.reason(), 1L, Long::sum));
      if (json.wanted) {
        Json.print(
            out,
            Map.of(
                "count", letters.size(),
                "reasons", counts,
                "letters",
                    letters.values().stream().limit(limit).map(PublishedLetter::toMap).toList()));
        return 0;
      }
      out.printf("%,d dead letters%n", letters.size());
      counts.forEach((reason, n) -> out.printf("  %-14s %,d%n", reason, n));
      letters.values().stream()
          .limit(limit)
          .forEach(l -> out.printf("%s  %s  %s%n", l.id(), l.reason(), l.detail()));
      out.flush();
      return 0;
    }
  }

  /** The command {@code dead-letters show}: shows one. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = {"Show one dead letter, with its original bytes.", ""},
      footer = {"", "Examples:", "  twinstream dead-letters show txn.events/2@1234"})
  static final class Show implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private Selection selection;

    @Parameters(
        paramLabel = "POSITION",
        description = "The position of the dead letter, as list prints it.")
    private String position;

    @Override
    public Integer call() {
      Map<String, PublishedLetter> letters = selection.read();
      PublishedLetter letter = letters.get(position);
      if (letter == null) {
        throw new IllegalArgumentException(
            Names.unknown("dead letter", position, letters.keySet()));
      }
      PrintWriter out = spec.commandLine().getOut();
      out.println("position  " + letter.position());
      out.println("source    " + letter.source());
      out.println("reason    " + letter.reason());
      out.println("detail    " + letter.detail());
      out.println("known     " + letter.known());
      Envelope envelope = letter.envelope();
      if (envelope.key() != null) {
        out.println("key       " + text(envelope.key()));
      }
      if (envelope.timestamp() != Envelope.NO_TIMESTAMP) {
        out.println("timestamp " + Instant.ofEpochMilli(envelope.timestamp()));
      }
      envelope.headers().forEach(header -> out.println("header    " + header.name()));
      if (envelope.cut()) {
        out.println("          the key or the headers are truncated here");
      }
      boolean cut = letter.isPayloadCut();
      out.println("size      " + letter.size() + (cut ? " bytes, truncated here" : " bytes"));
      if (cut) {
        out.println("sha256    " + letter.sha256());
      }
      out.println(text(letter.payload()));
      out.flush();
      return 0;
    }

    private static String text(byte[] payload) {
      try {
        return StandardCharsets.UTF_8
            .newDecoder()
            .decode(java.nio.ByteBuffer.wrap(payload))
            .toString();
      } catch (CharacterCodingException e) {
        return "not UTF-8: " + HexFormat.of().formatHex(payload);
      }
    }
  }

  /** The command {@code dead-letters replay}: sends the original records again. */
  @Command(
      name = "replay",
      mixinStandardHelpOptions = true,
      description = {
        "Send the original records of dead letters to their topics again, as new records.",
        "",
        "For use after the cause is fixed, for example after a definition was corrected. New",
        "records have the keys and headers of the originals and, unless --timestamps is now,",
        "their timestamps. Without --send the command prints what it would send. Originals that",
        "were not kept completely are omitted, and so are dead letters of enriched sources:",
        "their records were accepted, and would count twice.",
        ""
      },
      footer = {
        "",
        "Examples:",
        "  twinstream dead-letters replay --reason EXCESS_DIGITS",
        "  twinstream dead-letters replay --reason EXCESS_DIGITS --send",
        "  twinstream dead-letters replay --position txn.events/2@1234 --send"
      })
  static final class Replay implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private Selection selection;

    @Option(
        names = "--position",
        split = ",",
        description = "Only the dead letters at these positions, as list prints them.")
    private Set<String> positions = Set.of();

    @Option(names = "--send", description = "Send the records.")
    private boolean send;

    /** The timestamps of the new records. */
    enum Timestamps {
      original,
      now
    }

    @Option(
        names = "--timestamps",
        defaultValue = "original",
        description =
            "The timestamps of the new records: ${COMPLETION-CANDIDATES} (default:"
                + " ${DEFAULT-VALUE}). A record that is behind its partition by more than"
                + " max_known_disorder of its source needs now. A broker that sets timestamps itself (LogAppendTime)"
                + " ignores this option.")
    private Timestamps timestamps;

    @Override
    public Integer call() {
      List<PublishedLetter> chosen =
          selection.read().values().stream()
              .filter(l -> positions.isEmpty() || positions.contains(l.position()))
              .toList();
      List<PublishedLetter> originals =
          chosen.stream().filter(PublishedLetter::isOriginal).toList();
      List<PublishedLetter> whole = originals.stream().filter(l -> !l.isCut()).toList();
      if (send) {
        Letters.sendAgain(selection.kafka(), whole, timestamps == Timestamps.now);
      }
      spec.commandLine()
          .getOut()
          .printf(
              "%s %,d record(s), %,d of %,d left out because they are truncated%n",
              send ? "sent" : "would send (add --send)",
              whole.size(),
              originals.size() - whole.size(),
              chosen.size());
      if (originals.size() < chosen.size()) {
        spec.commandLine()
            .getOut()
            .printf(
                "%,d others are of enriched sources: their records were accepted%n",
                chosen.size() - originals.size());
      }
      return 0;
    }
  }
}
