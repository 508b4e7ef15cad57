package io.twinstream.offline.log.parquet;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/**
 * A file with its end replaced.
 *
 * @param kept the number of bytes of the file before the new end
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record SplicedFile(Path file, long kept, byte[] end) implements InputFile {
  @Override
  public long getLength() {
    return kept + end.length;
  }

  @Override
  public SeekableInputStream newStream() throws IOException {
    Stream stream = new Stream(Files.newByteChannel(file));
    return new DelegatingSeekableInputStream(stream) {
      @Override
      public long getPos() {
        return stream.at;
      }

      @Override
      public void seek(long position) {
        stream.at = position;
      }
    };
  }

  /** Reads the kept bytes, then the new end. */
  private final class Stream extends InputStream {
    private final SeekableByteChannel channel;
    private long at;

    Stream(SeekableByteChannel channel) {
      this.channel = channel;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      long left = at < kept ? kept - at : getLength() - at;
      if (left <= 0) {
        return -1;
      }
      int count = (int) Math.min(length, left);
      if (at < kept) {
        count = channel.position(at).read(ByteBuffer.wrap(to, offset, count));
      } else {
        System.arraycopy(end, (int) (at - kept), to, offset, count);
      }
      at += Math.max(count, 0);
      return count;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
