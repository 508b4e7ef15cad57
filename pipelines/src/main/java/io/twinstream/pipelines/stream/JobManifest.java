package io.twinstream.pipelines.stream;

import io.twinstream.features.event.TopicId;
import io.twinstream.features.files.FilePaths;
import io.twinstream.kafka.Topics;
import io.twinstream.offline.log.archive.RepeatedOffsets;
import io.twinstream.pipelines.files.Bootstrap;
import io.twinstream.pipelines.files.Bootstrap.Fence;
import io.twinstream.stores.Generation;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a restore needs besides the checkpoint, in a file next to it: the generations of the job's
 * states, and the layout and topics of the states and positions.
 *
 * @param generations number by view id
 * @param eventsFrom the known time from which a generation has events, by view id
 * @param fingerprints of the states' layout, by view id
 * @param partitions by topic, as in positions
 * @param logs which logs the job writes, because rows not written yet are in its checkpoints
 * @param first by source and partition, the first offset that the generations have
 * @param until by {@code topic/partition}, the ends of the topics at the start of the first run:
 *     where the job has caught up
 * @param bootstrap the archive that the first run started with, which a restored run may not have
 *     finished reading
 */
public record JobManifest(
    Map<String, Long> generations,
    Map<String, Long> eventsFrom,
    Map<String, Long> fingerprints,
    Map<String, Set<Integer>> partitions,
    Set<String> logs,
    Map<String, TreeMap<Integer, Long>> first,
    Map<String, Long> until,
    Optional<Bootstrap> bootstrap) {

  /** The file's name in a run's folder. */
  static final String FILE = "job.properties";

  public JobManifest {
    generations = new TreeMap<>(generations);
    eventsFrom = new TreeMap<>(eventsFrom);
    fingerprints = new TreeMap<>(fingerprints);
    partitions = new TreeMap<>(partitions);
    logs = new TreeSet<>(logs);
    first = new TreeMap<>(first);
    until = new TreeMap<>(until);
    partitions.replaceAll((topic, ids) -> new TreeSet<>(ids));
  }

  /** The same with these generations, and their first known times. */
  JobManifest in(Map<String, Generation> where, Map<String, Long> since) {
    Map<String, Long> numbers = new TreeMap<>();
    where.forEach((view, generation) -> numbers.put(view, generation.number()));
    return new JobManifest(numbers, since, fingerprints, partitions, logs, first, until, bootstrap);
  }

  /**
   * Refuses to continue from this manifest's checkpoints with another job.
   *
   * @throws IllegalArgumentException with all differences, and what to do
   */
  public void requireRestorable(JobManifest job) {
    Map<String, Long> views = job.fingerprints;
    Map<String, Set<Integer>> topics = job.partitions;
    List<String> problems = new ArrayList<>();
    if (!job.logs.containsAll(logs)) {
      problems.add(
          "the checkpoint's job wrote the logs "
              + logs
              + ", this one writes "
              + job.logs
              + "; rows not written yet would be lost: give the same --output and --as-served");
    }
    if (!views.keySet().equals(fingerprints.keySet())) {
      problems.add(
          "the checkpoint has the views "
              + fingerprints.keySet()
              + ", the job has "
              + views.keySet()
              + "; start a changed set of views as a second, fresh job");
    }
    views.forEach(
        (view, fingerprint) -> {
          if (fingerprints.containsKey(view) && !fingerprints.get(view).equals(fingerprint)) {
            problems.add(
                "view "
                    + view
                    + " has changed since the checkpoint was taken; give the changed "
                    + "view a new version, and start a second job for it; if a field was added to a "
                    + "source that its enriched source is made of, start a fresh job");
          }
        });
    topics.forEach(
        (topic, now) -> {
          Set<Integer> then = partitions.get(topic);
          requireSameTopic(TopicId.parse(topic), problems);
          if (then != null && !then.equals(now)) {
            problems.add(
                "topic '"
                    + TopicId.parse(topic).name()
                    + "' has partitions "
                    + new TreeSet<>(now)
                    + ", the checkpoint has "
                    + then
                    + "; a restored job would not read the new ones: start a fresh job, "
                    + "with --bootstrap to keep the history");
          }
        });
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("cannot restore: " + String.join("; ", problems));
    }
  }

  private void requireSameTopic(TopicId topic, List<String> problems) {
    partitions.keySet().stream()
        .map(TopicId::parse)
        .filter(then -> then.name().equals(topic.name()) && !then.equals(topic))
        .forEach(then -> problems.add(Topics.replaced(then, topic).getMessage()));
  }

  public void write(Path directory) {
    List<String> lines = new ArrayList<>();
    generations.forEach((view, number) -> lines.add("generation." + view + "=" + number));
    eventsFrom.forEach((view, from) -> lines.add("events_from." + view + "=" + from));
    fingerprints.forEach(
        (view, hash) -> lines.add("fingerprint." + view + "=" + Long.toHexString(hash)));
    partitions.forEach(
        (topic, ids) ->
            lines.add(
                "partitions."
                    + topic
                    + "="
                    + ids.stream().map(String::valueOf).collect(Collectors.joining(","))));
    logs.forEach(log -> lines.add("log." + log + "=true"));
    first.forEach(
        (source, offsets) ->
            offsets.forEach((id, at) -> lines.add("first." + source + "/" + id + "=" + at)));
    until.forEach((partition, end) -> lines.add("until." + partition + "=" + end));
    bootstrap.ifPresent(from -> write(from, lines));
    try {
      Files.createDirectories(directory);
      Files.write(directory.resolve(FILE), lines);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + directory.resolve(FILE), e);
    }
  }

  private static void write(Bootstrap from, List<String> lines) {
    lines.add("bootstrap.logs=" + from.logs().toAbsolutePath());
    from.fences()
        .forEach(
            (source, fence) -> {
              writeRepeated(source, fence.repeated(), lines);
              lines.add("parts." + source + "=" + fence.parts());
              fence
                  .next()
                  .forEach(
                      (partition, next) ->
                          lines.add(
                              "fence.%s/%d=%d,%d,%d"
                                  .formatted(
                                      source,
                                      partition,
                                      fence.first().get(partition),
                                      next,
                                      fence.known().get(partition))));
            });
  }

  private static void writeRepeated(String source, RepeatedOffsets of, List<String> lines) {
    of.ranges()
        .forEach(
            (partition, ranges) ->
                lines.add(
                    "repeated.%s/%d=%s"
                        .formatted(
                            source,
                            partition,
                            ranges.entrySet().stream()
                                .map(range -> range.getKey() + "-" + range.getValue())
                                .collect(Collectors.joining(",")))));
  }

  public static JobManifest read(Path directory) {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(directory.resolve(FILE), StandardCharsets.UTF_8)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + directory.resolve(FILE), e);
    }
    Map<String, Long> generations = new TreeMap<>();
    Map<String, Long> eventsFrom = new TreeMap<>();
    Map<String, Long> fingerprints = new TreeMap<>();
    Map<String, Set<Integer>> partitions = new TreeMap<>();
    Set<String> logs = new TreeSet<>();
    Map<String, TreeMap<Integer, Long>> first = new TreeMap<>();
    Map<String, Long> until = new TreeMap<>();
    Map<String, Fence> fences = new TreeMap<>();
    Map<String, TreeMap<Integer, TreeMap<Long, Long>>> repeated = new TreeMap<>();
    for (String key : properties.stringPropertyNames()) {
      String value = properties.getProperty(key);
      int dot = key.indexOf('.');
      String name = key.substring(dot + 1);
      switch (key.substring(0, dot)) {
        case "generation" -> generations.put(name, Long.parseLong(value));
        case "events_from" -> eventsFrom.put(name, Long.valueOf(value));
        case "fingerprint" -> fingerprints.put(name, Long.parseUnsignedLong(value, 16));
        case "partitions" -> partitions.put(name, ids(value));
        case "log" -> logs.add(name);
        case "first" -> addFirst(first, name, value);
        case "until" -> until.put(name, Long.valueOf(value));
        case "fence" -> addFence(fences, name, value);
        case "repeated" -> addRepeated(repeated, name, value);
        case "parts", "bootstrap" -> {}
        default ->
            throw new IllegalArgumentException(
                directory.resolve(FILE) + ": unknown entry '" + key + "'");
      }
    }
    fences.replaceAll(
        (source, fence) ->
            new Fence(
                fence.first(),
                fence.next(),
                fence.known(),
                new RepeatedOffsets(repeated.getOrDefault(source, new TreeMap<>())),
                Integer.parseInt(properties.getProperty("parts." + source))));
    Optional<Bootstrap> bootstrap =
        Optional.ofNullable(properties.getProperty("bootstrap.logs"))
            .map(folder -> new Bootstrap(FilePaths.of(folder), fences));
    return new JobManifest(
        generations, eventsFrom, fingerprints, partitions, logs, first, until, bootstrap);
  }

  private static void addFirst(
      Map<String, TreeMap<Integer, Long>> first, String name, String value) {
    int slash = name.lastIndexOf('/');
    first
        .computeIfAbsent(name.substring(0, slash), source -> new TreeMap<>())
        .put(Integer.valueOf(name.substring(slash + 1)), Long.valueOf(value));
  }

  private static void addFence(Map<String, Fence> fences, String name, String value) {
    int slash = name.lastIndexOf('/');
    int partition = Integer.parseInt(name.substring(slash + 1));
    String[] numbers = value.split(",", -1);
    if (numbers.length != 3) {
      throw new IllegalArgumentException(
          "the checkpoint is of a version that does not record which source's archive "
              + "the job started with: start a fresh job with --bootstrap");
    }
    Fence fence = fences.computeIfAbsent(name.substring(0, slash), source -> Fence.empty());
    fence.first().put(partition, Long.valueOf(numbers[0]));
    fence.next().put(partition, Long.valueOf(numbers[1]));
    fence.known().put(partition, Long.valueOf(numbers[2]));
  }

  private static void addRepeated(
      Map<String, TreeMap<Integer, TreeMap<Long, Long>>> repeated, String name, String value) {
    int slash = name.lastIndexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException(
          "the checkpoint's job began with an archive, and is of an earlier version, which does not"
              + " say where its archive has events more than once: start a fresh job with"
              + " --bootstrap");
    }
    TreeMap<Long, Long> ranges = new TreeMap<>();
    for (String range : value.split(",", -1)) {
      int dash = range.indexOf('-');
      ranges.put(Long.valueOf(range.substring(0, dash)), Long.valueOf(range.substring(dash + 1)));
    }
    repeated
        .computeIfAbsent(name.substring(0, slash), source -> new TreeMap<>())
        .put(Integer.valueOf(name.substring(slash + 1)), ranges);
  }

  private static Set<Integer> ids(String list) {
    Set<Integer> ids = new TreeSet<>();
    for (String id : list.split(",", -1)) {
      ids.add(Integer.valueOf(id));
    }
    return ids;
  }
}
