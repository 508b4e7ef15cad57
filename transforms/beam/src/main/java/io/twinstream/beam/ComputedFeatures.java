package io.twinstream.beam;

import io.twinstream.beam.coder.EventFeaturesCoder;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.EventFeatures;
import io.twinstream.features.event.DeadLetter;
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

/** The output of {@link ComputeFeatures} and {@link ComputeService}: states by view, and rows. */
public final class ComputedFeatures implements POutput {
  private final Pipeline pipeline;
  private final Map<String, PCollection<KV<String, EntityState>>> states = new LinkedHashMap<>();
  private final Map<String, PCollection<EventFeatures>> rows = new LinkedHashMap<>();
  private final Map<String, HistoryRows> history = new LinkedHashMap<>();
  private final Map<String, PCollection<DeadLetter>> letters = new LinkedHashMap<>();

  ComputedFeatures(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  void states(String view, PCollection<KV<String, EntityState>> of) {
    states.put(view, of);
  }

  void letters(String source, PCollection<DeadLetter> of) {
    letters.put(source, of);
  }

  void rows(String id, PCollection<EventFeatures> of) {
    rows.put(id, of);
  }

  void rows(String id, PCollection<KV<Long, byte[]>> of, EventFeaturesCoder coder) {
    history.put(id, new HistoryRows(of, coder));
  }

  /**
   * Rows of history.
   *
   * @param rows blocks of rows, keyed by the requested number; blocks with the same number are not
   *     grouped yet
   * @param coder the coder of the packed rows
   */
  public record HistoryRows(PCollection<KV<Long, byte[]>> rows, EventFeaturesCoder coder) {}

  /** Returns entities with their states, by view id. */
  public Map<String, PCollection<KV<String, EntityState>>> states() {
    return Collections.unmodifiableMap(states);
  }

  /** Returns the events that enriched sources could not enrich, by source. */
  public Map<String, PCollection<DeadLetter>> letters() {
    return Collections.unmodifiableMap(letters);
  }

  /** Returns the rows of history, by the id of their view or service; empty unless requested. */
  public Map<String, HistoryRows> history() {
    return Collections.unmodifiableMap(history);
  }

  /** Returns the rows at live events, by the id of their view; empty unless requested. */
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
    rows.forEach((id, of) -> all.put(new TupleTag<>("rows:" + id), of));
    history.forEach((id, of) -> all.put(new TupleTag<>("history:" + id), of.rows()));
    letters.forEach((source, of) -> all.put(new TupleTag<>("letters:" + source), of));
    return all;
  }

  @Override
  public void finishSpecifyingOutput(String name, PInput input, PTransform<?, ?> transform) {}
}
