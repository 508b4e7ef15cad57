package io.twinstream.features.function;

import io.twinstream.features.row.FeatureType;
import java.util.List;

/**
 * An aggregation function: what it accepts, its partial aggregates, its value, and the same value
 * computed directly from all events. The library lists them.
 *
 * <p>To add one, write a subclass, with a {@link io.twinstream.features.aggregate.column.Column} of
 * its own if no existing one holds what it needs, and list it. The tests of all functions then
 * check it: its value equals {@link #naive} on random events, its columns merge in any order, and
 * its states have canonical bytes.
 */
public abstract class Function {
  /** Whether an aggregation names a field. */
  public enum FieldUse {
    NONE,
    OPTIONAL,
    REQUIRED
  }

  private final String id;

  /**
   * @param id the name in definitions
   */
  protected Function(String id) {
    this.id = id;
  }

  /** Returns the name in definitions. */
  public final String id() {
    return id;
  }

  /** Reports whether the function uses a field. */
  public FieldUse fieldUse() {
    return FieldUse.REQUIRED;
  }

  /** Returns the types of fields that it can use. */
  public Accepts accepts() {
    return Accepts.SCALAR;
  }

  /** Returns its parameters. */
  public List<Argument> arguments() {
    return List.of();
  }

  /** Returns the type of its value. */
  public abstract FeatureType type(Call call);

  /**
   * Places the columns that the function reads, and returns how it computes its value from them.
   *
   * @throws IllegalArgumentException if a field or a window cannot be used; the message says what
   *     to do
   */
  public abstract Formula plan(Call call, Columns columns);

  /**
   * Computes the value directly by its definition, without tiles or merging: slow, and meant to be
   * obviously right.
   *
   * @return as {@link io.twinstream.features.row.FeatureRow#value} returns it; null for none
   */
  public abstract Object naive(Sample sample);

  /** Returns what the catalogue says of it. */
  public abstract Card card();

  @Override
  public final String toString() {
    return id;
  }
}
