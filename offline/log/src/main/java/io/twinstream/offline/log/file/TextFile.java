package io.twinstream.offline.log.file;

import io.twinstream.features.files.FilePaths;
import io.twinstream.features.files.LocalCopies;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The uncompressed bytes of a text file of a history.
 *
 * @param closing closes the file
 */
public record TextFile(InputStream in, AutoCloseable closing) {
  private static final int BUFFER = 1 << 16;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  public static TextFile open(HistoryInputSplit split) throws IOException {
    if (!split.entry().isEmpty()) {
      return entry(split);
    }
    InputStream raw = Files.newInputStream(FilePaths.of(split.path()));
    try {
      InputStream in = split.path().endsWith(".gz") ? new GZIPInputStream(raw, BUFFER) : raw;
      return new TextFile(in, in);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  private static TextFile entry(HistoryInputSplit split) throws IOException {
    LocalCopies copies = new LocalCopies();
    ZipFile zip = null;
    try {
      zip = new ZipFile(copies.of(FilePaths.of(split.path())).toFile());
      ZipFile open = zip;
      return new TextFile(
          zip.getInputStream(zip.getEntry(split.entry())),
          () -> {
            open.close();
            copies.close();
          });
    } catch (IOException e) {
      if (zip != null) {
        zip.close();
      }
      copies.close();
      throw e;
    }
  }

  /** Removes the byte order mark that some writers of UTF-8 put at the beginning of a file. */
  public static byte[] withoutMark(byte[] bytes) {
    boolean marked = bytes.length >= 3 && Arrays.equals(bytes, 0, 3, BYTE_ORDER_MARK, 0, 3);
    return marked ? Arrays.copyOfRange(bytes, 3, bytes.length) : bytes;
  }

  public static HistoryException damaged(HistoryInputSplit split, IOException e) {
    boolean cut = e instanceof EOFException || e instanceof ZipException;
    return new HistoryException(
        split.path()
            + (cut ? " is cut or damaged; fetch it again" : " cannot be read: " + e.getMessage()),
        e);
  }

  public void close(HistoryInputSplit split) {
    try {
      closing.close();
    } catch (Exception e) {
      throw new HistoryException("cannot close " + split.path(), e);
    }
  }
}
