package io.twinstream.beam;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;

/**
 * The identities of the events that were seen with one event id: one, unless ids conflict.
 *
 * @param newest the newest event's time among them, milliseconds since 1970
 * @param identities in the order in which they came; never changed
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record SeenIdentities(long newest, long[] identities) {

  static SeenIdentities of(long ts, long identity) {
    return new SeenIdentities(ts, new long[] {identity});
  }

  boolean contains(long identity) {
    for (long seen : identities) {
      if (seen == identity) {
        return true;
      }
    }
    return false;
  }

  SeenIdentities with(long ts, long identity) {
    long[] more = Arrays.copyOf(identities, identities.length + 1);
    more[identities.length] = identity;
    return new SeenIdentities(Math.max(newest, ts), more);
  }

  /** Writes the newest time and the identities. */
  static final class Coder extends CustomCoder<SeenIdentities> {
    private static final long serialVersionUID = 1;

    @Override
    public void encode(SeenIdentities seen, OutputStream out) throws IOException {
      Fields.writeLong(seen.newest, out);
      VarInt.encode(seen.identities.length, out);
      for (long identity : seen.identities) {
        Fields.writeLong(identity, out);
      }
    }

    @Override
    public SeenIdentities decode(InputStream in) throws IOException {
      long newest = Fields.readLong(in);
      long[] identities = new long[VarInt.decodeInt(in)];
      for (int i = 0; i < identities.length; i++) {
        identities[i] = Fields.readLong(in);
      }
      return new SeenIdentities(newest, identities);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Coder;
    }

    @Override
    public int hashCode() {
      return Coder.class.hashCode();
    }
  }
}
