package io.twinstream.pipelines;

import io.twinstream.beam.ComputeFeatures;
import io.twinstream.beam.ComputedFeatures;
import io.twinstream.beam.DecodeEvents;
import io.twinstream.beam.Mode;
import io.twinstream.beam.ShippedProject;
import io.twinstream.beam.ShippedView;
import io.twinstream.pipelines.kafka.ReadTopic;
import io.twinstream.pipelines.kafka.TopicRead;
import io.twinstream.stores.Generation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.PCollectionTuple;

/**
 * The live pipeline: topics → events → states → online store.
 *
 * @param project the definitions
 * @param generations where the states of each view go, by view id: the views that are computed
 * @param topics what is read, by source
 * @param store the online store
 * @param maxRecordBytes longer records are dead letters
 */
record StreamPipeline(
    ShippedProject project,
    Map<String, Generation> generations,
    Map<String, TopicRead> topics,
    StoreAddress store,
    int maxRecordBytes) {

  void setup(Pipeline pipeline) {
    List<String> views = new ArrayList<>(generations.keySet());
    PCollectionTuple events = PCollectionTuple.empty(pipeline);
    for (String source : ComputeFeatures.sources(project, views)) {
      PCollectionTuple decoded =
          pipeline
              .apply(source + "/ReadTopic", ReadTopic.of(topics.get(source)))
              .apply(source + "/DecodeEvents", DecodeEvents.live(project, source, maxRecordBytes));
      events = events.and(ComputeFeatures.events(source), decoded.get(DecodeEvents.EVENTS));
    }
    ComputedFeatures computed =
        events.apply("ComputeFeatures", ComputeFeatures.of(project, views, Mode.LIVE));
    computed
        .states()
        .forEach(
            (id, states) -> {
              ShippedView view = new ShippedView(project, id);
              Generation into = generations.get(id);
              states
                  .apply(id + "/WriteOnline", WriteOnline.of(view, into, store))
                  .apply(id + "/PublishProgress", PublishProgress.of(view, into, store));
            });
  }
}
