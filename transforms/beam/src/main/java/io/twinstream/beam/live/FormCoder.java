package io.twinstream.beam.live;

import io.twinstream.beam.packed.PackedForm;
import io.twinstream.features.bytes.ByteReader;
import io.twinstream.features.bytes.ByteWriter;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;

/** Encodes elements in a packed form, preceded by their length. */
public final class FormCoder<T> extends CustomCoder<T> {
  private static final long serialVersionUID = 1;

  private final PackedForm<T> form;

  private FormCoder(PackedForm<T> form) {
    this.form = form;
  }

  public static <T> FormCoder<T> of(PackedForm<T> form) {
    return new FormCoder<>(form);
  }

  @Override
  public void encode(T element, OutputStream out) throws IOException {
    ByteWriter bytes = new ByteWriter(256);
    form.write(element, bytes);
    VarInt.encode(bytes.size(), out);
    out.write(bytes.toByteArray());
  }

  @Override
  public T decode(InputStream in) throws IOException {
    int length = VarInt.decodeInt(in);
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return form.read(new ByteReader(bytes));
  }

  @Override
  public void verifyDeterministic() {}
}
