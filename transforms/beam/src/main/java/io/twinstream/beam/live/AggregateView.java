package io.twinstream.beam.live;

import io.twinstream.beam.coder.EntityStateCoder;
import io.twinstream.beam.coder.EventCoder;
import io.twinstream.beam.coder.EventFeaturesCoder;
import io.twinstream.beam.coder.ShippedView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.EventFeatures;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.event.Event;
import java.util.Optional;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Keeps the states of one view in a live job, and optionally emits a feature row per event.
 *
 * <p>Each event updates the state of its entity, and the state is emitted at once, in the global
 * window, in the order of arrival; late events are added like others. A state is dropped when the
 * watermark on known time shows that no later event can see any part of it. An entity without an
 * event requests its state, which is emitted unchanged.
 */
public final class AggregateView
    extends PTransform<PCollection<KV<String, Event>>, PCollectionTuple> {
  private static final long serialVersionUID = 1;

  /** Entities with their states. */
  public static final TupleTag<KV<String, EntityState>> STATES = UpdateStateFn.STATES;

  /** The features of the event's entity at the event; empty unless requested. */
  public static final TupleTag<EventFeatures> ROWS = UpdateStateFn.ROWS;

  private final ShippedView view;
  private final Visibility rows;

  private AggregateView(ShippedView view, Visibility rows) {
    this.view = view;
    this.rows = rows;
  }

  public static AggregateView of(ShippedView view, Optional<Visibility> rows) {
    return new AggregateView(view, rows.orElse(null));
  }

  @Override
  public PCollectionTuple expand(PCollection<KV<String, Event>> events) {
    PCollectionTuple computed =
        events.apply(
            "Update",
            ParDo.of(new UpdateStateFn(view, rows)).withOutputTags(STATES, TupleTagList.of(ROWS)));
    computed.get(STATES).setCoder(KvCoder.of(StringUtf8Coder.of(), EntityStateCoder.of(view)));
    computed
        .get(ROWS)
        .setCoder(
            EventFeaturesCoder.of(
                EventCoder.of(view.project(), view.source().name()), view.compiled().types()));
    return computed;
  }
}
