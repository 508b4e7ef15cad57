package io.twinstream.beam.history;

import io.twinstream.beam.coder.EntityStateCoder;
import io.twinstream.beam.coder.ShippedView;
import io.twinstream.beam.packed.Packed;
import io.twinstream.beam.packed.Spread;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Computes one view over history: the final state of each entity, and the view's features for rows.
 * Each entity is replayed in the order of known time, by a sort that spills to disk, so that memory
 * does not grow with the events of an entity.
 *
 * <p>What it replays are moments, spread over groups of entities: the view's events, rows, or rows
 * that are the view's events. Its own rows it spreads for what comes next.
 */
public final class ReplayView {
  static final TupleTag<KV<String, EntityState>> STATES = new TupleTag<>("states") {};
  static final TupleTag<KV<Long, byte[]>> ROWS = new TupleTag<>("rows") {};

  private final String name;
  private final ShippedView view;
  private final MomentForm form;
  private final Visibility visibility;

  private ReplayView(String name, ShippedView view, MomentForm form, Visibility visibility) {
    this.name = name;
    this.view = view;
    this.form = form;
    this.visibility = visibility;
  }

  /**
   * Of a view.
   *
   * @param rows as they come in
   * @param visibility which events they see
   */
  public static ReplayView of(
      String name, ShippedView view, PartialRowForm rows, Visibility visibility) {
    return new ReplayView(name, view, MomentForm.of(view, rows), visibility);
  }

  /** States, and the rows that came in with the view's features too. */
  public record Replayed(
      PCollection<KV<String, EntityState>> states, PCollection<KV<Long, byte[]>> rows) {}

  /** The view's events, as what it replays. */
  public PCollection<KV<Long, byte[]>> events(Packed<Event> events) {
    return events.spread(name + "/Events", spread(Moments.ofEvents(view)));
  }

  /** The view's events as its own rows, as what it replays. */
  public PCollection<KV<Long, byte[]>> ownRows(Packed<PartialRow> rows) {
    return rows.spread(name + "/Rows", spread(Moments.ofOwnRows(view)));
  }

  /** Rows before their first view, as what this one replays. */
  public PCollection<KV<Long, byte[]>> rows(
      Packed<PartialRow> rows, String source, boolean areEvents) {
    return rows.spread(name + "/Rows", rowsTo(source, areEvents));
  }

  /**
   * How rows come here from what they have passed before.
   *
   * @param source of the rows, which begins with the fields of the view's if they are its events
   * @param areEvents whether the rows are the view's events
   */
  public Spread<PartialRow> rowsTo(String source, boolean areEvents) {
    return spread(Moments.ofRows(view, source, areEvents));
  }

  /** The same for a second passage, in which every event is known when it happens. */
  public Spread<PartialRow> rowsAsOccurredTo(String source, boolean areEvents) {
    SerializableFunction<PartialRow, Moment> moment = Moments.ofRows(view, source, areEvents);
    int timeSlot = timeSlot(view.project().project().source(source));
    return spread(row -> moment.apply(row.asOccurred(timeSlot)));
  }

  /** The view's events for that passage, as what it replays. */
  public PCollection<KV<Long, byte[]>> eventsAsOccurred(Packed<Event> events) {
    int timeSlot = timeSlot(view.source());
    return events(events.map(event -> event.asOccurred(timeSlot)));
  }

  private static int timeSlot(Source source) {
    return source.schema().slot(source.eventTime());
  }

  /** What an earlier part of history has left, as what this one begins with. */
  private PCollection<KV<Long, byte[]>> before(PCollection<KV<String, EntityState>> states) {
    return Packed.of(name + "/PackBefore", states)
        .spread(
            name + "/SpreadBefore",
            spread(state -> Moment.before(state.getKey(), state.getValue())));
  }

  private <T> Spread<T> spread(SerializableFunction<T, Moment> moment) {
    return Spread.of(moment, Moment::group, form);
  }

  /**
   * Replays.
   *
   * @param moments spread by the methods above
   * @param before what an earlier part of history has left; null for none
   * @param kind what the rows are to the view's events
   * @param rowsTo how rows go on
   */
  public Replayed replay(
      PCollectionList<KV<Long, byte[]>> moments,
      PCollection<KV<String, EntityState>> before,
      RowsOfView kind,
      Spread<PartialRow> rowsTo) {
    PCollectionList<KV<Long, byte[]>> all = before == null ? moments : moments.and(before(before));
    PCollectionTuple replayed =
        (all.size() == 1 ? all.get(0) : all.apply(name + "/Flatten", Flatten.pCollections()))
            .apply(name + "/Group", GroupByKey.create())
            .apply(
                name + "/Replay",
                ParDo.of(new ReplayFn(view, form, visibility, kind, rowsTo))
                    .withOutputTags(STATES, TupleTagList.of(ROWS)));
    replayed.get(STATES).setCoder(KvCoder.of(StringUtf8Coder.of(), EntityStateCoder.of(view)));
    replayed.get(ROWS).setCoder(KvCoder.of(VarLongCoder.of(), ByteArrayCoder.of()));
    return new Replayed(replayed.get(STATES), replayed.get(ROWS));
  }
}
