package io.twinstream.pipelines.heal;

import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.definition.View;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.TopicId;
import io.twinstream.features.files.FilePaths;
import io.twinstream.kafka.Topics;
import io.twinstream.offline.log.file.HistoryInputSplit;
import io.twinstream.pipelines.files.Bootstrap;
import io.twinstream.pipelines.files.ReadArchive;
import io.twinstream.pipelines.kafka.BrokerOptions;
import io.twinstream.pipelines.kafka.PartitionRange;
import io.twinstream.pipelines.kafka.TopicRecords;
import io.twinstream.pipelines.online.Erasures;
import io.twinstream.pipelines.online.RunOptions;
import io.twinstream.pipelines.online.StoreAddress;
import io.twinstream.pipelines.rebuild.RebuildInput;
import io.twinstream.stores.Await;
import io.twinstream.stores.Eviction;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls the online store for evicted keys and lost states of some generations, and then reads the
 * events of their source, unless another job does. It retries failures with exponential backoff.
 */
final class RefillThread implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RefillThread.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final long CLOSE_WITHIN_MS = 10_000;
  private static final int BATCH = 250;
  private static final int MAX_HELD = 8;

  private final Project project;
  private final Source source;
  private final List<Generation> generations;
  private final TopicRecords records;
  private final RunOptions options;
  private final BlockingQueue<Found> found = new ArrayBlockingQueue<>(MAX_HELD);
  private final AtomicReference<Map<Generation, Long>> written = new AtomicReference<>(Map.of());
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private OnlineStore store;
  private final Dropping dropping = new Dropping(LOG::error);
  private List<Event> batch = new ArrayList<>();

  /** The times of the losses, by generation, whose events have all been read. */
  private Map<Generation, Long> read = Map.of();

  /**
   * A result of reading.
   *
   * @param events empty at the end
   * @param complete at the end, the losses that the events cover
   */
  record Found(List<Event> events, Map<Generation, Long> complete) {}

  private RefillThread(
      Project project,
      Source source,
      List<Generation> generations,
      TopicRecords records,
      RunOptions options) {
    this.project = project;
    this.source = source;
    this.generations = generations;
    this.records = records;
    this.options = options;
    this.thread = new Thread(this::run, "refill-" + source.name());
    thread.setDaemon(true);
  }

  static RefillThread start(
      Project project,
      String source,
      List<Generation> generations,
      TopicRecords records,
      RunOptions options) {
    RefillThread refill =
        new RefillThread(project, project.source(source), generations, records, options);
    refill.thread.start();
    return refill;
  }

  /** The next result; null if there is none now. */
  Found take() {
    return found.poll();
  }

  /** All states of these losses are in the store. */
  void written(Map<Generation, Long> complete) {
    written.set(complete);
  }

  private void run() {
    Duration pause = LOOK_EVERY;
    try {
      while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          look();
          pause = LOOK_EVERY;
        } catch (CancellationException e) {
          LOG.debug("closed", e);
        } catch (RuntimeException
            | Error e) { // otherwise a failure would stop the recovery unnoticed
          Duration twice = pause.multipliedBy(2);
          pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
          LOG.warn(
              "cannot check for lost states of {} in the online store, next attempt in {} s: {}",
              source.name(),
              pause.toSeconds(),
              e.toString());
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("interrupted", e);
    } finally {
      if (store != null) {
        store.close();
      }
    }
  }

  private void look() throws InterruptedException {
    if (store == null) {
      store = StoreAddress.of(options).open();
    }
    Map<Generation, Long> complete = written.get();
    complete.forEach(
        (generation, lostAt) -> {
          if (await(store.losses().refilled(generation, lostAt))) {
            LOG.info("the online store has all states of {} again", generation);
          }
        });
    // Last, so that it is repeated if the store did not answer.
    written.compareAndSet(complete, Map.of());
    Optional<Eviction> eviction = await(store.losses().eviction());
    Map<Generation, Long> lost = new LinkedHashMap<>();
    for (Generation each : generations) {
      eviction.ifPresent(found -> await(store.losses().noteEviction(each.view(), found)));
      await(store.losses().lostAt(each)).ifPresent(at -> lost.put(each, at));
    }
    boolean heals = options.isSelfHeal() && !dropping.waits(eviction, !lost.isEmpty());
    if (heals && !lost.isEmpty() && !lost.equals(read)) {
      refill(lost);
      read = lost;
    }
  }

  private void refill(Map<Generation, Long> lost) throws InterruptedException {
    LOG.info("writing the states of {} again, which the online store lost", lost.keySet());
    String kafka = options.as(BrokerOptions.class).getKafka();
    Erasures.again(project, views(), kafka, store);
    RebuildInput input;
    try (Topics topics = Topics.connect(kafka)) {
      Optional<Path> logs = Optional.ofNullable(options.getLogs()).map(FilePaths::of);
      input = RebuildInput.of(topics, kafka, List.of(source), logs, Clock.systemUTC());
    }
    batch = new ArrayList<>(BATCH);
    readArchive(input);
    readTopic(input);
    if (!batch.isEmpty()) {
      hold(new Found(batch, Map.of()));
    }
    if (covers(input, lost)) {
      hold(new Found(List.of(), lost));
    }
  }

  private List<View> views() {
    return generations.stream().map(each -> project.view(each.view().view())).toList();
  }

  private void readArchive(RebuildInput input) {
    if (input.logs().isEmpty() || input.whole().contains(source.name())) {
      return;
    }
    Bootstrap logs = input.logs().get();
    TopicId topic = input.live().topics().get(source.name()).topic();
    Map<Integer, Long> next = logs.fence(source.name()).next();
    for (HistoryInputSplit split : logs.splits(source.name())) {
      ReadArchive.forEachBelow(project, source.name(), topic.toString(), next, split, this::add);
    }
  }

  private void readTopic(RebuildInput input) {
    EventDecoder decoder = records.decoder(project, source.name());
    for (PartitionRange piece : input.tails().get(source.name())) {
      piece.forEach(
          record -> {
            if (decoder.decode(record) instanceof Event event) {
              add(event);
            }
          });
    }
  }

  private void add(Event event) {
    batch.add(event);
    if (batch.size() >= BATCH) {
      try {
        hold(new Found(batch, Map.of()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancellationException();
      }
      batch = new ArrayList<>(BATCH);
    }
  }

  /** Waits until the pipeline has read the last result. */
  private void hold(Found next) throws InterruptedException {
    while (!found.offer(next, 100, TimeUnit.MILLISECONDS)) {
      if (closed.getCount() == 0) {
        throw new CancellationException();
      }
    }
  }

  /** Whether the input has the entities of all events; if not, the remaining states stay lost. */
  private boolean covers(RebuildInput input, Map<Generation, Long> lost) {
    try {
      for (Generation each : lost.keySet()) {
        input.requireAll(project, source, store, each, records);
      }
      return true;
    } catch (IllegalArgumentException e) {
      LOG.error("lost states of entities without a later event stay lost: {}", e.getMessage());
      return false;
    }
  }

  private static <T> T await(CompletionStage<T> stage) {
    return Await.within(StoreAddress.ANSWERS_WITHIN, stage);
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join(CLOSE_WITHIN_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
