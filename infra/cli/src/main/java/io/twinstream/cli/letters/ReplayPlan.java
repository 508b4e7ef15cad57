package io.twinstream.cli.letters;

import io.twinstream.cli.letters.Destinations.Destination;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What becomes of each of some dead letters. Each has one fate, so the counts add up. */
final class ReplayPlan {
  /** What becomes of a dead letter. */
  enum Fate {
    /** Its record is sent. */
    SENT("sent"),
    /** An earlier replay sent its record to the same topic. */
    SENT_BEFORE("sent by an earlier replay"),
    /** The user drops it. */
    DROPPED("dropped"),
    /** An earlier replay recorded that the user drops it. */
    DROPPED_BEFORE("dropped by an earlier replay"),
    /** Its record would be a dead letter again. */
    STILL_DEAD("not sent: would be dead letters again"),
    /** Its record was not kept completely. */
    TRUNCATED("not sent: truncated"),
    /** Its record was accepted. */
    ACCEPTED("not sent: of enriched sources, so their records were accepted"),
    /** Its topic does not exist any more. */
    NO_TOPIC("not sent: their topic was deleted, or they are rows of files; see --target");

    private final String text;

    Fate(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * A dead letter and what becomes of it.
   *
   * @param to where its record goes, if it is known
   * @param refusal why its record would be a dead letter again
   */
  record Planned(
      EditedLetter edited, Fate fate, Optional<Destination> to, Optional<DeadLetter> refusal) {}

  private final List<Planned> all = new ArrayList<>();

  private ReplayPlan() {}

  /**
   * Plans.
   *
   * @param recheck decides what would be a dead letter again; without it nothing is checked
   */
  static ReplayPlan of(
      Collection<EditedLetter> letters,
      ReplayLedger ledger,
      Destinations destinations,
      Optional<Recheck> recheck) {
    ReplayPlan plan = new ReplayPlan();
    for (EditedLetter edited : letters) {
      Planned planned = planned(edited, ledger, destinations, recheck);
      if (planned.fate() == Fate.SENT) {
        destinations.sent(planned.to().orElseThrow());
      }
      plan.all.add(planned);
    }
    return plan;
  }

  private static Planned planned(
      EditedLetter edited,
      ReplayLedger ledger,
      Destinations destinations,
      Optional<Recheck> recheck) {
    DeadLetter letter = edited.letter();
    if (!letter.isOriginal()) {
      return new Planned(edited, Fate.ACCEPTED, Optional.empty(), Optional.empty());
    }
    if (ledger.hasDropped(letter)) {
      return new Planned(edited, Fate.DROPPED_BEFORE, Optional.empty(), Optional.empty());
    }
    Optional<Destination> to = destinations.of(letter);
    if (to.filter(each -> ledger.hasSent(letter, each)).isPresent()) {
      return new Planned(edited, Fate.SENT_BEFORE, to, Optional.empty());
    } else if (edited.drop()) {
      return new Planned(edited, Fate.DROPPED, to, Optional.empty());
    } else if (!edited.isWhole()) {
      return new Planned(edited, Fate.TRUNCATED, to, Optional.empty());
    } else if (to.isEmpty()) {
      return new Planned(edited, Fate.NO_TOPIC, to, Optional.empty());
    }
    Optional<DeadLetter> refusal =
        recheck.flatMap(decoder -> decoder.refusal(edited, to.orElseThrow()));
    return new Planned(edited, refusal.isPresent() ? Fate.STILL_DEAD : Fate.SENT, to, refusal);
  }

  List<Planned> all() {
    return all;
  }

  /** Returns how many have each fate, without those that none has. */
  Map<Fate, Long> counts() {
    Map<Fate, Long> counts = new EnumMap<>(Fate.class);
    all.forEach(planned -> counts.merge(planned.fate(), 1L, Long::sum));
    return counts;
  }

  /** Returns the reasons of those that would be dead letters again. */
  Map<Reason, Long> refusals() {
    Map<Reason, Long> counts = new EnumMap<>(Reason.class);
    all.forEach(
        planned ->
            planned.refusal().ifPresent(letter -> counts.merge(letter.reason(), 1L, Long::sum)));
    return counts;
  }
}
