package io.twinstream.pipelines.trainingset;

import io.twinstream.beam.ComputeService;
import io.twinstream.beam.ComputedFeatures.HistoryRows;
import io.twinstream.beam.DecodeEvents;
import io.twinstream.beam.SourceTags;
import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.features.aggregate.EventFeatures;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.offline.log.history.KeptColumns;
import io.twinstream.offline.log.history.Spine;
import io.twinstream.offline.log.table.Folders;
import io.twinstream.pipelines.files.ReadHistory;
import io.twinstream.pipelines.files.TableSpec;
import io.twinstream.pipelines.files.WriteTable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;

/**
 * The pipeline of a training set: history and spine → rows of a service → files.
 *
 * @param project the definitions, with the spine as one of the sources
 * @param service by {@code name@version}
 * @param compute the transform that computes its features
 * @param history files, folders and globs, by source
 * @param spine its path
 * @param kept the columns of the spine that the rows keep
 * @param counted the source whose history the spine is, if it is: then that is not read separately
 * @param output the folder of the rows
 * @param refused a folder for the rows of the spine that cannot be read
 * @param maxRecordBytes longer records of text files cannot be read
 */
record TrainingSetPipeline(
    ShippedProject project,
    String service,
    ComputeService compute,
    Map<String, String> history,
    String spine,
    KeptColumns kept,
    Optional<String> counted,
    TableSpec<EventFeatures> output,
    Path refused,
    int maxRecordBytes) {

  void setup(Pipeline pipeline) {
    ReadHistory reading = reading(Spine.NAME, spine).keeping(kept);
    PCollectionTuple rows =
        pipeline.apply(
            Spine.NAME + "/ReadHistory", counted.map(reading::countedAs).orElse(reading));
    PCollection<DeadLetter> unread = rows.get(DecodeEvents.DEAD_LETTERS);
    WriteTable.deadLetters("Refused", unread, TableSpec.ofDeadLetters(refused));
    PCollectionTuple taken =
        PCollectionTuple.of(SourceTags.packed(Spine.NAME), rows.get(ReadHistory.EVENTS));
    for (var source : history.entrySet()) {
      PCollectionTuple events =
          pipeline.apply(
              source.getKey() + "/ReadHistory", reading(source.getKey(), source.getValue()));
      taken = taken.and(SourceTags.packed(source.getKey()), events.get(ReadHistory.EVENTS));
    }
    Folders<EventFeatures> folders = output.folders();
    HistoryRows made =
        taken.apply(service, compute.withGroups(folders::number)).history().get(service);
    WriteTable.history("WriteRows", made.rows(), made.coder(), output);
  }

  private ReadHistory reading(String source, String path) {
    return ReadHistory.of(project, source, List.of(path), maxRecordBytes);
  }
}
