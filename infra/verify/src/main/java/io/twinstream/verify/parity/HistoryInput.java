package io.twinstream.verify.parity;

import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import io.twinstream.features.format.TopicEncoder;
import io.twinstream.kafka.TimedSender;
import io.twinstream.offline.log.history.SourceEvents;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The events of history files as the input of a parity run, sent with their known times, in this
 * order, because live a record has at least the known time of those before it. Some are sent twice
 * if the source removes duplicates.
 */
public final class HistoryInput implements ParityInput {
  private static final double DUPLICATES = 0.02;

  private final Source source;
  private final String path;
  private final Optional<Instant> until;
  private final long seed;
  private final List<Event> events;
  private volatile TimedSender sender;

  /**
   * Reads the files.
   *
   * @param path a file, folder or glob
   * @param until events known later are omitted, if given
   */
  public HistoryInput(
      Project project, String sourceName, String path, Optional<Instant> until, long seed) {
    this.source = project.source(sourceName);
    this.path = path;
    this.until = until;
    this.seed = seed;
    this.events = SourceEvents.read(project, sourceName, path, until);
  }

  @Override
  public Map<String, String> topicConfiguration() {
    return Map.of("message.timestamp.type", "CreateTime");
  }

  @Override
  public long size() {
    return events.size();
  }

  @Override
  public long sent() {
    TimedSender current = sender;
    return current == null ? 0 : current.sent();
  }

  @Override
  public String send(String bootstrapServers, String topic, double rate) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Event> inOrder = new ArrayList<>(events);
    inOrder.sort(Comparator.comparingLong(Event::known));
    long duplicates = 0;
    long newest = Long.MIN_VALUE;
    TopicEncoder encoder = TopicEncoder.of(source, TopicEncoder.NO_REGISTRY);
    try (TimedSender out = new TimedSender(bootstrapServers, topic, rate)) {
      sender = out;
      for (Event event : inOrder) {
        byte[] payload = encoder.encode(event);
        byte[] key = event.position().toString().getBytes(StandardCharsets.UTF_8);
        newest = Math.max(newest, event.known());
        out.send(key, event.known(), payload);
        if (source.dedupe() && random.nextDouble() < DUPLICATES) {
          out.send(key, event.known(), payload);
          duplicates++;
        }
      }
      out.end(newest + 1);
      return "sent %,d records of %s, %,d of them duplicates"
          .formatted(out.sent(), path, duplicates);
    }
  }

  @Override
  public Path history(Path written) {
    return until.isPresent() ? written : Path.of(path);
  }
}
