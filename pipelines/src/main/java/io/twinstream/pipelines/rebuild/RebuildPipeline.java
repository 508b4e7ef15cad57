package io.twinstream.pipelines.rebuild;

import io.twinstream.beam.ComputeFeatures;
import io.twinstream.beam.ComputedFeatures;
import io.twinstream.beam.Mode;
import io.twinstream.beam.SourceTags;
import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.beam.coder.ShippedView;
import io.twinstream.beam.packed.Packed;
import io.twinstream.features.event.TopicId;
import io.twinstream.pipelines.files.Bootstrap;
import io.twinstream.pipelines.files.ReadArchive;
import io.twinstream.pipelines.kafka.ReadTail;
import io.twinstream.pipelines.kafka.TopicRecords;
import io.twinstream.pipelines.online.DamagedGeneration;
import io.twinstream.pipelines.online.StoreAddress;
import io.twinstream.pipelines.online.WriteOnline;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;

/**
 * The rebuild pipeline: archive and topics → events → final states → online store.
 *
 * @param project the definitions
 * @param damaged the generations to rebuild, by view id
 * @param input what to read
 * @param store the online store
 * @param records how records are decoded, as in the live job
 */
record RebuildPipeline(
    ShippedProject project,
    Map<String, DamagedGeneration> damaged,
    RebuildInput input,
    StoreAddress store,
    TopicRecords records) {

  void setup(Pipeline pipeline) {
    List<String> views = List.copyOf(damaged.keySet());
    PCollectionTuple events = PCollectionTuple.empty(pipeline);
    for (String source : project.sources(views)) {
      events = events.and(SourceTags.packed(source), read(pipeline, source));
    }
    ComputedFeatures computed =
        events.apply("ComputeFeatures", ComputeFeatures.of(project, views, Mode.HISTORY));
    computed
        .states()
        .forEach(
            (id, states) ->
                states.apply(
                    id + "/WriteOnline",
                    WriteOnline.of(
                        new ShippedView(project, id), damaged.get(id).generation(), store)));
  }

  private PCollection<byte[]> read(Pipeline pipeline, String source) {
    PCollection<byte[]> tail =
        pipeline.apply(
            source + "/ReadTail", ReadTail.of(project, source, input.tails().get(source), records));
    if (input.logs().isEmpty() || input.whole().contains(source)) {
      return tail;
    }
    Bootstrap logs = input.logs().get();
    TopicId topic = input.live().topics().get(source).topic();
    PCollection<byte[]> archived =
        Packed.of(
                source + "/PackArchive",
                pipeline
                    .apply(source + "/ReadArchive", ReadArchive.of(project, source, logs, topic))
                    .get(ReadArchive.EVENTS))
            .blocks();
    return PCollectionList.of(archived)
        .and(tail)
        .apply(source + "/WithArchive", Flatten.pCollections());
  }
}
