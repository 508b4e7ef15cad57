package io.twinstream.beam.history;

import io.twinstream.beam.coder.EntityStateCoder;
import io.twinstream.beam.coder.ShippedView;
import io.twinstream.beam.packed.Packed;
import io.twinstream.beam.packed.Spread;
import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.definition.Source;
import io.twinstream.features.enrich.Lookup;
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
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Computes one view over history: the final state of each entity, and the view's features for rows.
 * Each entity is replayed in the order of known time. The events are sorted with spilling to disk,
 * so memory does not grow with the number of events of an entity.
 *
 * <p>The input is a collection of moments, spread over groups of entities: events of the view,
 * rows, or rows that are events of the view. The output rows are spread for the next step.
 */
public final class ReplayView {
  private final String name;
  private final ShippedView view;
  private final MomentForm form;
  private final Visibility visibility;
  private final ValuesOfView.Factory values;

  private ReplayView(
      String name,
      ShippedView view,
      MomentForm form,
      Visibility visibility,
      ValuesOfView.Factory values) {
    this.name = name;
    this.view = view;
    this.form = form;
    this.visibility = visibility;
    this.values = values;
  }

  /**
   * @param rows the form of the input rows
   * @param visibility which events they see
   */
  public static ReplayView of(
      String name, ShippedView view, PartialRowForm rows, Visibility visibility) {
    return new ReplayView(
        name,
        view,
        MomentForm.of(view, rows),
        visibility,
        () -> {
          CompiledView compiled = view.compiled();
          return (seen, event) -> compiled.evaluate(seen, event.ts());
        });
  }

  /**
   * Looks up a view for events to enrich: rows see the events known before them.
   *
   * @param from the source of the rows
   * @param rows the form of the input rows
   */
  public static ReplayView lookup(String name, ShippedView view, String from, PartialRowForm rows) {
    return new ReplayView(
        name,
        view,
        MomentForm.of(view, rows),
        Visibility.EXCLUSIVE,
        () -> Lookup.of(view.project().project(), from, view.compiled())::row);
  }

  /** The final states, and the input rows with the features of the view added. */
  public record Replayed(
      PCollection<KV<String, EntityState>> states, PCollection<KV<Long, byte[]>> rows) {}

  /** Converts the events of the view to moments. */
  public PCollection<KV<Long, byte[]>> events(Packed<Event> events) {
    return events.spread(name + "/Events", spread(Moments.ofEvents(view)));
  }

  /** Converts the events of the view to moments with a row of their own. */
  public PCollection<KV<Long, byte[]>> ownRows(Packed<PartialRow> rows) {
    return rows.spread(name + "/Rows", spread(Moments.ofOwnRows(view)));
  }

  /** Converts rows that name an entity of the view, and are no events of it, to moments. */
  public PCollection<KV<Long, byte[]>> versions(Packed<PartialRow> rows) {
    return rows.spread(name + "/Rows", spread(Moments.ofVersions(view)));
  }

  /** Converts rows before their first view to moments. */
  public PCollection<KV<Long, byte[]>> rows(
      Packed<PartialRow> rows, String source, boolean areEvents) {
    return rows.spread(name + "/Rows", rowsTo(source, areEvents));
  }

  /**
   * Returns how the rows of an earlier step are spread as input of this view.
   *
   * @param source the source of the rows; if they are events of the view, its fields begin with
   *     those of the view's source
   * @param areEvents whether the rows are events of the view
   */
  public Spread<PartialRow> rowsTo(String source, boolean areEvents) {
    return spread(Moments.ofRows(view, source, areEvents));
  }

  /**
   * Returns the same for the second pass, in which the known time of every event is its event time.
   */
  public Spread<PartialRow> rowsAsOccurredTo(String source, boolean areEvents) {
    SerializableFunction<PartialRow, Moment> moment = Moments.ofRows(view, source, areEvents);
    int timeSlot = timeSlot(view.project().project().source(source));
    return spread(row -> moment.apply(row.asOccurred(timeSlot)));
  }

  /** Converts the events of the view to moments for the second pass. */
  public PCollection<KV<Long, byte[]>> eventsAsOccurred(Packed<Event> events) {
    int timeSlot = timeSlot(view.source());
    return events(events.map(event -> event.asOccurred(timeSlot)));
  }

  private static int timeSlot(Source source) {
    return source.schema().slot(source.eventTime());
  }

  /** Converts the states at the end of the previous chunk to moments. */
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
   * Replays the moments.
   *
   * @param moments the output of the methods above
   * @param before the states at the end of the previous chunk; null for none
   * @param kind the relation of the rows to the events of the view
   * @param rowsTo where rows go next
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
                ParDo.of(new ReplayFn(view, form, visibility, kind, values, rowsTo))
                    .withOutputTags(ReplayFn.STATES, TupleTagList.of(ReplayFn.ROWS)));
    replayed
        .get(ReplayFn.STATES)
        .setCoder(KvCoder.of(StringUtf8Coder.of(), EntityStateCoder.of(view)));
    replayed.get(ReplayFn.ROWS).setCoder(KvCoder.of(VarLongCoder.of(), ByteArrayCoder.of()));
    return new Replayed(replayed.get(ReplayFn.STATES), replayed.get(ReplayFn.ROWS));
  }
}
