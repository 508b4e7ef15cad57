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
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Skipped;
import io.twinstream.features.event.TopicId;
import io.twinstream.pipelines.files.Bootstrap;
import io.twinstream.pipelines.files.FeatureTables;
import io.twinstream.pipelines.files.ReadArchive;
import io.twinstream.pipelines.files.TableSpec;
import io.twinstream.pipelines.files.WriteTable;
import io.twinstream.pipelines.heal.AskForLostStates;
import io.twinstream.pipelines.kafka.DeadLetterTopic;
import io.twinstream.pipelines.kafka.PositionReport;
import io.twinstream.pipelines.kafka.ReadTopic;
import io.twinstream.pipelines.kafka.TopicRead;
import io.twinstream.pipelines.online.LiveView;
import io.twinstream.pipelines.online.PublishPositions;
import io.twinstream.pipelines.online.StoreAddress;
import io.twinstream.pipelines.online.WriteOnline;
import io.twinstream.stores.Generation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;

/**
 * The live pipeline: topics → events → states → online store.
 *
 * @param project the definitions
 * @param views to compute, by view id
 * @param topics to read, by source
 * @param bootstrap the archive to read before the topics
 * @param until by {@code topic/partition}, the positions at which the job has caught up
 * @param store the online store
 * @param logs which logs to write; empty for none
 * @param deadLetterTopic the topics of dead letters
 * @param maxRecordBytes longer records are dead letters
 */
record StreamPipeline(
    ShippedProject project,
    Map<String, LiveView> views,
    Map<String, TopicRead> topics,
    Optional<Bootstrap> bootstrap,
    Map<String, Long> until,
    StoreAddress store,
    Optional<Logs> logs,
    Optional<DeadLetterTopic> deadLetterTopic,
    int maxRecordBytes) {

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
    List<String> ids = new ArrayList<>(views.keySet());
    PCollectionTuple events = PCollectionTuple.empty(pipeline);
    Map<String, PCollectionTuple> archives = new HashMap<>();
    for (String source : project.sources(ids)) {
      PCollectionTuple decoded =
          pipeline
              .apply(
                  source + "/ReadTopic",
                  ReadTopic.of(topics.get(source)).withReports(reports(source)))
              .apply(source + "/DecodeEvents", DecodeEvents.live(project, source, maxRecordBytes));
      PCollection<Event> live = decoded.get(DecodeEvents.EVENTS);
      bootstrap.ifPresent(from -> archives.put(source, archive(pipeline, source, from)));
      events = events.and(SourceTags.events(source), withArchive(source, archives, live));
      events =
          events.and(
              SourceTags.asking(source),
              pipeline.apply(
                  source + "/AskForLostStates",
                  AskForLostStates.of(project, source, generations(source), maxRecordBytes)));
      letters = letters.and(decoded.get(DecodeEvents.DEAD_LETTERS));
      archive(source, live, decoded.get(DecodeEvents.SKIPPED));
    }
    logDeadLetters(letters.apply("DeadLetters", Flatten.pCollections()));
    ComputedFeatures computed =
        events.apply(
            "ComputeFeatures",
            ComputeFeatures.of(project, ids, Mode.LIVE)
                .withRows(logs.filter(Logs::asServed).map(log -> Visibility.SELF)));
    computed
        .states()
        .forEach(
            (id, states) -> {
              ShippedView view = new ShippedView(project, id);
              LiveView live = views.get(id);
              String source = view.source().name();
              PCollectionList<Long> done =
                  PCollectionList.of(
                      states.apply(
                          id + "/WriteOnline", WriteOnline.of(view, live.generation(), store)));
              if (archives.containsKey(source)) {
                done = done.and(archives.get(source).get(ReadArchive.PARTS));
              }
              done.apply(
                  id + "/PublishProgress",
                  PublishProgress.of(view, live, store, until(view.source()), topics.get(source))
                      .afterParts(bootstrap.map(from -> from.fence(source).parts()).orElse(0)));
            });
    computed.rows().forEach(this::logRows);
  }

  private PositionReport.Factory reports(String source) {
    return PublishPositions.of(topics.get(source).topic(), generations(source));
  }

  /** The generations of the source's views. */
  private List<Generation> generations(String source) {
    return views.entrySet().stream()
        .filter(each -> project.project().view(each.getKey()).source().equals(source))
        .map(each -> each.getValue().generation())
        .toList();
  }

  private Map<String, Long> until(Source source) {
    Map<String, Long> ends = new TreeMap<>();
    for (int id : topics.get(source.name()).begin().keySet()) {
      String partition = topics.get(source.name()).topic().partition(id);
      ends.put(partition, until.getOrDefault(partition, 0L));
    }
    return ends;
  }

  private PCollectionTuple archive(Pipeline pipeline, String source, Bootstrap from) {
    TopicId topic = topics.get(source).topic();
    return pipeline.apply(
        source + "/ReadArchive", ReadArchive.of(project, source, from, topic).eachRecordOnce());
  }

  private static PCollection<Event> withArchive(
      String source, Map<String, PCollectionTuple> archives, PCollection<Event> live) {
    return archives.containsKey(source)
        ? PCollectionList.of(archives.get(source).get(ReadArchive.EVENTS))
            .and(live)
            .apply(source + "/WithArchive", Flatten.pCollections())
        : live;
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
