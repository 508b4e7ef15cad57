package io.twinstream.offline.log.file;

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
 *
 * <p>A quote that is never closed must not swallow the rows after it. So where a quoted value with
 * line ends in it has no end, is followed by something that is no delimiter, does not end within
 * the limit, or makes a row of another number of values than the header has, the line that it
 * begins in is a record by itself, and reading goes on with the next line.
 */
public final class RecordSplitter {
  private static final int CHUNK = 1 << 16;

  /** What a line end and a carriage return before it may be beyond the limit, and still be kept. */
  private static final int SLACK = 2;

  private static final int NONE = -1;

  /** Where in a row the next byte is. */
  private enum State {
    VALUE_BEGINS,
    PLAIN,
    QUOTED,
    /** After the quote that ends a value, or is the first of a doubled one. */
    CLOSED,
    /** After something that follows a quoted value: until its end, the line is just a line. */
    BROKEN
  }

  private final InputStream in;
  private final int delimiter;
  private final int limit;
  private int values;

  /** What is read next: a part of the stream, or bytes that were read before and given back. */
  private byte[] chunk = new byte[CHUNK];

  private int chunkAt;
  private int chunkEnd;
  private final byte[] streamChunk = chunk;

  private byte[] record = new byte[1024];
  private int kept;
  private long size;
  private MessageDigest hash;

  private State state;
  private boolean pendingReturn;

  /** The first line end within a quoted value, as a place in the record. */
  private int firstLine;

  private int cells;

  /**
   * @param delimiter of CSV; -1 for lines, in which quotes mean nothing
   * @param limit how many bytes of a record are kept
   */
  public RecordSplitter(InputStream in, int delimiter, int limit) {
    this.in = in;
    this.delimiter = delimiter;
    this.limit = limit;
  }

  /** Says how many values a row has, once that is known. */
  public void expectValues(int count) {
    values = count;
  }

  /** Moves to the next record without its line end; false at the end of the stream. */
  public boolean next() throws IOException {
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
    state = delimiter < 0 ? State.PLAIN : State.VALUE_BEGINS;
    pendingReturn = false;
    firstLine = NONE;
    cells = 1;
    int b = read();
    while (b >= 0 && (b != '\n' || state == State.QUOTED && !(firstLine < 0 && size > limit))) {
      if (firstLine >= 0 && size > limit || !take(b)) {
        endAtFirstLine(b);
        return true;
      }
      b = read();
    }
    boolean unclosed = b < 0 && state == State.QUOTED;
    if (firstLine >= 0 && (unclosed || values > 0 && cells != values)) {
      endAtFirstLine(b);
      return true;
    }
    return b >= 0;
  }

  /** Adds a byte to the record; false if that shows that its first line is one by itself. */
  private boolean take(int b) {
    if (pendingReturn) {
      keep('\r');
      pendingReturn = false;
      if (state == State.CLOSED && isBroken()) {
        return false;
      }
    }
    if (b == '\r' && state != State.QUOTED) {
      pendingReturn = true;
      return true;
    }
    if (delimiter >= 0 && !follow(b)) {
      return false;
    }
    keep(b);
    return true;
  }

  /** Follows the quotes and delimiters of a row. */
  private boolean follow(int b) {
    switch (state) {
      case QUOTED -> {
        if (b == '"') {
          state = State.CLOSED;
        } else if (b == '\n' && firstLine < 0) {
          firstLine = kept;
        }
      }
      case CLOSED -> {
        if (b == '"') {
          state = State.QUOTED;
        } else if (b == delimiter) {
          endValue();
        } else {
          return !isBroken();
        }
      }
      case VALUE_BEGINS, PLAIN -> {
        if (b == delimiter) {
          endValue();
        } else {
          state = b == '"' && state == State.VALUE_BEGINS ? State.QUOTED : State.PLAIN;
        }
      }
      case BROKEN -> {}
    }
    return true;
  }

  private void endValue() {
    cells++;
    state = State.VALUE_BEGINS;
  }

  /** Something follows a quoted value; whether that is lines after it began. */
  private boolean isBroken() {
    state = State.BROKEN;
    return firstLine >= 0;
  }

  /**
   * Ends the record where its first line does, and gives back what was read after that.
   *
   * @param last the byte that was read last and is not in the record; negative for none
   */
  private void endAtFirstLine(int last) {
    int after = firstLine + 1;
    byte[] rest = Arrays.copyOfRange(record, after, kept + SLACK);
    int length = kept - after;
    if (pendingReturn) {
      rest[length++] = '\r';
    }
    if (last >= 0) {
      rest[length++] = (byte) last;
    }
    giveBack(rest, length);
    kept = firstLine > 0 && record[firstLine - 1] == '\r' ? firstLine - 1 : firstLine;
    size = kept;
    hash = null;
  }

  private void giveBack(byte[] bytes, int length) {
    if (chunkAt >= length) {
      chunkAt -= length;
      return;
    }
    // What came before this chunk is read again first, and then the rest of the chunk.
    byte[] joined = Arrays.copyOf(bytes, length + chunkEnd - chunkAt);
    System.arraycopy(chunk, chunkAt, joined, length, chunkEnd - chunkAt);
    chunk = joined;
    chunkAt = 0;
    chunkEnd = joined.length;
  }

  private int read() throws IOException {
    if (chunkAt == chunkEnd) {
      chunk = streamChunk;
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
    if (size++ < limit + SLACK) {
      if (kept == record.length) {
        record = Arrays.copyOf(record, Math.min(limit + SLACK, 2 * kept));
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
  public byte[] bytes() {
    return Arrays.copyOf(record, Math.min(kept, limit));
  }

  /** How many bytes the record has. */
  public long size() {
    return size;
  }

  public boolean isTooLarge() {
    return size > limit;
  }

  /** Of a record that is too large, once. */
  public String sha256Hex() {
    if (hash == null) {
      hash = sha256();
      hash.update(record, 0, kept);
    }
    return HexFormat.of().formatHex(hash.digest());
  }
}
