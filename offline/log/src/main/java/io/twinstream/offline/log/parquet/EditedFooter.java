package io.twinstream.offline.log.parquet;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.apache.parquet.io.InputFile;

/** Reads Parquet files with a footer that differs from that in the file. */
final class EditedFooter {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final int END = Integer.BYTES + MAGIC.length;

  private EditedFooter() {}

  /** Changes a footer. */
  interface Edit {
    /** Returns whether the footer was changed. */
    boolean apply(FileMetaData footer) throws IOException;
  }

  /** Returns a file with a changed footer; empty if it is not changed, or is no Parquet file. */
  static Optional<InputFile> of(Path file, Edit edit) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      long end = channel.size() - END;
      byte[] last = end < 0 ? new byte[END] : read(channel, end, END);
      int length = ByteBuffer.wrap(last).order(ByteOrder.LITTLE_ENDIAN).getInt();
      boolean parquet = Arrays.equals(last, Integer.BYTES, END, MAGIC, 0, MAGIC.length);
      if (!parquet || length < 0 || length > end) {
        return Optional.empty();
      }
      long start = end - length;
      FileMetaData footer =
          Util.readFileMetaData(new ByteArrayInputStream(read(channel, start, length)));
      return edit.apply(footer)
          ? Optional.of(new SplicedFile(file, start, bytes(footer)))
          : Optional.empty();
    }
  }

  private static byte[] read(SeekableByteChannel channel, long at, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (channel.position(at + bytes.position()).read(bytes) < 0) {
        throw new EOFException("the file was truncated while it was read");
      }
    }
    return bytes.array();
  }

  private static byte[] bytes(FileMetaData footer) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Util.writeFileMetaData(footer, out);
    ByteBuffer length = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.writeBytes(length.putInt(out.size()).array());
    out.writeBytes(MAGIC);
    return out.toByteArray();
  }
}
