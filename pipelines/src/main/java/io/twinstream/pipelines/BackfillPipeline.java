package io.twinstream.pipelines;

import io.twinstream.beam.ComputeFeatures;
import io.twinstream.beam.ComputedFeatures;
import io.twinstream.beam.DecodeEvents;
import io.twinstream.beam.JoinService;
import io.twinstream.beam.Mode;
import io.twinstream.beam.ShippedProject;
import io.twinstream.beam.ShippedView;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.definition.View;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.pipelines.table.FeatureTables;
import io.twinstream.pipelines.table.Table;
import io.twinstream.pipelines.table.WriteTable;
import io.twinstream.stores.Generation;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;

/**
 * The historical pipeline: files → events → states and rows → online store and files.
 *
 * @param project the definitions
 * @param views which are computed
 * @param history files, folders and globs, by source
 * @param rows which events rows see, where they go, and which fields pass through; empty for no
 *     rows
 * @param generations where the states of views go in the online store, by view id; may be empty
 * @param store the online store; null if there are no generations
 * @param states where final states go as files
 * @param deadLetters where the records go that are no events
 * @param maxRecordBytes longer records of text files are dead letters
 */
record BackfillPipeline(
    ShippedProject project,
    List<String> views,
    Map<String, List<String>> history,
    Optional<RowsOutput> rows,
    Map<String, Generation> generations,
    StoreAddress store,
    Optional<Path> states,
    Optional<Path> deadLetters,
    int maxRecordBytes) {

  /**
   * What rows are made.
   *
   * @param visibility which events the row of an event sees
   * @param service whose rows, instead of those of each view
   * @param passThrough fields of the event that are written beside its features
   * @param folder in it, a folder per view, or the service's
   */
  record RowsOutput(
      Visibility visibility, Optional<String> service, List<String> passThrough, Path folder) {}

  void setup(Pipeline pipeline) {
    PCollectionList<DeadLetter> letters = PCollectionList.empty(pipeline);
    PCollectionTuple events = PCollectionTuple.empty(pipeline);
    for (String source : ComputeFeatures.sources(project, views)) {
      PCollectionTuple read =
          pipeline.apply(
              source + "/ReadHistory",
              ReadHistory.of(project, source, history.get(source), maxRecordBytes));
      events = events.and(ComputeFeatures.events(source), read.get(DecodeEvents.EVENTS));
      letters = letters.and(read.get(DecodeEvents.DEAD_LETTERS));
      if (!generations.isEmpty()) {
        read.get(DecodeEvents.EVENTS).apply(source + "/EarliestKnown", EarliestKnown.of(source));
      }
    }
    if (deadLetters.isPresent()) {
      letters
          .apply("DeadLetters", Flatten.pCollections())
          .apply("WriteDeadLetters", WriteTable.history(Table.ofDeadLetters(deadLetters.get())));
    }
    ComputedFeatures computed =
        events.apply(
            "ComputeFeatures",
            ComputeFeatures.of(project, views, Mode.HISTORY)
                .withRows(rows.map(RowsOutput::visibility)));
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
    rows.ifPresent(output -> writeRows(pipeline, computed, output));
  }

  private void writeRows(Pipeline pipeline, ComputedFeatures computed, RowsOutput output) {
    if (output.service().isPresent()) {
      writeServiceRows(pipeline, computed, output, output.service().get());
      return;
    }
    List<String> passThrough = output.passThrough();
    computed
        .rows()
        .forEach(
            (id, of) -> {
              ShippedView view = new ShippedView(project, id);
              of.apply(
                  id + "/WriteRows",
                  WriteTable.history(
                      Table.ofFeatures(
                          output.folder().resolve(id), () -> FeatureTables.of(view, passThrough))));
            });
  }

  private void writeServiceRows(
      Pipeline pipeline, ComputedFeatures computed, RowsOutput output, String service) {
    ShippedProject shipped = project;
    List<String> passThrough = output.passThrough();
    PCollectionTuple views = PCollectionTuple.empty(pipeline);
    for (View view : JoinService.of(shipped, service).compiled().views()) {
      views = views.and(JoinService.rows(view.id()), computed.rows().get(view.id()));
    }
    views
        .apply(service + "/JoinService", JoinService.of(shipped, service))
        .apply(
            service + "/WriteRows",
            WriteTable.history(
                Table.ofFeatures(
                    output.folder().resolve(service),
                    () ->
                        FeatureTables.of(JoinService.of(shipped, service), service, passThrough))));
  }
}
