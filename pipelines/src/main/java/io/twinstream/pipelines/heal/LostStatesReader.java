package io.twinstream.pipelines.heal;

import io.twinstream.features.event.Event;
import io.twinstream.pipelines.heal.AskForLostStates.Asked;
import io.twinstream.pipelines.heal.AskForLostStates.LostStates;
import io.twinstream.stores.Generation;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;

/** Emits what a {@link RefillThread} finds. */
final class LostStatesReader extends UnboundedReader<List<Event>> {
  /** The last instant before the end of a source. */
  private static final Instant ALWAYS = BoundedWindow.TIMESTAMP_MAX_VALUE.minus(1);

  private final LostStates source;
  private final PipelineOptions options;
  private RefillThread thread;
  private List<Event> current;

  /** Losses whose events are all emitted, but not in a complete checkpoint yet. */
  private Map<Generation, Long> asked = Map.of();

  LostStatesReader(LostStates source, PipelineOptions options) {
    this.source = source;
    this.options = options;
  }

  @Override
  public boolean start() {
    thread = source.start(options);
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
