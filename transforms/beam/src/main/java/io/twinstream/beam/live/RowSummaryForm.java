package io.twinstream.beam.live;

import io.twinstream.beam.coder.ShippedView;
import io.twinstream.beam.packed.PackedForm;
import io.twinstream.features.bytes.ByteReader;
import io.twinstream.features.bytes.ByteWriter;
import io.twinstream.features.event.EventCodec;
import io.twinstream.features.upsert.RowSummary;
import java.util.Set;

/** Packs the summaries of the rows of one view. */
final class RowSummaryForm implements PackedForm<RowSummary> {
  private static final long serialVersionUID = 1;

  private final EventCodec versions;

  RowSummaryForm(ShippedView view, Set<String> fields) {
    this.versions = EventCodec.of(view.source(), fields);
  }

  @Override
  public void write(RowSummary summary, ByteWriter out) {
    summary.write(versions, out);
  }

  @Override
  public RowSummary read(ByteReader in) {
    return RowSummary.read(versions, in);
  }
}
