package io.twinstream.offline.objects;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/**
 * Reads an object in ranges. A range grows while the reader goes on where the last one ended, so
 * that text is read in few requests, and a footer does not cost a large one.
 */
final class ObjectReader implements SeekableByteChannel {
  private static final int LEAST = 1 << 16;
  private static final int MOST = 1 << 23;

  private final ObjectStore store;
  private final StoredObject object;
  private long position;
  private byte[] range = {};
  private long rangeStart;
  private int next = LEAST;
  private boolean open = true;

  ObjectReader(ObjectStore store, StoredObject object) {
    this.store = store;
    this.object = object;
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    if (!open) {
      throw new ClosedChannelException();
    }
    if (position >= object.size()) {
      return -1;
    }
    if (!to.hasRemaining()) {
      return 0;
    }
    if (position < rangeStart || position >= rangeStart + range.length) {
      fetch(to.remaining());
    }
    int at = (int) (position - rangeStart);
    int count = Math.min(to.remaining(), range.length - at);
    to.put(range, at, count);
    position += count;
    return count;
  }

  private void fetch(int wanted) throws IOException {
    boolean goesOn = position == rangeStart + range.length && range.length > 0;
    next = goesOn ? Math.min(next * 2, MOST) : LEAST;
    int length = Math.min(Math.max(wanted, next), MOST);
    // The end of a Parquet file is read backwards: its length, its footer.
    long end = Math.min(position + length, object.size());
    rangeStart = Math.max(0, Math.min(position, end - LEAST));
    range = store.read(object, rangeStart, (int) (end - rangeStart));
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public SeekableByteChannel position(long to) {
    position = to;
    return this;
  }

  @Override
  public long size() {
    return object.size();
  }

  @Override
  public int write(ByteBuffer from) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long size) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() {
    open = false;
    range = new byte[0];
  }
}
