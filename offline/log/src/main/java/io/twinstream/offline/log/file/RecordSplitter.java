package io.twinstream.offline.log.file;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Splits a stream of bytes into records: lines, or CSV rows, whose quoted values may contain line
 * ends. Empty lines are skipped. Of a record above the limit only the first bytes, the size and the
 * hash are kept, so a file without line ends does not fill the memory.
 *
 * <p>An unclosed quote must not swallow the rows after it. If a quoted value with line ends is not
 * closed, is followed by something other than a delimiter, does not end within the limit, or gives
 * a row with another number of values than the header, then the line in which it begins is a record
 * of its own, and reading continues with the next line.
 */
public final class RecordSplitter {
  private static final int CHUNK = 1 << 16;

  /** Room beyond the limit for a line end and a carriage return before it. */
  private static final int SLACK = 2;

  private static final int NONE = -1;

  /** The place of the next byte in a row. */
  private enum State {
    VALUE_BEGINS,
    PLAIN,
    QUOTED,
    /** After the closing quote of a value, or the first one of a doubled quote. */
    CLOSED,
    /** After characters that follow a closing quote: the rest of the line is plain. */
    BROKEN
  }

  private final InputStream in;
  private final int delimiter;
  private final int limit;
  private int values;

  /**
   * The bytes to read next: a part of the stream, or bytes that were read before and pushed back.
   */
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

  /** The offset in the record of the first line end within a quoted value. */
  private int firstLine;

  private int cells;

  /**
   * @param delimiter of CSV; -1 for lines, in which quotes have no meaning
   * @param limit the maximal number of bytes of a record to keep
   */
  public RecordSplitter(InputStream in, int delimiter, int limit) {
    this.in = in;
    this.delimiter = delimiter;
    this.limit = limit;
  }

  /** Sets the number of values of a row, once it is known. */
  public void expectValues(int count) {
    values = count;
  }

  /** Advances to the next record, without its line end; false at the end of the stream. */
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

  /** Reads up to the next line end; false if the stream ends first. */
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

  /** Adds a byte to the record; false if its first line turns out to be a record of its own. */
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

  /** Tracks the quotes and delimiters of a row. */
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

  /** Handles characters after a closing quote; returns whether the value contains line ends. */
  private boolean isBroken() {
    state = State.BROKEN;
    return firstLine >= 0;
  }

  /**
   * Ends the record at its first line end, and pushes back the bytes read after it.
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
    // The bytes before this chunk are read again first, then the rest of the chunk.
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
      throw new IllegalStateException("this Java runtime lacks SHA-256", e);
    }
  }

  /** Returns the bytes of the record, or the first of them. */
  public byte[] bytes() {
    return Arrays.copyOf(record, Math.min(kept, limit));
  }

  /** Returns the number of bytes of the record. */
  public long size() {
    return size;
  }

  public boolean isTooLarge() {
    return size > limit;
  }

  /** Returns the hash of a record above the limit; call it once. */
  public String sha256Hex() {
    if (hash == null) {
      hash = sha256();
      hash.update(record, 0, kept);
    }
    return HexFormat.of().formatHex(hash.digest());
  }
}
