package io.twinstream.beam.live;

import io.twinstream.beam.coder.EventCoder;
import io.twinstream.beam.coder.ShippedView;
import io.twinstream.beam.metric.JobCounter;
import io.twinstream.beam.metric.Tally;
import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.event.Event;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Keys events by the entity of one view. Events without the key are skipped and counted. Works
 * element by element.
 */
public final class KeyByEntity
    extends PTransform<PCollection<Event>, PCollection<KV<String, Event>>> {
  private static final long serialVersionUID = 1;

  private final ShippedView view;

  private final boolean allFields;
  private final boolean entities;

  private KeyByEntity(ShippedView view, boolean allFields, boolean entities) {
    this.view = view;
    this.allFields = allFields;
    this.entities = entities;
  }

  /**
   * Creates the transform. Only the fields that the view reads are kept beyond the next shuffle.
   */
  public static KeyByEntity of(ShippedView view) {
    return new KeyByEntity(view, false, false);
  }

  /** Keeps all fields if {@code all} is true. */
  public KeyByEntity withAllFields(boolean all) {
    return new KeyByEntity(view, all, entities);
  }

  /** Emits the entities without their events, which requests their states unchanged. */
  public KeyByEntity entities() {
    return new KeyByEntity(view, allFields, true);
  }

  @Override
  public PCollection<KV<String, Event>> expand(PCollection<Event> events) {
    return events
        .apply("Key", ParDo.of(new KeyFn(view, entities)))
        .setCoder(
            KvCoder.of(
                StringUtf8Coder.of(),
                allFields
                    ? EventCoder.of(view.project(), view.source().name())
                    : EventCoder.of(view)));
  }

  static final class KeyFn extends DoFn<Event, KV<String, Event>> {
    private static final long serialVersionUID = 1;

    private final ShippedView view;
    private final boolean entities;
    private final Tally skipped;
    private transient CompiledView compiled;

    KeyFn(ShippedView view, boolean entities) {
      this.view = view;
      this.entities = entities;
      this.skipped =
          Tally.of(
              view.id(), "skipped", JobCounter.SKIPPED, view.project().project().name(), view.id());
    }

    @Setup
    public void setup() {
      compiled = view.compiled();
    }

    @ProcessElement
    public void key(@Element Event event, OutputReceiver<KV<String, Event>> out) {
      String key = compiled.key(event);
      if (key != null) {
        out.output(KV.of(key, entities ? null : event));
      } else if (!entities) {
        skipped.inc();
      }
    }
  }
}
