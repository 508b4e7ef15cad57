package io.twinstream.features.aggregate;

import io.twinstream.features.definition.FeatureType;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.View;
import io.twinstream.features.event.Event;
import java.util.List;

/**
 * A view ready to compute: the algebra of its states. Pure functions only; safe for use by many
 * threads.
 */
public final class CompiledView {
  private CompiledView() {}

  /** Compiles a view of a project. */
  public static CompiledView of(Project project, View view) {
    throw new UnsupportedOperationException("not built yet");
  }

  public View view() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** The features' names, in the view's order. */
  public List<String> names() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** The features' types, in the view's order. */
  public List<FeatureType> types() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** A 64-bit hash of everything that the bytes of a state depend on. */
  public long fingerprint() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** The entity's id in an event; null if it is null or empty: then the view skips the event. */
  public String key(Event event) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** The identity of {@link #merge}: no events. */
  public EntityState empty() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** The state of one event more. */
  public EntityState add(EntityState state, Event event) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** The state of the union of two disjoint sets of events. */
  public EntityState merge(EntityState a, EntityState b) {
    throw new UnsupportedOperationException("not built yet");
  }

  /**
   * The features as of an instant.
   *
   * @param asOf milliseconds since 1970; the state's newest event if that is later
   * @return one value per feature, in the view's order
   */
  public FeatureRow evaluate(EntityState state, long asOf) {
    throw new UnsupportedOperationException("not built yet");
  }

  /**
   * How long after the newest event, in milliseconds, no window sees it; empty if one always does.
   */
  public java.util.OptionalLong reach() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** The canonical bytes of a state, beginning with the codec's version and the fingerprint. */
  public byte[] encode(EntityState state) {
    throw new UnsupportedOperationException("not built yet");
  }

  /**
   * The state of canonical bytes.
   *
   * @throws StateFormatException if the version or the fingerprint is not this view's, or the bytes
   *     are damaged
   */
  public EntityState decode(byte[] bytes) {
    throw new UnsupportedOperationException("not built yet");
  }
}
