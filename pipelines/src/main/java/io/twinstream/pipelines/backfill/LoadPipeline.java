package io.twinstream.pipelines.backfill;

import io.twinstream.beam.ComputeFeatures;
import io.twinstream.beam.DecodeEvents;
import io.twinstream.beam.Mode;
import io.twinstream.beam.SourceTags;
import io.twinstream.beam.coder.EventCoder;
import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.beam.coder.ShippedView;
import io.twinstream.beam.packed.Packed;
import io.twinstream.features.event.Event;
import io.twinstream.pipelines.files.ReadHistory;
import io.twinstream.pipelines.files.TableSpec;
import io.twinstream.pipelines.files.WriteTable;
import io.twinstream.pipelines.online.StoreAddress;
import io.twinstream.pipelines.online.WriteOnline;
import io.twinstream.stores.Generation;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.PCollectionTuple;

/**
 * The pipeline of a load: files → rows of a table → online store and log.
 *
 * @param project the definitions, whose table has the number and the time of the load
 * @param table its name
 * @param path of its files
 * @param generations that receive the rows in the online store, by view id
 * @param store the online store
 * @param log the folder of the load in the log of the table; empty for none
 * @param deadLetters the table of dead letters
 * @param maxRecordBytes longer records of text files are dead letters
 */
record LoadPipeline(
    ShippedProject project,
    String table,
    String path,
    Map<String, Generation> generations,
    StoreAddress store,
    Optional<Path> log,
    Optional<Path> deadLetters,
    int maxRecordBytes) {

  void setup(Pipeline pipeline) {
    PCollectionTuple read =
        pipeline.apply(
            table + "/ReadHistory", ReadHistory.of(project, table, List.of(path), maxRecordBytes));
    deadLetters.ifPresent(
        folder ->
            WriteTable.deadLetters(
                "WriteDeadLetters",
                read.get(DecodeEvents.DEAD_LETTERS),
                TableSpec.ofDeadLetters(folder)));
    log.ifPresent(folder -> log(read, folder));
    PCollectionTuple.of(SourceTags.packed(table), read.get(ReadHistory.EVENTS))
        .apply(
            "ComputeFeatures",
            ComputeFeatures.of(project, List.copyOf(generations.keySet()), Mode.HISTORY))
        .states()
        .forEach(
            (id, states) ->
                states.apply(
                    id + "/WriteOnline",
                    WriteOnline.of(new ShippedView(project, id), generations.get(id), store)));
  }

  private void log(PCollectionTuple read, Path folder) {
    EventCoder form = EventCoder.of(project, table);
    Packed<Event> rows = Packed.of(read.get(ReadHistory.EVENTS), form);
    ShippedProject shipped = project;
    String name = table;
    WriteTable.history(
        "WriteLog", rows, form, TableSpec.ofEvents(folder, () -> shipped.project().source(name)));
  }
}
