package io.twinstream.beam;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.Visibility;
import java.io.IOException;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.vendor.guava.v32_1_2_jre.com.google.common.collect.Iterators;
import org.apache.beam.vendor.guava.v32_1_2_jre.com.google.common.collect.PeekingIterator;

/** Replays the moments of a group of entities: one entity after the other, by known time. */
final class ReplayFn extends DoFn<KV<Long, Iterable<byte[]>>, KV<String, EntityState>> {
  private static final long serialVersionUID = 1;

  private final ShippedView view;
  private final MomentCoder coder;
  private final Visibility visibility;
  private final boolean rowsAreOfSource;
  private final PartialRowCoder rowCoder;
  private transient CompiledView compiled;

  /**
   * @param visibility which events rows see
   * @param rowsAreOfSource whether the events of rows are of the view's source, so that a row can
   *     see its own
   */
  ReplayFn(ShippedView view, MomentCoder coder, Visibility visibility, boolean rowsAreOfSource) {
    this(view, coder, visibility, rowsAreOfSource, null);
  }

  private ReplayFn(
      ShippedView view,
      MomentCoder coder,
      Visibility visibility,
      boolean rowsAreOfSource,
      PartialRowCoder rowCoder) {
    this.view = view;
    this.coder = coder;
    this.visibility = visibility;
    this.rowsAreOfSource = rowsAreOfSource;
    this.rowCoder = rowCoder;
  }

  /** The same, which writes rows so; null if there are none. */
  ReplayFn withRows(PartialRowCoder rows) {
    return new ReplayFn(view, coder, visibility, rowsAreOfSource, rows);
  }

  ShippedView view() {
    return view;
  }

  @Setup
  public void setup() {
    compiled = view.compiled();
  }

  @ProcessElement
  public void replay(@Element KV<Long, Iterable<byte[]>> group, MultiOutputReceiver out)
      throws IOException {
    OutputReceiver<KV<String, EntityState>> states = out.get(ReplayView.STATES);
    OutputReceiver<byte[]> blocks = out.get(ReplayView.ROWS);
    Packer<PartialRow> rows = new Packer<>(rowCoder);
    EntityReplay replay =
        new EntityReplay(
            compiled, visibility, rowsAreOfSource, row -> rows.add(row, blocks::output));
    try (Sorter<Moment> sorter = new Sorter<>(coder, Moment.ORDER)) {
      Packed.forEach(group.getValue(), coder, sorter::add);
      PeekingIterator<Moment> moments =
          Iterators.peekingIterator(Iterators.filter(sorter.sorted(), new FirstOfPosition()::test));
      while (moments.hasNext()) {
        String entity = moments.peek().entity();
        if (entity.isEmpty()) {
          rows.add(moments.next().row().withoutEntity(), blocks::output);
          continue;
        }
        EntityState state = replay.replay(moments);
        if (!state.isEmpty()) {
          states.output(KV.of(entity, state));
        }
      }
    }
    rows.flush(blocks::output);
  }
}
