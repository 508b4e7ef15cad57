package io.twinstream.pipelines.stream;

import io.twinstream.beam.ComputeFeatures;
import io.twinstream.beam.ComputedFeatures;
import io.twinstream.beam.DecodeEvents;
import io.twinstream.beam.Mode;
import io.twinstream.beam.SourceTags;
import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.beam.coder.ShippedView;
import io.twinstream.features.aggregate.EventFeatures;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Skipped;
import io.twinstream.pipelines.files.FeatureTables;
import io.twinstream.pipelines.files.ReadRecords;
import io.twinstream.pipelines.files.TableSpec;
import io.twinstream.pipelines.files.WriteTable;
import io.twinstream.pipelines.kafka.DeadLetterTopic;
import io.twinstream.pipelines.kafka.TopicRecords;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;

/**
 * The live pipeline: records → events → states. Its {@link Ends} decide whether it runs for ever
 * from topics into the online store, or to its end over history.
 *
 * @param project the definitions
 * @param views to compute
 * @param ends what is read, and where the states go
 * @param logs which logs to write; empty for none
 * @param deadLetterTopic the topics of dead letters
 * @param records how records are decoded
 */
record StreamPipeline(
    ShippedProject project,
    List<String> views,
    Ends ends,
    Optional<Logs> logs,
    Optional<DeadLetterTopic> deadLetterTopic,
    TopicRecords records) {

  /**
   * The logs to write.
   *
   * @param folder with {@code events/SOURCE}, {@code skipped/SOURCE}, {@code dead_letters} and
   *     {@code as_served/VIEW}
   * @param interval the age at which a file is written
   * @param keep how long files remain after they were compacted, for readers that have begun with
   *     them
   * @param asServed whether to log the feature values at each event, as of when it was processed
   */
  record Logs(Path folder, Duration interval, Duration keep, boolean asServed) {
    <T> WriteTable<T> live(TableSpec<T> table) {
      return WriteTable.live(table, interval, keep);
    }
  }

  void setup(Pipeline pipeline) {
    PCollectionList<DeadLetter> letters = PCollectionList.empty(pipeline);
    PCollectionTuple events = PCollectionTuple.empty(pipeline);
    for (String source : project.sources(views)) {
      PCollectionTuple read = ends.read(pipeline, source);
      PCollectionTuple decoded =
          read.get(ReadRecords.RECORDS)
              .apply(source + "/DecodeEvents", DecodeEvents.live(project, source, records));
      PCollection<Event> live = decoded.get(DecodeEvents.EVENTS);
      events = events.and(SourceTags.events(source), ends.withEarlier(source, live));
      Optional<PCollection<Event>> asking = ends.asking(pipeline, source);
      if (asking.isPresent()) {
        events = events.and(SourceTags.asking(source), asking.get());
      }
      letters = letters.and(decoded.get(DecodeEvents.DEAD_LETTERS));
      if (read.has(DecodeEvents.DEAD_LETTERS)) {
        letters = letters.and(read.get(DecodeEvents.DEAD_LETTERS));
      }
      archive(source, live, decoded.get(DecodeEvents.SKIPPED));
    }
    ComputedFeatures computed =
        events.apply(
            "ComputeFeatures",
            ComputeFeatures.of(project, views, Mode.LIVE)
                .withRows(logs.filter(Logs::asServed).map(log -> Visibility.SELF)));
    for (PCollection<DeadLetter> failed : computed.letters().values()) {
      letters = letters.and(failed);
    }
    logDeadLetters(letters.apply("DeadLetters", Flatten.pCollections()));
    computed.states().forEach(ends::write);
    computed.rows().forEach(this::logRows);
  }

  private void archive(String source, PCollection<Event> events, PCollection<Skipped> skipped) {
    ShippedProject shipped = project;
    logs.ifPresent(
        log -> {
          events.apply(
              source + "/Archive",
              log.live(
                  TableSpec.ofEvents(
                      log.folder().resolve("events").resolve(source),
                      () -> shipped.project().source(source))));
          skipped.apply(
              source + "/ArchiveSkipped",
              log.live(TableSpec.ofSkipped(log.folder().resolve("skipped").resolve(source))));
        });
  }

  private void logDeadLetters(PCollection<DeadLetter> letters) {
    logs.ifPresent(
        log ->
            letters.apply(
                "WriteDeadLetters",
                log.live(TableSpec.ofDeadLetters(log.folder().resolve("dead_letters")))));
    deadLetterTopic.ifPresent(topic -> letters.apply("PublishDeadLetters", topic));
  }

  private void logRows(String id, PCollection<EventFeatures> rows) {
    ShippedView view = new ShippedView(project, id);
    logs.ifPresent(
        log ->
            rows.apply(
                id + "/AsServed",
                log.live(
                    TableSpec.ofFeatures(
                        log.folder().resolve("as_served").resolve(id),
                        () -> FeatureTables.of(view, List.of())))));
  }
}
