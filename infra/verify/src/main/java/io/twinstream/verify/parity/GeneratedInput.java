package io.twinstream.verify.parity;

import io.twinstream.local.traffic.Generator;
import io.twinstream.local.traffic.PaymentKey;
import io.twinstream.local.traffic.Traffic;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * Generated payments as the input of a parity run. Their known times are the broker's, so the
 * history is what the topic contains.
 */
public final class GeneratedInput implements ParityInput {
  private static final Duration NO_LIMIT = Duration.ofDays(36_500);

  private final Traffic traffic;
  private final long events;
  private final InstantSource clock;
  private volatile Generator generator;

  /**
   * @param events their number, without duplicates
   */
  public GeneratedInput(Traffic traffic, long events, InstantSource clock) {
    if (events < 1) {
      throw new IllegalArgumentException("there must be at least 1 event, not " + events);
    }
    this.traffic = traffic;
    this.events = events;
    this.clock = clock;
  }

  @Override
  public Map<String, String> topicConfiguration() {
    return Map.of("message.timestamp.type", "LogAppendTime");
  }

  @Override
  public long size() {
    return events;
  }

  @Override
  public long sent() {
    Generator current = generator;
    return current == null ? 0 : current.sent();
  }

  @Override
  public String send(String bootstrapServers, String topic, double rate) {
    // Not by entity: the events of an entity come from all partitions, in any order.
    PaymentKey key = PaymentKey.transaction_id;
    try (Generator made =
        new Generator(traffic, bootstrapServers, topic, key, Optional.empty(), clock)) {
      generator = made;
      Generator.Sent sent = made.run(rate, events, NO_LIMIT);
      return "sent %,d records at %,.0f/s: %,d of them duplicates, %,d corrupt"
          .formatted(
              sent.records(),
              sent.rate(),
              sent.duplicates(),
              sent.spoiled().values().stream().mapToLong(Long::longValue).sum());
    }
  }

  @Override
  public Path history(Path written) {
    return written;
  }
}
