package io.twinstream.beam.coder;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;

/** Encodes the states of one view as their canonical bytes, preceded by their length. */
public final class EntityStateCoder extends CustomCoder<EntityState> {
  private static final long serialVersionUID = 1;

  private final ShippedView view;
  private transient CompiledView compiled;

  private EntityStateCoder(ShippedView view) {
    this.view = view;
    this.compiled = view.compiled();
  }

  public static EntityStateCoder of(ShippedView view) {
    return new EntityStateCoder(view);
  }

  @Override
  public void encode(EntityState state, OutputStream out) throws IOException {
    byte[] bytes = compiled.encode(state);
    VarInt.encode(bytes.length, out);
    out.write(bytes);
  }

  @Override
  public EntityState decode(InputStream in) throws IOException {
    return compiled.decode(Fields.readBytes(in));
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public boolean consistentWithEquals() {
    return false;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EntityStateCoder that && view.equals(that.view);
  }

  @Override
  public int hashCode() {
    return view.hashCode();
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    compiled = view.compiled();
  }
}
