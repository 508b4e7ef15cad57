package io.twinstream.beam.packed;

import io.twinstream.features.bytes.ByteReader;
import io.twinstream.features.bytes.ByteWriter;
import java.io.Serializable;
import java.io.UncheckedIOException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.util.CoderUtils;

/**
 * Encodes and decodes the elements of a {@link Packed} collection in a byte array. A runner's coder
 * passes each element through streams and copies; this form reads and writes one array.
 */
public interface PackedForm<T> extends Serializable {
  /** Appends an element. */
  void write(T element, ByteWriter out);

  /**
   * Reads the next element.
   *
   * @throws IllegalArgumentException if the bytes are damaged
   */
  T read(ByteReader in);

  /**
   * Returns the coder itself if it is also a form; otherwise wraps it, which suits few elements.
   */
  @SuppressWarnings("unchecked") // A class that is both has the same element type for both.
  static <T> PackedForm<T> of(Coder<T> coder) {
    if (coder instanceof PackedForm<?> form) {
      return (PackedForm<T>) form;
    }
    return new PackedForm<>() {
      private static final long serialVersionUID = 1;

      @Override
      public void write(T element, ByteWriter out) {
        try {
          out.counted(CoderUtils.encodeToByteArray(coder, element));
        } catch (CoderException e) {
          throw new UncheckedIOException("cannot encode " + element, e);
        }
      }

      @Override
      public T read(ByteReader in) {
        try {
          return CoderUtils.decodeFromByteArray(coder, in.counted());
        } catch (CoderException e) {
          throw new UncheckedIOException("cannot decode by " + coder, e);
        }
      }
    };
  }
}
