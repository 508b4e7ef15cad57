package io.twinstream.cli.demo;

import io.twinstream.kafka.TopicContents;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Prints the counters of a running demo, a line at a time. */
final class Counters {
  /** Counting entities scans all of them, so it is done rarely. */
  private static final Duration RECOUNT = Duration.ofSeconds(5);

  private final TopicContents events;
  private final TopicContents deadLetters;
  private final OnlineStore store;
  private final List<Generation> generations;
  private final Samples freshness;
  private long lastEvents;
  private long lastNanos;
  private long entities;
  private long countedNanos;
  private boolean begun;

  Counters(
      TopicContents events,
      TopicContents deadLetters,
      OnlineStore store,
      List<Generation> generations,
      Samples freshness) {
    this.events = events;
    this.deadLetters = deadLetters;
    this.store = store;
    this.generations = generations;
    this.freshness = freshness;
  }

  void print(PrintWriter out, Duration elapsed) {
    long now = System.nanoTime();
    long size = events.size();
    if (!begun) {
      out.println("   time    events  events/s  fresh p50     p99  dead letters  entities");
    } else {
      out.printf(
          "%6ds %,9d %,9.0f %7d ms %4d ms %,13d %,9d%n",
          elapsed.toSeconds(),
          size,
          (size - lastEvents) / ((now - lastNanos) / 1e9),
          freshness.recentPercentile(0.5),
          freshness.recentPercentile(0.99),
          deadLetters.size(),
          entities(now));
    }
    out.flush();
    begun = true;
    lastEvents = size;
    lastNanos = now;
  }

  private long entities(long now) {
    if (countedNanos == 0 || now - countedNanos > RECOUNT.toNanos()) {
      AtomicLong count = new AtomicLong();
      generations.forEach(g -> store.states().scan(g, (entity, state) -> count.incrementAndGet()));
      entities = count.get();
      countedNanos = now;
    }
    return entities;
  }
}
