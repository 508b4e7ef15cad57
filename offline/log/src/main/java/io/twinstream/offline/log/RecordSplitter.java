package io.twinstream.offline.log;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Cuts a stream of bytes into records: lines, or CSV rows, whose quoted values may hold line ends.
 * Empty lines are none. Of a record above the limit only the first bytes, the size and the hash are
 * kept, so that a file without line ends is no danger.
 */
final class RecordSplitter {
  private static final int CHUNK = 1 << 16;

  private final InputStream in;
  private final int delimiter;
  private final int limit;
  private final byte[] chunk = new byte[CHUNK];
  private int chunkAt;
  private int chunkEnd;

  private byte[] record = new byte[1024];
  private int kept;
  private long size;
  private MessageDigest hash;

  /**
   * @param delimiter of CSV; -1 for lines, in which quotes mean nothing
   * @param limit how many bytes of a record are kept
   */
  RecordSplitter(InputStream in, int delimiter, int limit) {
    this.in = in;
    this.delimiter = delimiter;
    this.limit = limit;
  }

  /** Moves to the next record without its line end; false at the end of the stream. */
  boolean next() throws IOException {
    while (true) {
      kept = 0;
      size = 0;
      hash = null;
      boolean more = readRecord();
      if (size > 0) {
        return true;
      }
      if (!more) {
        return false;
      }
    }
  }

  /** Reads to the next line end; false if the stream ends first. */
  private boolean readRecord() throws IOException {
    boolean quoted = false;
    boolean valueBegins = true;
    boolean pendingReturn = false;
    int b = read();
    while (b >= 0 && (quoted || b != '\n')) {
      if (pendingReturn) {
        keep('\r');
        pendingReturn = false;
      }
      if (delimiter >= 0 && b == '"' && (quoted || valueBegins)) {
        // A doubled quote closes and opens again, which comes to the same for finding line ends.
        quoted = !quoted;
        valueBegins = !quoted;
      } else {
        valueBegins = b == delimiter && !quoted;
      }
      if (b == '\r' && !quoted) {
        pendingReturn = true;
      } else {
        keep(b);
      }
      b = read();
    }
    return b >= 0;
  }

  private int read() throws IOException {
    if (chunkAt == chunkEnd) {
      chunkEnd = in.read(chunk, 0, CHUNK);
      chunkAt = 0;
      if (chunkEnd <= 0) {
        chunkEnd = 0;
        return -1;
      }
    }
    return chunk[chunkAt++] & 0xFF;
  }

  private void keep(int b) {
    if (size++ < limit) {
      if (kept == record.length) {
        record = Arrays.copyOf(record, Math.min(limit, 2 * kept));
      }
      record[kept++] = (byte) b;
      return;
    }
    if (hash == null) {
      hash = sha256();
      hash.update(record, 0, kept);
    }
    hash.update((byte) b);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The record's bytes, or the first of them. */
  byte[] bytes() {
    return Arrays.copyOf(record, kept);
  }

  /** How many bytes the record has. */
  long size() {
    return size;
  }

  boolean isTooLarge() {
    return size > limit;
  }

  /** Of a record that is too large, once. */
  String sha256Hex() {
    return HexFormat.of().formatHex(hash.digest());
  }
}
