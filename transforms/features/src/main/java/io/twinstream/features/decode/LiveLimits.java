package io.twinstream.features.decode;

import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.event.Reason;
import io.twinstream.features.event.Skipped;

/**
 * What is decided about a record before its bytes are read. It is the same in every format. For one
 * thread at a time.
 */
public final class LiveLimits {
  private final EventBuilder builder;
  private final int maxBytes;
  private final long maxDisorder;

  public LiveLimits(EventBuilder builder, Source source, int maxBytes) {
    this.builder = builder;
    this.maxBytes = maxBytes;
    this.maxDisorder = TimeLimits.millis(source.maxKnownDisorder());
  }

  /**
   * Begins a record.
   *
   * @return the result if its bytes need not be read, or null
   */
  public Decoded begin(RawRecord record) {
    byte[] bytes = record.payload();
    if (bytes == null) {
      return new Skipped(record.position(), Math.max(1, record.skipped()), record.known());
    }
    builder.begin();
    if (record.known() - record.time() > maxDisorder) {
      return builder.refuse(record, Reason.OUT_OF_ORDER, disorder(record));
    }
    if (bytes.length > maxBytes) {
      return builder.refuse(
          record, Reason.TOO_LARGE, bytes.length + " bytes; the limit is " + maxBytes);
    }
    return null;
  }

  private String disorder(RawRecord record) {
    return "its time %s is %s behind one before it in its partition; at most %s is allowed"
        .formatted(
            TimeLimits.time(record.time()),
            TimeLimits.spell(record.known() - record.time()),
            TimeLimits.spell(maxDisorder));
  }
}
