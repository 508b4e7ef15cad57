package io.twinstream.offline.log.parquet;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** A Parquet file that is not on this machine. */
public final class RemoteFile implements InputFile {
  private static final long UNKNOWN = -1;

  private final Path file;

  /** Parquet asks for it after it has opened the file, which needs the same request. */
  private long length = UNKNOWN;

  public RemoteFile(Path file) {
    this.file = file;
  }

  @Override
  public long getLength() throws IOException {
    return length == UNKNOWN ? Files.size(file) : length;
  }

  @Override
  public SeekableInputStream newStream() throws IOException {
    SeekableByteChannel channel = Files.newByteChannel(file);
    length = channel.size();
    return new DelegatingSeekableInputStream(Channels.newInputStream(channel)) {
      @Override
      public long getPos() throws IOException {
        return channel.position();
      }

      @Override
      public void seek(long position) throws IOException {
        channel.position(position);
      }
    };
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
