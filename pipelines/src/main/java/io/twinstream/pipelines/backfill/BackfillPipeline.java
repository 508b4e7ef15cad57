package io.twinstream.pipelines.backfill;

import io.twinstream.beam.ComputeFeatures;
import io.twinstream.beam.ComputeService;
import io.twinstream.beam.ComputedFeatures;
import io.twinstream.beam.DecodeEvents;
import io.twinstream.beam.Mode;
import io.twinstream.beam.SourceTags;
import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.beam.coder.ShippedView;
import io.twinstream.beam.history.ChunkStart;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.offline.log.table.FeatureTable;
import io.twinstream.pipelines.files.FeatureTables;
import io.twinstream.pipelines.files.HistoryChunk;
import io.twinstream.pipelines.files.ReadHistory;
import io.twinstream.pipelines.files.ReadStates;
import io.twinstream.pipelines.files.TableSpec;
import io.twinstream.pipelines.files.WriteStates;
import io.twinstream.pipelines.files.WriteTable;
import io.twinstream.pipelines.online.StoreAddress;
import io.twinstream.pipelines.online.WriteOnline;
import io.twinstream.stores.Generation;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;

/**
 * The backfill pipeline: files → events → states and rows → online store and files.
 *
 * @param project the definitions
 * @param views to compute
 * @param history files, folders and globs, by source
 * @param rows which rows to write; empty for no rows
 * @param generations that receive the states in the online store, by view id; may be empty
 * @param store the online store; null if there are no generations
 * @param states the folder of the final states as files
 * @param deadLetters the table of dead letters
 * @param maxRecordBytes longer records of text files are dead letters
 * @param chunk the chunk to compute; empty for all of the history
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
    int maxRecordBytes,
    Optional<HistoryChunk> chunk) {

  /**
   * Which rows to write.
   *
   * @param visibility which events the row of an event sees
   * @param service whose rows to write, instead of those of each view
   * @param source whose events get a service's rows
   * @param passThrough fields of the event that are written next to its features
   * @param folder that gets a folder per view, or for the service
   * @param columnIds the numbers of the columns in the files, by name; empty for none
   */
  record RowsOutput(
      Visibility visibility,
      Optional<String> service,
      String source,
      List<String> passThrough,
      Path folder,
      Map<String, Integer> columnIds) {}

  void setup(Pipeline pipeline) {
    PCollectionList<DeadLetter> letters = PCollectionList.empty(pipeline);
    PCollectionTuple events = PCollectionTuple.empty(pipeline);
    for (String source : project.sources(views)) {
      PCollectionTuple read =
          pipeline.apply(
              source + "/ReadHistory",
              chunk
                  .map(part -> ReadHistory.of(project, source, part, maxRecordBytes))
                  .orElseGet(
                      () -> ReadHistory.of(project, source, history.get(source), maxRecordBytes)));
      events = events.and(SourceTags.packed(source), read.get(ReadHistory.EVENTS));
      letters = letters.and(read.get(DecodeEvents.DEAD_LETTERS));
    }
    ComputedFeatures computed = compute(events, part(pipeline));
    for (PCollection<DeadLetter> failed : computed.letters().values()) {
      letters = letters.and(failed);
    }
    if (deadLetters.isPresent()) {
      PCollection<DeadLetter> all = letters.apply("DeadLetters", Flatten.pCollections());
      WriteTable.deadLetters("WriteDeadLetters", all, TableSpec.ofDeadLetters(deadLetters.get()));
    }
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
    rows.ifPresent(output -> writeRows(computed, output));
  }

  private void writeRows(ComputedFeatures computed, RowsOutput output) {
    computed
        .history()
        .forEach(
            (id, of) ->
                WriteTable.history(
                    id + "/WriteRows",
                    of.rows(),
                    of.coder(),
                    TableSpec.ofFeatures(output.folder().resolve(id), layout(id, output))
                        .withColumnIds(output.columnIds())));
  }

  private ChunkStart part(Pipeline pipeline) {
    if (chunk.isEmpty()) {
      return ChunkStart.ALL;
    }
    Map<String, PCollection<KV<String, EntityState>>> before = new HashMap<>();
    chunk
        .get()
        .before()
        .ifPresent(
            folder -> {
              for (String id : views) {
                ShippedView view = new ShippedView(project, id);
                before.put(
                    id,
                    pipeline.apply(id + "/ReadStates", ReadStates.of(view, folder.resolve(id))));
              }
            });
    return new ChunkStart(chunk.get().from(), before);
  }

  private ComputedFeatures compute(PCollectionTuple events, ChunkStart part) {
    if (rows.flatMap(RowsOutput::service).isPresent()) {
      RowsOutput of = rows.get();
      String service = of.service().get();
      return events.apply(
          service,
          ComputeService.atEvents(project, service, of.source(), of.visibility(), of.passThrough())
              .withGroups(FeatureTable.FOLDERS::number)
              .withChunk(part));
    }
    return events.apply(
        "ComputeFeatures",
        ComputeFeatures.of(project, views, Mode.HISTORY)
            .withRows(rows.map(RowsOutput::visibility))
            .withPassThrough(rows.map(RowsOutput::passThrough).orElse(List.of()))
            .withGroups(FeatureTable.FOLDERS::number)
            .withChunk(part));
  }

  /** The layout of the rows of a view or a service, by its id, looked up by the workers. */
  private TableSpec.Lookup<FeatureTable> layout(String id, RowsOutput output) {
    ShippedProject shipped = project;
    List<String> passThrough = output.passThrough();
    if (output.service().isPresent()) {
      String source = output.source();
      return () -> FeatureTables.of(shipped, id, source, passThrough);
    }
    return () -> FeatureTables.of(new ShippedView(shipped, id), passThrough);
  }
}
