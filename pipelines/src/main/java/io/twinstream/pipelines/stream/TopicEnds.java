package io.twinstream.pipelines.stream;

import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.beam.coder.ShippedView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.event.TopicId;
import io.twinstream.pipelines.files.Bootstrap;
import io.twinstream.pipelines.files.ReadArchive;
import io.twinstream.pipelines.files.ReadRecords;
import io.twinstream.pipelines.heal.AskForLostStates;
import io.twinstream.pipelines.kafka.PositionReport;
import io.twinstream.pipelines.kafka.ReadTopic;
import io.twinstream.pipelines.kafka.ReadTopicWithKafkaIo;
import io.twinstream.pipelines.kafka.TopicRead;
import io.twinstream.pipelines.kafka.TopicRecords;
import io.twinstream.pipelines.online.LiveView;
import io.twinstream.pipelines.online.PublishFeatures;
import io.twinstream.pipelines.online.PublishPositions;
import io.twinstream.pipelines.online.StoreAddress;
import io.twinstream.pipelines.online.WriteOnline;
import io.twinstream.stores.Generation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;

/**
 * The ends of the live job: Kafka topics, after an archive of them, and the online store. Flink
 * reads topics with Twinstream's own source unless the user asks for {@code KafkaIO}, which all
 * other runners use.
 */
final class TopicEnds implements Ends {
  private final ShippedProject project;
  private final Map<String, LiveView> views;
  private final Map<String, TopicRead> topics;
  private final Optional<Bootstrap> bootstrap;
  private final Map<String, Long> until;
  private final StoreAddress store;
  private final TopicRecords records;
  private final String bootstrapServers;

  /** By source, what was read of its archive. */
  private final Map<String, PCollectionTuple> archives = new HashMap<>();

  /**
   * @param views to compute, by view id
   * @param topics to read, by source
   * @param bootstrap the archive to read before the topics
   * @param until by {@code topic/partition}, the positions at which the job has caught up
   * @param records how records are decoded
   * @param bootstrapServers where features are published
   */
  TopicEnds(
      ShippedProject project,
      Map<String, LiveView> views,
      Map<String, TopicRead> topics,
      Optional<Bootstrap> bootstrap,
      Map<String, Long> until,
      StoreAddress store,
      TopicRecords records,
      String bootstrapServers) {
    this.project = project;
    this.views = views;
    this.topics = topics;
    this.bootstrap = bootstrap;
    this.until = until;
    this.store = store;
    this.records = records;
    this.bootstrapServers = bootstrapServers;
  }

  @Override
  public PCollectionTuple read(Pipeline pipeline, String source) {
    TopicRead topic = topics.get(source);
    PTransform<PBegin, PCollection<RawRecord>> reader =
        ReadTopicWithKafkaIo.isUsed(pipeline.getOptions())
            ? ReadTopicWithKafkaIo.of(topic)
            : ReadTopic.of(topic).withReports(reports(source));
    return PCollectionTuple.of(ReadRecords.RECORDS, pipeline.apply(source + "/ReadTopic", reader));
  }

  @Override
  public PCollection<Event> withEarlier(String source, PCollection<Event> events) {
    if (bootstrap.isEmpty()) {
      return events;
    }
    TopicId topic = topics.get(source).topic();
    PCollectionTuple archive =
        events
            .getPipeline()
            .apply(
                source + "/ReadArchive",
                ReadArchive.of(project, source, bootstrap.get(), topic).eachRecordOnce());
    archives.put(source, archive);
    return PCollectionList.of(archive.get(ReadArchive.EVENTS))
        .and(events)
        .apply(source + "/WithArchive", Flatten.pCollections());
  }

  @Override
  public Optional<PCollection<Event>> asking(Pipeline pipeline, String source) {
    return Optional.of(
        pipeline.apply(
            source + "/AskForLostStates",
            AskForLostStates.of(project, source, generations(source), records.maxBytes())));
  }

  @Override
  public void write(String id, PCollection<KV<String, EntityState>> states) {
    ShippedView view = new ShippedView(project, id);
    LiveView live = views.get(id);
    String source = project.project().base(view.source().name());
    PCollectionList<Long> done =
        PCollectionList.of(
            states.apply(id + "/WriteOnline", WriteOnline.of(view, live.generation(), store)));
    if (archives.containsKey(source)) {
      done = done.and(archives.get(source).get(ReadArchive.PARTS));
    }
    if (project.project().view(id).featuresTopic().isPresent()) {
      states.apply(
          id + "/PublishFeatures",
          PublishFeatures.of(view, live.generation(), store, bootstrapServers));
    }
    done.apply(
        id + "/PublishProgress",
        PublishProgress.of(view, live, store, until(source), topics.get(source))
            .afterParts(bootstrap.map(from -> from.fence(source).parts()).orElse(0)));
  }

  private PositionReport.Factory reports(String source) {
    return PublishPositions.of(topics.get(source).topic(), generations(source));
  }

  private String base(String view) {
    return project.project().base(project.project().view(view).source());
  }

  /** The generations of the source's views, also of those of enriched sources made of it. */
  private List<Generation> generations(String source) {
    return views.entrySet().stream()
        .filter(each -> base(each.getKey()).equals(source))
        .map(each -> each.getValue().generation())
        .toList();
  }

  private Map<String, Long> until(String source) {
    Map<String, Long> ends = new TreeMap<>();
    for (int id : topics.get(source).begin().keySet()) {
      String partition = topics.get(source).topic().partition(id);
      ends.put(partition, until.getOrDefault(partition, 0L));
    }
    return ends;
  }
}
