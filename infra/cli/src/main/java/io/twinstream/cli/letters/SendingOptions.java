package io.twinstream.cli.letters;

import io.twinstream.cli.options.TargetOption;
import io.twinstream.cli.place.RegistryOption;
import io.twinstream.kafka.KafkaClients;
import io.twinstream.options.MaxRecordBytesOption;
import java.time.Clock;
import java.util.Collection;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How the records of dead letters are sent, and checked before. */
final class SendingOptions {
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
              + " max_known_disorder of its source needs now. A broker that sets timestamps itself"
              + " (LogAppendTime) ignores this option.")
  private Timestamps timestamps;

  @Mixin private TargetOption target;

  @Mixin private MaxRecordBytesOption size;

  @Mixin private RegistryOption registry;

  /** Plans what becomes of dead letters. */
  ReplayPlan plan(
      LetterSelection selection, Collection<EditedLetter> letters, ReplayLedger ledger) {
    Optional<Recheck> recheck =
        selection
            .project()
            .map(project -> new Recheck(project, size.maxRecordBytes, registry.writers()));
    KafkaClients kafka = KafkaClients.of(selection.kafka());
    long now = Clock.systemUTC().millis();
    try (Destinations to =
        new Destinations(kafka, target.topic, timestamps == Timestamps.now, now)) {
      return ReplayPlan.of(letters, ledger, to, recheck);
    }
  }
}
