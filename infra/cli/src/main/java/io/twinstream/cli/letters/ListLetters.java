package io.twinstream.cli.letters;

import io.twinstream.cli.options.Json;
import io.twinstream.cli.options.JsonOption;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Reason;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code dead-letters list}: counts and lists. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = {
      "Count dead letters by reason, and list the first ones.",
      "",
      "A dead letter of a record that was sent again says so, with the number of the try.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  twinstream dead-letters list",
      "  twinstream dead-letters list --by-reason --limit 3",
      "  twinstream dead-letters list --reason LATE,FUTURE --limit 100",
      "  twinstream dead-letters list --definitions my/features --open",
      "  twinstream dead-letters list --letters logs/dead_letters",
      "  twinstream dead-letters list --json"
    })
final class ListLetters implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private LetterSelection selection;

  @Option(
      names = "--limit",
      defaultValue = "20",
      description = "How many dead letters to list (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(
      names = "--by-reason",
      description = "List a sample of each reason, of --limit dead letters from all of the time.")
  private boolean byReason;

  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<DeadLetter> letters =
        selection.read().values().stream().map(EditedLetter::letter).toList();
    Map<Reason, List<DeadLetter>> reasons = new EnumMap<>(Reason.class);
    Map<Integer, Long> tries = new TreeMap<>();
    for (DeadLetter letter : letters) {
      reasons.computeIfAbsent(letter.reason(), reason -> new ArrayList<>()).add(letter);
      tries.merge(Provenance.of(letter).tries(), 1L, Long::sum);
    }
    List<DeadLetter> listed = new ArrayList<>();
    if (byReason) {
      reasons.values().forEach(all -> listed.addAll(spread(all, limit)));
    } else {
      letters.stream().limit(limit).forEach(listed::add);
    }
    if (json.wanted) {
      Map<Reason, Long> counts = new EnumMap<>(Reason.class);
      reasons.forEach((reason, all) -> counts.put(reason, (long) all.size()));
      Json.print(
          out,
          Map.of(
              "count",
              letters.size(),
              "reasons",
              counts,
              "tries",
              tries,
              "letters",
              listed.stream().map(ListLetters::map).toList()));
      return 0;
    }
    out.printf("%,d dead letters%n", letters.size());
    reasons.forEach((reason, all) -> out.printf("  %-14s %,d%n", reason, all.size()));
    tries.forEach(
        (number, count) -> {
          if (number > 0) {
            out.printf("  %,d of them of records that were sent again, try %d%n", count, number);
          }
        });
    listed.forEach(
        letter ->
            out.printf(
                "%s  %s  %s%s%n", letter.id(), letter.reason(), letter.detail(), again(letter)));
    out.flush();
    return 0;
  }

  /** Returns at most so many, spread evenly, so that they are not all of one moment. */
  private static List<DeadLetter> spread(List<DeadLetter> all, int most) {
    List<DeadLetter> some = new ArrayList<>();
    int count = Math.min(most, all.size());
    for (int i = 0; i < count; i++) {
      some.add(all.get((int) ((long) i * all.size() / count)));
    }
    return some;
  }

  private static String again(DeadLetter letter) {
    Provenance provenance = Provenance.of(letter);
    return provenance.tries() == 0
        ? ""
        : "  (try %d of %s)".formatted(provenance.tries(), provenance.of());
  }

  private static Map<String, Object> map(DeadLetter letter) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("position", letter.position().toString());
    map.put("source", letter.source());
    map.put("reason", letter.reason().name());
    map.put("detail", letter.detail());
    map.put("known", Instant.ofEpochMilli(letter.known()).toString());
    map.put("size", letter.size());
    Provenance provenance = Provenance.of(letter);
    if (provenance.tries() > 0) {
      map.put("replay_of", provenance.of());
      map.put("try", provenance.tries());
    }
    return map;
  }
}
