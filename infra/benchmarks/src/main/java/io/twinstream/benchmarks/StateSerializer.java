package io.twinstream.benchmarks;

import io.twinstream.features.aggregate.EntityState;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Serializes states as their canonical bytes; states are immutable, so a copy is the state itself.
 */
final class StateSerializer extends TypeSerializerSingleton<EntityState> {
  private static final long serialVersionUID = 1;

  private final BenchView view;

  StateSerializer(BenchView view) {
    this.view = view;
  }

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public EntityState createInstance() {
    return view.compiled().empty();
  }

  @Override
  public EntityState copy(EntityState from) {
    return from;
  }

  @Override
  public EntityState copy(EntityState from, EntityState reuse) {
    return from;
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public void serialize(EntityState state, DataOutputView target) throws IOException {
    byte[] bytes = view.compiled().encode(state);
    target.writeInt(bytes.length);
    target.write(bytes);
  }

  @Override
  public EntityState deserialize(DataInputView source) throws IOException {
    byte[] bytes = new byte[source.readInt()];
    source.readFully(bytes);
    return view.compiled().decode(bytes);
  }

  @Override
  public EntityState deserialize(EntityState reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    int length = source.readInt();
    target.writeInt(length);
    target.write(source, length);
  }

  @Override
  public TypeSerializerSnapshot<EntityState> snapshotConfiguration() {
    return new SimpleTypeSerializerSnapshot<>(() -> this) {};
  }
}
