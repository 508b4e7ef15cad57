package io.twinstream.beam.packed;

import io.twinstream.features.bytes.ByteReader;
import io.twinstream.features.bytes.ByteWriter;
import java.io.Serializable;
import java.io.UncheckedIOException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.util.CoderUtils;

/**
 * How {@link Packed} elements stand in a block, one after the other. Where a runner's coder takes
 * each element through streams and copies, this reads and writes one array.
 */
public interface PackedForm<T> extends Serializable {
  /** Writes an element behind what has been written. */
  void write(T element, ByteWriter out);

  /**
   * The next element.
   *
   * @throws IllegalArgumentException if the bytes are damaged
   */
  T read(ByteReader in);

  /** The form that a coder has, or else just as it writes elements, where there are few. */
  @SuppressWarnings("unchecked") // what is both is so for the same elements
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
