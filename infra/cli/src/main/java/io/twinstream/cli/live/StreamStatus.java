package io.twinstream.cli.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.cli.live.ViewGenerations.Listed;
import io.twinstream.features.event.TopicId;
import io.twinstream.features.text.Durations;
import io.twinstream.kafka.Topics;
import io.twinstream.local.flink.FlinkRest;
import io.twinstream.local.job.LiveJob;
import io.twinstream.local.job.RunViews;
import io.twinstream.stores.Await;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.ViewKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The status of a live job.
 *
 * @param job as Flink knows it
 * @param checkpoints counts and the last failure
 * @param latest the latest complete checkpoint; empty if there is none
 * @param failure the last failure of the job in one line; empty if there was none
 * @param generations of the project's views
 * @param positions by {@code topic#id/partition}
 * @param problems of the topics: missing ones, those that were deleted and created again, those
 *     with partitions that the job does not read, and partitions with timestamps ahead of the clock
 */
public record StreamStatus(
    FlinkRest.Job job,
    Checkpoints checkpoints,
    Optional<String> latest,
    String failure,
    List<Listed> generations,
    Map<String, Position> positions,
    Set<String> problems) {
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

  /**
   * The status of the checkpoints.
   *
   * @param restored the number of restores
   * @param latestAt the time of the latest complete checkpoint; empty if there is none
   * @param failure of a later one, in one line; empty if none failed
   */
  public record Checkpoints(
      int complete, int restored, Optional<Instant> latestAt, String failure) {}

  /**
   * The position in a partition.
   *
   * @param next the first offset that is not in the latest complete checkpoint
   * @param end the offset of the next record
   */
  public record Position(long next, long end) {
    /** The number of records that are not in the latest complete checkpoint. */
    public long lag() {
      return Math.max(0, end - next);
    }
  }

  /**
   * Reads the status from Flink, Kafka and the online store.
   *
   * @param checkpoints the folder of the jobs' runs, whose manifests list their views; without a
   *     manifest, all views of the project are shown
   */
  public static StreamStatus of(
      FlinkRest rest,
      FlinkRest.Job job,
      Path checkpoints,
      String kafka,
      OnlineStore store,
      InstantSource clock) {
    Set<String> computed = RunViews.of(checkpoints, job.id());
    List<Listed> generations = new ArrayList<>();
    for (ViewKey view : views(store, LiveJob.project(job))) {
      if (!computed.isEmpty() && !computed.contains(view.view())) {
        continue;
      }
      generations.addAll(ViewGenerations.of(store, view, clock));
    }
    Set<String> problems = new TreeSet<>();
    Map<String, Position> positions = positions(generations, kafka, problems);
    newest(generations)
        .forEach(each -> each.ahead().forEach((at, by) -> problems.add(ahead(at, by))));
    return new StreamStatus(
        job,
        new Checkpoints(
            rest.checkpoints(job.id()),
            rest.restored(job.id()),
            rest.latestCheckpointTime(job.id()),
            rest.checkpointFailure(job.id()).lines().findFirst().orElse("")),
        rest.latestCheckpoint(job.id()).map(FlinkRest::path),
        rest.failureCause(job.id()),
        generations,
        positions,
        problems);
  }

  /** The views in the definitions that the job has published. */
  private static List<ViewKey> views(OnlineStore store, String project) {
    List<ViewKey> views = new ArrayList<>();
    Await.within(ANSWER_LIMIT, store.definitions().published(project))
        .ifPresent(
            model ->
                parse(model.json())
                    .path("views")
                    .fieldNames()
                    .forEachRemaining(id -> views.add(new ViewKey(project, id))));
    return views;
  }

  private static JsonNode parse(String json) {
    try {
      return new ObjectMapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "the published definitions are not JSON; start the live " + "job again to publish them",
          e);
    }
  }

  /** The least of the positions of the newest generations. */
  private static Map<String, Position> positions(
      List<Listed> generations, String kafka, Set<String> problems) {
    Map<String, Long> next = new TreeMap<>();
    Map<TopicId, Set<String>> read = new HashMap<>();
    newest(generations)
        .forEach(
            each -> {
              each.next().forEach((at, offset) -> next.merge(at, offset, Math::min));
              each.first()
                  .keySet()
                  .forEach(at -> read.computeIfAbsent(topic(at), t -> new TreeSet<>()).add(at));
            });
    next.keySet().forEach(at -> read.computeIfAbsent(topic(at), t -> new TreeSet<>()));
    Map<String, Long> ends = new HashMap<>();
    try (Topics topics = Topics.connect(kafka)) {
      read.forEach((topic, partitions) -> ends.putAll(ends(topics, topic, partitions, problems)));
    }
    Map<String, Position> positions = new TreeMap<>();
    next.forEach(
        (at, offset) -> positions.put(at, new Position(offset, ends.getOrDefault(at, offset))));
    return positions;
  }

  private static TopicId topic(String partition) {
    return TopicId.parse(partition.substring(0, partition.lastIndexOf('/')));
  }

  /** The newest generation of each view. */
  private static Collection<Listed> newest(List<Listed> generations) {
    Map<ViewKey, Listed> newest = new LinkedHashMap<>();
    generations.forEach(each -> newest.put(each.generation().view(), each));
    return newest.values();
  }

  private static String ahead(String partition, long millis) {
    return ("%s has a record with a timestamp %s ahead of the job's clock: later records get "
            + "at least this known time; set the clock of its producer, of the broker or of the "
            + "job")
        .formatted(partition, Durations.age(Duration.ofMillis(millis)));
  }

  /**
   * The end offsets of a topic, open transactions included, by {@code topic/partition}; empty if
   * another topic has the name now.
   *
   * @param read the partitions that the job reads; empty if unknown
   */
  private static Map<String, Long> ends(
      Topics topics, TopicId topic, Set<String> read, Set<String> problems) {
    try {
      int count = topics.require(topic).partitions().size();
      if (!read.isEmpty() && count > read.size()) {
        problems.add(Topics.unread(topic.name(), count, read.size()));
      }
      Map<String, Long> ends = new HashMap<>();
      topics.appended(topic.name()).forEach((id, end) -> ends.put(topic.partition(id), end));
      return ends;
    } catch (IllegalStateException e) {
      problems.add(e.getMessage());
      return Map.of();
    }
  }

  /** The same for JSON. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("job", job.id());
    map.put("project", LiveJob.project(job));
    map.put("state", job.state());
    map.put("checkpoints", checkpoints.complete());
    map.put("restored", checkpoints.restored());
    map.put("checkpoint_failure", checkpoints.failure());
    map.put("latest_checkpoint_at", checkpoints.latestAt().map(Instant::toString).orElse(null));
    map.put("latest_checkpoint", latest.orElse(null));
    map.put("failure", failure);
    map.put("problems", problems);
    map.put("lag", lag());
    Map<String, Object> partitions = new TreeMap<>();
    positions.forEach(
        (at, position) ->
            partitions.put(
                at, Map.of("next", position.next(), "end", position.end(), "lag", position.lag())));
    map.put("positions", partitions);
    map.put("generations", generations.stream().map(Listed::toMap).toList());
    return map;
  }

  /** The sum over all partitions. */
  public long lag() {
    return positions.values().stream().mapToLong(Position::lag).sum();
  }
}
