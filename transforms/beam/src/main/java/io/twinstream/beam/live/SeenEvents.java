package io.twinstream.beam.live;

import com.dynatrace.hash4j.hashing.Hashing;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;

/**
 * The events already seen of one group of event ids: for each, the 64-bit hashes of its id and
 * identity, in slices of event time. It is immutable. Adding an event copies only its slice, and
 * old events are dropped slice by slice.
 */
final class SeenEvents {
  static final SeenEvents NONE = new SeenEvents(new long[0], new long[0][]);

  /** Numbers of the slices, in ascending order. */
  private final long[] slices;

  /** By slice, pairs of (id, identity) in ascending order; never empty. */
  private final long[][] pairs;

  private SeenEvents(long[] slices, long[][] pairs) {
    this.slices = slices;
    this.pairs = pairs;
  }

  /** Returns the hash of an id. */
  static long hash(String id) {
    return Hashing.xxh3_64().hashCharsToLong(id);
  }

  boolean isEmpty() {
    return slices.length == 0;
  }

  /** Returns the number of the oldest slice; there must be one. */
  long oldest() {
    return slices[0];
  }

  boolean contains(long slice, long id, long identity) {
    int at = Arrays.binarySearch(slices, slice);
    if (at < 0) {
      return false;
    }
    long[] in = pairs[at];
    int place = place(in, id, identity);
    return place < in.length && in[place] == id && in[place + 1] == identity;
  }

  /** Reports whether an event with this id was seen, whatever its time and content. */
  boolean containsId(long id) {
    for (long[] in : pairs) {
      int place = place(in, id, Long.MIN_VALUE);
      if (place < in.length && in[place] == id) {
        return true;
      }
    }
    return false;
  }

  /** Returns a copy with one more event, which must not be in it yet. */
  SeenEvents with(long slice, long id, long identity) {
    int at = Arrays.binarySearch(slices, slice);
    if (at < 0) {
      at = -at - 1;
      return new SeenEvents(
          insert(slices, at, slice), insert(pairs, at, new long[] {id, identity}));
    }
    long[] in = pairs[at];
    int place = place(in, id, identity);
    long[] more = new long[in.length + 2];
    System.arraycopy(in, 0, more, 0, place);
    more[place] = id;
    more[place + 1] = identity;
    System.arraycopy(in, place, more, place + 2, in.length - place);
    long[][] changed = pairs.clone();
    changed[at] = more;
    return new SeenEvents(slices, changed);
  }

  /** Returns a copy with this slice and later ones. */
  SeenEvents since(long slice) {
    int at = Arrays.binarySearch(slices, slice);
    int from = at < 0 ? -at - 1 : at;
    return new SeenEvents(
        Arrays.copyOfRange(slices, from, slices.length),
        Arrays.copyOfRange(pairs, from, pairs.length));
  }

  /** Returns the index of the first pair that is at least this one. */
  private static int place(long[] pairs, long id, long identity) {
    int low = 0;
    int high = pairs.length / 2;
    while (low < high) {
      int middle = (low + high) >>> 1;
      long there = pairs[2 * middle];
      if (there < id || there == id && pairs[2 * middle + 1] < identity) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return 2 * low;
  }

  private static long[] insert(long[] into, int at, long value) {
    long[] more = Arrays.copyOf(into, into.length + 1);
    System.arraycopy(into, at, more, at + 1, into.length - at);
    more[at] = value;
    return more;
  }

  private static long[][] insert(long[][] into, int at, long[] value) {
    long[][] more = Arrays.copyOf(into, into.length + 1);
    System.arraycopy(into, at, more, at + 1, into.length - at);
    more[at] = value;
    return more;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SeenEvents that
        && Arrays.equals(slices, that.slices)
        && Arrays.deepEquals(pairs, that.pairs);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(pairs);
  }

  /** Encodes each slice as its number, its size, and 16 bytes per event. */
  static final class Coder extends CustomCoder<SeenEvents> {
    private static final long serialVersionUID = 1;

    @Override
    public void encode(SeenEvents seen, OutputStream out) throws IOException {
      VarInt.encode(seen.slices.length, out);
      for (int i = 0; i < seen.slices.length; i++) {
        long[] in = seen.pairs[i];
        VarInt.encode(seen.slices[i], out);
        VarInt.encode(in.length / 2, out);
        ByteBuffer bytes = ByteBuffer.allocate(in.length * Long.BYTES);
        bytes.asLongBuffer().put(in);
        out.write(bytes.array());
      }
    }

    @Override
    public SeenEvents decode(InputStream in) throws IOException {
      long[] slices = new long[VarInt.decodeInt(in)];
      long[][] pairs = new long[slices.length][];
      for (int i = 0; i < slices.length; i++) {
        slices[i] = VarInt.decodeLong(in);
        pairs[i] = new long[2 * VarInt.decodeInt(in)];
        byte[] bytes = new byte[pairs[i].length * Long.BYTES];
        new DataInputStream(in).readFully(bytes);
        ByteBuffer.wrap(bytes).asLongBuffer().get(pairs[i]);
      }
      return new SeenEvents(slices, pairs);
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
