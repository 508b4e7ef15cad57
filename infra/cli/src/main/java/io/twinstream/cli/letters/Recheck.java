package io.twinstream.cli.letters;

import io.twinstream.cli.letters.Destinations.Destination;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Reason;
import io.twinstream.features.format.TopicDecoders;
import io.twinstream.features.format.WriterSchemas;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Decodes records as the live job will, with the current definitions. */
final class Recheck {
  private final Project project;
  private final int maxBytes;
  private final WriterSchemas registry;
  private final Map<String, EventDecoder> decoders = new HashMap<>();

  Recheck(Project project, int maxBytes, WriterSchemas registry) {
    this.project = project;
    this.maxBytes = maxBytes;
    this.registry = registry;
  }

  /** Returns why a record would be a dead letter again; empty if it would be accepted. */
  Optional<DeadLetter> refusal(EditedLetter edited, Destination to) {
    String source = edited.letter().source();
    EventDecoder decoder = decoders.computeIfAbsent(source, name -> decoder(name));
    return decoder.decode(to.record(edited)) instanceof DeadLetter letter
        ? Optional.of(letter)
        : Optional.empty();
  }

  /** Returns the reason why a record would be a dead letter again. */
  static Optional<Reason> reason(Optional<DeadLetter> refusal) {
    return refusal.map(DeadLetter::reason);
  }

  private EventDecoder decoder(String source) {
    return TopicDecoders.of(
        project.source(source),
        project.viewsOfBase(source).stream()
            .map(view -> project.entity(view.entity()).key())
            .collect(Collectors.toUnmodifiableSet()),
        maxBytes,
        registry);
  }
}
