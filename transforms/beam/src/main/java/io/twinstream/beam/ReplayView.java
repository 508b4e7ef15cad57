package io.twinstream.beam;

import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.EntityKey;
import io.twinstream.features.event.Event;
import java.util.Objects;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.apache.beam.sdk.values.TypeDescriptor;

/**
 * Computes one view over history: the final state of each entity, and the view's features for rows.
 * Each entity is replayed in the order of known time, by a sort that spills to disk, so that memory
 * does not grow with the events of an entity.
 *
 * @param states entity and final state
 * @param rows those that came in, with the view's features too; null if none came in
 */
record ReplayView(PCollection<KV<String, EntityState>> states, Packed<PartialRow> rows) {
  static final TupleTag<KV<String, EntityState>> STATES = new TupleTag<>("states") {};
  static final TupleTag<byte[]> ROWS = new TupleTag<>("rows") {};

  ReplayView {
    Objects.requireNonNull(states, "states");
  }

  /**
   * The states of events, alone.
   *
   * @param before what an earlier part of history has left; null for none, here and below
   */
  static ReplayView ofEvents(
      String name,
      ShippedView view,
      PCollection<KV<String, EntityState>> before,
      Packed<Event> events) {
    MomentCoder coder = MomentCoder.of(view, PartialRowCoder.of(EventCoder.of(view)));
    return replay(
        name,
        new ReplayFn(view, coder, Visibility.EXCLUSIVE, false),
        withBefore(
            name,
            before,
            coder,
            PCollectionList.of(
                events.map(new OfEvent(view)).spread(name + "/Events", Moment::group, coder))),
        null);
  }

  /**
   * Rows that are the view's events.
   *
   * @param rowCoder of the rows as they come in
   * @param source of the rows, which begins with the fields of the view's
   */
  static ReplayView atEvents(
      String name,
      ShippedView view,
      PCollection<KV<String, EntityState>> before,
      Packed<PartialRow> rows,
      PartialRowCoder rowCoder,
      String source,
      Visibility visibility) {
    MomentCoder coder = MomentCoder.of(view, rowCoder);
    OfRow moments = new OfRow(view, source, true);
    return replay(
        name,
        new ReplayFn(view, coder, visibility, true),
        withBefore(
            name,
            before,
            coder,
            PCollectionList.of(rows.map(moments).spread(name + "/Rows", Moment::group, coder))),
        rowCoder.behind(view));
  }

  /**
   * Rows beside the view's events.
   *
   * @param rowCoder of the rows as they come in
   * @param source of the rows' events
   * @param own whether the rows are events of the view's source too, so that a row can see its own
   */
  static ReplayView atRows(
      String name,
      ShippedView view,
      PCollection<KV<String, EntityState>> before,
      Packed<Event> events,
      Packed<PartialRow> rows,
      PartialRowCoder rowCoder,
      String source,
      boolean own,
      Visibility visibility) {
    MomentCoder coder = MomentCoder.of(view, rowCoder);
    return replay(
        name,
        new ReplayFn(view, coder, visibility, own),
        withBefore(
            name,
            before,
            coder,
            PCollectionList.of(
                    events.map(new OfEvent(view)).spread(name + "/Events", Moment::group, coder))
                .and(
                    rows.map(new OfRow(view, source, false))
                        .spread(name + "/Rows", Moment::group, coder))),
        rowCoder.behind(view));
  }

  /** The moments, and the states that an earlier part of history has left; null for none. */
  private static PCollectionList<KV<Long, byte[]>> withBefore(
      String name,
      PCollection<KV<String, EntityState>> before,
      MomentCoder coder,
      PCollectionList<KV<Long, byte[]>> moments) {
    if (before == null) {
      return moments;
    }
    PCollection<Moment> states =
        before
            .apply(
                name + "/Before",
                MapElements.into(TypeDescriptor.of(Moment.class))
                    .via(state -> Moment.before(state.getKey(), state.getValue())))
            .setCoder(coder);
    return moments.and(
        Packed.of(name + "/PackBefore", states)
            .spread(name + "/SpreadBefore", Moment::group, coder));
  }

  private static ReplayView replay(
      String name,
      ReplayFn replay,
      PCollectionList<KV<Long, byte[]>> moments,
      PartialRowCoder rows) {
    PCollection<KV<Long, byte[]>> all =
        moments.size() == 1
            ? moments.get(0)
            : moments.apply(name + "/Flatten", Flatten.pCollections());
    PCollectionTuple replayed =
        all.apply(name + "/Group", GroupByKey.create())
            .apply(
                name + "/Replay",
                ParDo.of(replay.withRows(rows)).withOutputTags(STATES, TupleTagList.of(ROWS)));
    replayed
        .get(STATES)
        .setCoder(KvCoder.of(StringUtf8Coder.of(), EntityStateCoder.of(replay.view())));
    replayed.get(ROWS).setCoder(ByteArrayCoder.of());
    return new ReplayView(
        replayed.get(STATES), rows == null ? null : Packed.of(replayed.get(ROWS), rows));
  }

  /** The key field of a view's entities, in events of some source. */
  private static EntityKey key(ShippedView view, String source) {
    Project project = view.project().project();
    String field = project.entity(project.view(view.id()).entity()).key();
    return EntityKey.in(project.source(source).schema(), field);
  }

  /** Events that name an entity. */
  private static final class OfEvent implements SerializableFunction<Event, Moment> {
    private static final long serialVersionUID = 1;

    private final ShippedView view;
    private final Counter skipped;
    private transient EntityKey key;

    OfEvent(ShippedView view) {
      this.view = view;
      this.skipped = Metrics.counter(view.id(), "skipped");
    }

    @Override
    public Moment apply(Event event) {
      if (key == null) {
        key = key(view, view.source().name());
      }
      String entity = key.of(event);
      if (entity == null) {
        skipped.inc();
        return null;
      }
      return new Moment(entity, event, null);
    }
  }

  /** All rows; those that name no entity take its features as null. */
  private static final class OfRow implements SerializableFunction<PartialRow, Moment> {
    private static final long serialVersionUID = 1;

    private final ShippedView view;
    private final String source;
    private final boolean areEvents;
    private final Counter skipped;
    private transient EntityKey key;

    OfRow(ShippedView view, String source, boolean areEvents) {
      this.view = view;
      this.source = source;
      this.areEvents = areEvents;
      this.skipped = Metrics.counter(view.id(), "skipped");
    }

    @Override
    public Moment apply(PartialRow row) {
      if (key == null) {
        key = key(view, source);
      }
      String entity = key.of(row.event());
      if (entity != null) {
        return new Moment(entity, areEvents ? row.event() : null, row);
      }
      if (areEvents) {
        skipped.inc();
      }
      return new Moment("", null, row);
    }
  }
}
