package io.twinstream.beam;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.event.Event;
import java.util.Iterator;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.transforms.Combine.CombineFn;

/** The algebra of a view's states as Beam's. */
final class CombineStatesFn extends CombineFn<Event, EntityState, EntityState> {
  private static final long serialVersionUID = 1;

  private final ShippedView view;
  private transient CompiledView compiled;

  CombineStatesFn(ShippedView view) {
    this.view = view;
  }

  @Override
  public EntityState createAccumulator() {
    return compiled().empty();
  }

  @Override
  public EntityState addInput(EntityState state, Event event) {
    return compiled().add(state, event);
  }

  @Override
  public EntityState mergeAccumulators(Iterable<EntityState> states) {
    Iterator<EntityState> each = states.iterator();
    EntityState merged = each.hasNext() ? each.next() : compiled().empty();
    while (each.hasNext()) {
      merged = compiled().merge(merged, each.next());
    }
    return merged;
  }

  @Override
  public EntityState extractOutput(EntityState state) {
    return state;
  }

  @Override
  public Coder<EntityState> getAccumulatorCoder(CoderRegistry registry, Coder<Event> input) {
    return EntityStateCoder.of(view);
  }

  @Override
  public Coder<EntityState> getDefaultOutputCoder(CoderRegistry registry, Coder<Event> input) {
    return EntityStateCoder.of(view);
  }

  private CompiledView compiled() {
    if (compiled == null) {
      compiled = view.compiled();
    }
    return compiled;
  }
}
