package io.twinstream.beam;

import io.twinstream.beam.coder.EventCoder;
import io.twinstream.beam.coder.FieldsOfView;
import io.twinstream.beam.coder.ShippedView;
import io.twinstream.beam.live.RowSteps;
import io.twinstream.beam.packed.Packed;
import io.twinstream.beam.packed.Packer;
import io.twinstream.beam.packed.Sorter;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.FirstOfRecord;
import io.twinstream.features.upsert.RowStep;
import io.twinstream.features.upsert.RowSummary;
import java.io.IOException;
import java.util.Comparator;
import java.util.Iterator;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Turns the versions of rows into row changes for the entities of a view: the events that the
 * states of the view are made of.
 */
final class RowChanges {
  private RowChanges() {}

  /** Returns the row changes of a live job, in the order of arrival of a row's versions. */
  static PCollection<KV<String, Event>> live(ShippedView view, PCollection<Event> versions) {
    return versions.apply(view.id() + "/RowStep", RowSteps.of(view));
  }

  /** Returns the row changes of history, in the order of known time. */
  static Packed<Event> history(ShippedView view, Packed<Event> versions) {
    String name = view.id() + "/RowStep";
    EventCoder coder =
        EventCoder.of(view.project(), view.source().name(), FieldsOfView.ofVersions(view));
    EventCoder changes = EventCoder.of(view);
    return Packed.of(
        versions
            .group(name, RowChanges::group, coder)
            .apply(name + "/Replay", ParDo.of(new ReplayFn(view, coder, changes)))
            .setCoder(ByteArrayCoder.of()),
        changes);
  }

  private static Long group(Event version) {
    return (long) Math.floorMod(version.id().hashCode() * 0x9E3779B9 >>> 8, 256);
  }

  static final class ReplayFn extends DoFn<KV<Long, Iterable<byte[]>>, byte[]> {
    private static final long serialVersionUID = 1;

    private static final Comparator<Event> ORDER =
        Comparator.comparing(Event::id)
            .thenComparingLong(Event::known)
            .thenComparing(FirstOfRecord.ORDER);

    private final ShippedView view;
    private final EventCoder coder;
    private final EventCoder changes;
    private transient RowStep step;

    ReplayFn(ShippedView view, EventCoder coder, EventCoder changes) {
      this.view = view;
      this.coder = coder;
      this.changes = changes;
    }

    @Setup
    public void setup() {
      step = view.compiled().rowStep();
    }

    @ProcessElement
    public void replay(@Element KV<Long, Iterable<byte[]>> group, OutputReceiver<byte[]> out)
        throws IOException {
      Packer<Event> packer = new Packer<>(changes);
      try (Sorter<Event> sorter = new Sorter<>(coder, ORDER)) {
        Packed.forEach(group.getValue(), coder, sorter::add);
        FirstOfRecord first = new FirstOfRecord();
        RowSummary row = step.empty();
        String id = null;
        for (Iterator<Event> versions = sorter.sorted(); versions.hasNext(); ) {
          Event version = versions.next();
          if (!version.id().equals(id)) {
            id = version.id();
            row = step.empty();
            first.reset();
          }
          if (first.test(version)) {
            // Later versions are known later, as behind a watermark of a live job.
            row = step.forget(row, version.known());
            row = step.add(row, version, (entity, event) -> packer.add(event, out::output));
          }
        }
      }
      packer.flush(out::output);
    }
  }
}
