package io.twinstream.offline.log.history;

import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;

/**
 * Sets the known time of dead letters whose record has none, such as a malformed line: the greatest
 * known time before it in its split, which is the same in each reading.
 */
final class DatingCursor implements HistoryCursor {
  private final HistoryCursor records;
  private long latest;

  DatingCursor(HistoryCursor records) {
    this.records = records;
  }

  @Override
  public Decoded next() {
    Decoded next = records.next();
    if (next instanceof Event event) {
      latest = Math.max(latest, event.known());
    } else if (next instanceof DeadLetter dead && dead.known() == 0) {
      return dead.withKnown(latest);
    }
    return next;
  }

  @Override
  public void close() {
    records.close();
  }
}
