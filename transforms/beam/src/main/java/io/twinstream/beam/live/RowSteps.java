package io.twinstream.beam.live;

import io.twinstream.beam.coder.EventCoder;
import io.twinstream.beam.coder.FieldsOfView;
import io.twinstream.beam.coder.ShippedView;
import io.twinstream.features.event.Event;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;

/**
 * Adds the versions of rows to their summaries in a live job, and emits a change for each entity of
 * a view that a version concerns. A row is forgotten when the watermark on known time shows that no
 * later version concerns the entities of those that are held.
 */
public final class RowSteps extends PTransform<PCollection<Event>, PCollection<KV<String, Event>>> {
  private static final long serialVersionUID = 1;

  private final ShippedView view;

  private RowSteps(ShippedView view) {
    this.view = view;
  }

  public static RowSteps of(ShippedView view) {
    return new RowSteps(view);
  }

  @Override
  public PCollection<KV<String, Event>> expand(PCollection<Event> versions) {
    EventCoder coder =
        EventCoder.of(view.project(), view.source().name(), FieldsOfView.ofVersions(view));
    return versions
        .apply("KeyByRow", WithKeys.of(Event::id).withKeyType(TypeDescriptors.strings()))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), coder))
        .apply("Summarize", ParDo.of(new RowStepFn(view)))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), EventCoder.of(view)));
  }
}
