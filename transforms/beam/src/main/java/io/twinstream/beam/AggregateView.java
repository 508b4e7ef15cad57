package io.twinstream.beam;

import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.event.Event;
import java.util.Optional;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Computes the states of one view, and feature rows at its events if they are asked for.
 *
 * <p>Live, each event updates its entity's state and the state is emitted at once, in the global
 * window, in the order of arrival; late events count like others. A state is forgotten when the
 * watermark on known time says that no later event can see anything of it. In history each entity
 * is emitted once, with its final state; rows come in the order of known time, by a sort that
 * spills to disk, so that memory does not grow with the events of an entity.
 */
public final class AggregateView
    extends PTransform<PCollection<KV<String, Event>>, PCollectionTuple> {
  private static final long serialVersionUID = 1;

  /** Entity and state. */
  public static final TupleTag<KV<String, EntityState>> STATES = new TupleTag<>("states") {};

  /** The features of the event's entity at the event; nothing unless asked for. */
  public static final TupleTag<EventFeatures> ROWS = new TupleTag<>("rows") {};

  private final ShippedView view;
  private final Mode mode;
  private final Visibility rows;

  private AggregateView(ShippedView view, Mode mode, Visibility rows) {
    this.view = view;
    this.mode = mode;
    this.rows = rows;
  }

  /** States alone. */
  public static AggregateView of(ShippedView view, Mode mode) {
    return new AggregateView(view, mode, null);
  }

  /** Rows too. */
  public AggregateView withRows(Optional<Visibility> which) {
    return new AggregateView(view, mode, which.orElse(null));
  }

  @Override
  public PCollectionTuple expand(PCollection<KV<String, Event>> events) {
    PCollectionTuple computed =
        mode == Mode.LIVE
            ? events.apply(
                "Update",
                ParDo.of(new UpdateStateFn(view, rows))
                    .withOutputTags(STATES, TupleTagList.of(ROWS)))
            : rows == null
                ? combine(events)
                : events
                    .apply("Group", GroupByKey.create())
                    .apply(
                        "Replay",
                        ParDo.of(new ReplayFn(view, rows))
                            .withOutputTags(STATES, TupleTagList.of(ROWS)));
    computed.get(STATES).setCoder(KvCoder.of(StringUtf8Coder.of(), EntityStateCoder.of(view)));
    if (computed.has(ROWS)) {
      computed
          .get(ROWS)
          .setCoder(
              EventFeaturesCoder.of(
                  EventCoder.of(view.project(), view.source().name()), view.compiled().types()));
    }
    return computed;
  }

  /** Without rows order does not matter: states merge, partly before they are shuffled. */
  private PCollectionTuple combine(PCollection<KV<String, Event>> events) {
    return PCollectionTuple.of(
        STATES, events.apply("Combine", Combine.perKey(new CombineStatesFn(view))));
  }
}
