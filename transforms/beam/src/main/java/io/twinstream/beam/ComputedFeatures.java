package io.twinstream.beam;

import io.twinstream.features.aggregate.EntityState;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PInput;
import org.apache.beam.sdk.values.POutput;
import org.apache.beam.sdk.values.PValue;
import org.apache.beam.sdk.values.TupleTag;

/** What {@link ComputeFeatures} makes: states and rows, by view. */
public final class ComputedFeatures implements POutput {
  private final Pipeline pipeline;
  private final Map<String, PCollection<KV<String, EntityState>>> states = new LinkedHashMap<>();
  private final Map<String, PCollection<EventFeatures>> rows = new LinkedHashMap<>();

  ComputedFeatures(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  void states(String view, PCollection<KV<String, EntityState>> of) {
    states.put(view, of);
  }

  void rows(String view, PCollection<EventFeatures> of) {
    rows.put(view, of);
  }

  /** Entities and their states, by view id. */
  public Map<String, PCollection<KV<String, EntityState>>> states() {
    return Collections.unmodifiableMap(states);
  }

  /** The rows of events, by view id; empty unless asked for. */
  public Map<String, PCollection<EventFeatures>> rows() {
    return Collections.unmodifiableMap(rows);
  }

  @Override
  public Pipeline getPipeline() {
    return pipeline;
  }

  @Override
  public Map<TupleTag<?>, PValue> expand() {
    Map<TupleTag<?>, PValue> all = new HashMap<>();
    states.forEach((view, of) -> all.put(new TupleTag<>("states:" + view), of));
    rows.forEach((view, of) -> all.put(new TupleTag<>("rows:" + view), of));
    return all;
  }

  @Override
  public void finishSpecifyingOutput(String name, PInput input, PTransform<?, ?> transform) {}
}
