package io.twinstream.pipelines;

import io.twinstream.beam.ComputeFeatures;
import io.twinstream.beam.ComputedFeatures;
import io.twinstream.beam.DecodeEvents;
import io.twinstream.beam.Mode;
import io.twinstream.beam.ShippedProject;
import io.twinstream.beam.ShippedView;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.stores.Generation;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.PCollectionTuple;

/**
 * The historical pipeline: files → events → states and rows → online store and files.
 *
 * @param project the definitions
 * @param views which are computed
 * @param history files, folders and globs, by source
 * @param rows which events rows see; empty for no rows
 * @param generations where the states of views go in the online store, by view id; may be empty
 * @param store the online store; null if there are no generations
 * @param states where final states go as files
 * @param maxRecordBytes longer records of text files are dead letters
 */
record BackfillPipeline(
    ShippedProject project,
    List<String> views,
    Map<String, List<String>> history,
    Optional<Visibility> rows,
    Map<String, Generation> generations,
    StoreAddress store,
    Optional<Path> states,
    int maxRecordBytes) {

  void setup(Pipeline pipeline) {
    PCollectionTuple events = PCollectionTuple.empty(pipeline);
    for (String source : ComputeFeatures.sources(project, views)) {
      PCollectionTuple read =
          pipeline.apply(
              source + "/ReadHistory",
              ReadHistory.of(project, source, history.get(source), maxRecordBytes));
      events = events.and(ComputeFeatures.events(source), read.get(DecodeEvents.EVENTS));
    }
    ComputedFeatures computed =
        events.apply(
            "ComputeFeatures", ComputeFeatures.of(project, views, Mode.HISTORY).withRows(rows));
    computed
        .states()
        .forEach(
            (id, of) -> {
              ShippedView view = new ShippedView(project, id);
              if (generations.containsKey(id)) {
                of.apply(id + "/WriteOnline", WriteOnline.of(view, generations.get(id), store));
              }
              states.ifPresent(
                  folder ->
                      of.apply(id + "/WriteStates", WriteStates.of(view, folder.resolve(id))));
            });
  }
}
