package io.twinstream.offline.models.drift;

import io.twinstream.features.aggregate.column.StateReader;
import io.twinstream.features.aggregate.column.StateWriter;
import java.util.Arrays;
import java.util.function.Function;

/** The first bytes of stored summaries: what they are, and the version of their form. */
enum SummaryBytes {
  /** Of {@link HourlySummaries}. */
  HOURS("TWDS"),
  /** Of one {@link Summary}. */
  ONE("TWDR");

  private static final int VERSION = 1;

  private final String magic;

  SummaryBytes(String magic) {
    this.magic = magic;
  }

  StateWriter writer() {
    StateWriter out = new StateWriter(0, 1);
    magic.chars().forEach(out::octet);
    out.octet(VERSION);
    return out;
  }

  /**
   * Reads and checks bytes.
   *
   * @param writer the inverse of the reader: bytes in another than the canonical form are refused
   */
  <T> T read(byte[] bytes, Function<StateReader, T> reader, Function<T, byte[]> writer) {
    try {
      StateReader in = new StateReader(bytes);
      for (int each : magic.chars().toArray()) {
        in.require(in.octet() == each, "not the beginning of summaries");
      }
      int version = in.octet();
      in.require(version == VERSION, "version " + version + ", and this build reads " + VERSION);
      T read = reader.apply(in);
      in.requireEnd();
      in.require(Arrays.equals(writer.apply(read), bytes), "not in their canonical form");
      return read;
    } catch (IllegalArgumentException e) {
      throw new DriftException("the summaries cannot be read: " + e.getMessage(), e);
    }
  }
}
