package io.twinstream.pipelines.heal;

import io.twinstream.features.event.Event;
import io.twinstream.stores.Generation;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;

/** Emits what a {@link RefillThread} finds. */
final class LostStatesReader extends UnboundedReader<List<Event>> {
  /** The last instant before the end of a source. */
  private static final Instant ALWAYS = BoundedWindow.TIMESTAMP_MAX_VALUE.minus(1);

  private final UnboundedSource<List<Event>, Asked> source;
  private final Supplier<RefillThread> threads;
  private RefillThread thread;
  private List<Event> current;

  /** Losses whose events are all emitted, but not in a complete checkpoint yet. */
  private Map<Generation, Long> asked = Map.of();

  /**
   * @param threads starts the thread that finds the events
   */
  LostStatesReader(UnboundedSource<List<Event>, Asked> source, Supplier<RefillThread> threads) {
    this.source = source;
    this.threads = threads;
  }

  @Override
  public boolean start() {
    thread = threads.get();
    return advance();
  }

  @Override
  public boolean advance() {
    RefillThread.Found found = thread == null ? null : thread.take();
    if (found == null) {
      return false;
    }
    if (found.events().isEmpty()) {
      asked = found.complete();
      return false;
    }
    current = found.events();
    return true;
  }

  @Override
  public List<Event> getCurrent() {
    if (current == null) {
      throw new NoSuchElementException();
    }
    return current;
  }

  @Override
  public Instant getCurrentTimestamp() {
    return ALWAYS;
  }

  @Override
  public Instant getWatermark() {
    return ALWAYS;
  }

  @Override
  public Asked getCheckpointMark() {
    Map<Generation, Long> before = asked;
    return new Asked(() -> written(before));
  }

  private void written(Map<Generation, Long> before) {
    if (!before.isEmpty()) {
      thread.written(before);
      asked = asked.equals(before) ? Map.of() : asked;
    }
  }

  @Override
  public UnboundedSource<List<Event>, ?> getCurrentSource() {
    return source;
  }

  @Override
  public void close() {
    if (thread != null) {
      thread.close();
    }
  }
}
