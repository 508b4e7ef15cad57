package io.twinstream.offline.log;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;

/** Other footers of Parquet files, as other writers have them. */
public final class Footers {
  private static final int END = 8;

  private Footers() {}

  public static void edit(Path file, Consumer<FileMetaData> change) {
    editBytes(
        file,
        footer -> {
          try {
            FileMetaData data = Util.readFileMetaData(new ByteArrayInputStream(footer));
            change.accept(data);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            Util.writeFileMetaData(data, out);
            return out.toByteArray();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  public static void editBytes(Path file, UnaryOperator<byte[]> change) {
    try {
      byte[] all = Files.readAllBytes(file);
      ByteBuffer bytes = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
      int start = all.length - END - bytes.getInt(all.length - END);
      byte[] footer = change.apply(Arrays.copyOfRange(all, start, all.length - END));
      ByteBuffer out = ByteBuffer.allocate(start + footer.length + END);
      out.order(ByteOrder.LITTLE_ENDIAN).put(all, 0, start).put(footer).putInt(footer.length);
      Files.write(file, out.put(all, all.length - Integer.BYTES, Integer.BYTES).array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts bytes in place of others, which are there once. */
  public static UnaryOperator<byte[]> replacing(int[] what, int... by) {
    return bytes -> {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      int found = 0;
      for (int i = 0; i < bytes.length; ) {
        if (startsWith(bytes, i, what)) {
          Arrays.stream(by).forEach(out::write);
          i += what.length;
          found++;
        } else {
          out.write(bytes[i++]);
        }
      }
      if (found != 1) {
        throw new AssertionError(found + " times " + Arrays.toString(what));
      }
      return out.toByteArray();
    };
  }

  private static boolean startsWith(byte[] bytes, int at, int[] what) {
    for (int i = 0; i < what.length; i++) {
      if (at + i >= bytes.length || (bytes[at + i] & 0xFF) != what[i]) {
        return false;
      }
    }
    return true;
  }
}
