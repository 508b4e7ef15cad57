package io.twinstream.beam.history;

import com.google.common.collect.Iterators;
import com.google.common.collect.PeekingIterator;
import io.twinstream.beam.coder.ShippedView;
import io.twinstream.beam.packed.Packed;
import io.twinstream.beam.packed.Sorter;
import io.twinstream.beam.packed.Spread;
import io.twinstream.beam.packed.Spreader;
import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.event.Event;
import java.io.IOException;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;

/** Replays the moments of a group of entities: one entity after the other, by known time. */
final class ReplayFn extends DoFn<KV<Long, Iterable<byte[]>>, KV<String, EntityState>> {
  static final TupleTag<KV<String, EntityState>> STATES = new TupleTag<>("states") {};
  static final TupleTag<KV<Long, byte[]>> ROWS = new TupleTag<>("rows") {};

  private static final long serialVersionUID = 1;

  private final ShippedView view;
  private final MomentForm form;
  private final Visibility visibility;
  private final RowsOfView kind;
  private final ValuesOfView.Factory factory;
  private final Spread<PartialRow> rowsTo;
  private transient CompiledView compiled;
  private transient ValuesOfView values;
  private transient Spreader<PartialRow, ?> rows;

  /**
   * @param visibility which events rows see
   * @param kind the relation of the rows to the events of the view
   * @param factory what rows get from a state
   * @param rowsTo where rows go next
   */
  ReplayFn(
      ShippedView view,
      MomentForm form,
      Visibility visibility,
      RowsOfView kind,
      ValuesOfView.Factory factory,
      Spread<PartialRow> rowsTo) {
    this.view = view;
    this.form = form;
    this.visibility = visibility;
    this.kind = kind;
    this.factory = factory;
    this.rowsTo = rowsTo;
  }

  @Setup
  public void setup() {
    compiled = view.compiled();
    values = factory.open();
  }

  @StartBundle
  public void start() {
    rows = rowsTo.open();
  }

  @ProcessElement
  public void replay(@Element KV<Long, Iterable<byte[]>> group, MultiOutputReceiver out)
      throws IOException {
    OutputReceiver<KV<String, EntityState>> states = out.get(STATES);
    OutputReceiver<KV<Long, byte[]>> blocks = out.get(ROWS);
    NamedUntil named = new NamedUntil();
    EntityReplay replay =
        new EntityReplay(
            compiled, visibility, kind, named, values, row -> rows.add(row, blocks::output));
    try (Sorter<Moment> sorter = new Sorter<>(form, Moment.ORDER)) {
      Packed.forEach(
          group.getValue(),
          form,
          (moment, bytes) -> {
            if (kind.name() && moment.row() != null) {
              Event row = moment.row().event();
              named.add(moment.entity(), row.id(), row.known());
            }
            sorter.add(moment, bytes);
          });
      PeekingIterator<Moment> moments =
          Iterators.peekingIterator(
              Iterators.filter(sorter.sorted(), new FirstOfPosition(kind.once())::test));
      while (moments.hasNext()) {
        String entity = moments.peek().entity();
        if (entity.isEmpty()) {
          rows.add(ofNothing(moments.next().row()), blocks::output);
          continue;
        }
        EntityState state = replay.replay(moments);
        if (!state.isEmpty()) {
          states.output(KV.of(entity, state));
        }
      }
    }
  }

  /** A row that names no entity gets the features of an entity without events. */
  private PartialRow ofNothing(PartialRow row) {
    return row.with(values.of(compiled.empty(), row.event()), Long.MIN_VALUE, 0);
  }

  @FinishBundle
  public void finish(FinishBundleContext context) {
    rows.flush(
        block ->
            context.output(ROWS, block, BoundedWindow.TIMESTAMP_MIN_VALUE, GlobalWindow.INSTANCE));
  }
}
