package io.twinstream.offline.objects;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Collects the bytes of an object in a temporary file, and uploads them when it is closed. */
final class ObjectWriter implements SeekableByteChannel {
  private final ObjectStore store;
  private final String key;
  private final Path temporary;
  private final FileChannel channel;

  private ObjectWriter(ObjectStore store, String key, Path temporary, FileChannel channel) {
    this.store = store;
    this.key = key;
    this.temporary = temporary;
    this.channel = channel;
  }

  static ObjectWriter open(ObjectStore store, String key) throws IOException {
    Path temporary = Files.createTempFile("twinstream-upload-", null);
    return new ObjectWriter(
        store, key, temporary, FileChannel.open(temporary, StandardOpenOption.WRITE));
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    return channel.write(from);
  }

  @Override
  public void close() throws IOException {
    if (!channel.isOpen()) {
      return;
    }
    try {
      channel.close();
      store.write(key, temporary);
    } finally {
      Files.delete(temporary);
    }
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return channel.read(into);
  }

  @Override
  public long position() throws IOException {
    return channel.position();
  }

  @Override
  public SeekableByteChannel position(long to) throws IOException {
    return channel.position(to);
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public SeekableByteChannel truncate(long size) throws IOException {
    return channel.truncate(size);
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }
}
