package io.twinstream.serving.answerlog;

import io.micronaut.context.annotation.Requires;
import io.micronaut.context.condition.Condition;
import io.micronaut.context.condition.ConditionContext;
import io.micronaut.context.exceptions.ConfigurationException;
import io.twinstream.offline.log.archive.Upkeep;
import io.twinstream.offline.log.archive.UpkeepRule;
import io.twinstream.serving.background.Background;
import io.twinstream.serving.background.Repeated;
import io.twinstream.serving.kafka.TopicAppender;
import io.twinstream.serving.reading.EntityRow;
import io.twinstream.serving.reading.FeatureList;
import io.twinstream.serving.reading.Reading;
import jakarta.annotation.Nullable;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answer log: appends answers to a topic or to files, after they were returned, on its own
 * thread. No request waits for it; answers beyond its queue are dropped and counted.
 */
@Singleton
@Requires(condition = AnswerLog.IsWanted.class)
public final class AnswerLog {
  private static final Logger LOG = LoggerFactory.getLogger(AnswerLog.class);
  private static final long LOOK_EVERY_MILLIS = 500;
  private static final long STOP_SECONDS = 5;
  private static final String NAME = "served-log";
  private static final String UPKEEP = "served-log-compaction";

  private final TopicAppender kafka;
  private final AnswerLogConfiguration configuration;
  private final Optional<AnswerFiles> files;
  private final Optional<Upkeep> upkeep;
  private final ScheduledExecutorService thread;
  private final Background background;
  private final Semaphore places;
  private final Repeated lines = new Repeated();
  private final LongAdder logged = new LongAdder();
  private final LongAdder dropped = new LongAdder();

  AnswerLog(
      @Nullable TopicAppender kafka, AnswerLogConfiguration configuration, Background background) {
    if (configuration.topic() != null && kafka == null) {
      throw new ConfigurationException(
          "twinstream.served.topic needs twinstream.kafka.bootstrap-servers");
    }
    this.kafka = kafka;
    this.background = background;
    this.thread = Executors.newSingleThreadScheduledExecutor(background.threads(NAME));
    this.configuration = configuration;
    this.places = new Semaphore(configuration.waiting());
    this.files =
        Optional.ofNullable(configuration.folder())
            .map(
                folder ->
                    new AnswerFiles(
                        folder,
                        configuration.fileRows(),
                        configuration.fileAge(),
                        System::nanoTime,
                        logged::add,
                        this::lost));
    this.upkeep =
        Optional.ofNullable(configuration.folder())
            .map(
                folder ->
                    Upkeep.hold(
                        folder,
                        UpkeepRule.of(configuration.fileAge(), UpkeepRule.DEFAULT_KEEP),
                        task -> background.guarded(UPKEEP, task)));
    files.ifPresent(
        all ->
            thread.scheduleWithFixedDelay(
                background.guarded(NAME, all::tick),
                LOOK_EVERY_MILLIS,
                LOOK_EVERY_MILLIS,
                TimeUnit.MILLISECONDS));
  }

  /** Whether a topic or a folder is configured. */
  static final class IsWanted implements Condition {
    @Override
    public boolean matches(ConditionContext context) {
      return context.containsProperty("twinstream.served.topic")
          || context.containsProperty("twinstream.served.folder");
    }
  }

  /** Whether to log this request: decided once for all of its rows. */
  public boolean samples() {
    return configuration.share() >= 1
        || ThreadLocalRandom.current().nextDouble() < configuration.share();
  }

  /** Queues an answer, or drops it if the queue is full. */
  public void add(Answer answer) {
    if (places.tryAcquire()) {
      thread.execute(background.guarded(NAME, () -> append(answer)));
    } else {
      drop("the queue is full");
    }
  }

  /** Queues features that were returned, if this request is to be logged. */
  public void addFeatures(FeatureList list, List<EntityRow> asked, Reading reading) {
    if (samples()) {
      for (int i = 0; i < asked.size(); i++) {
        add(new Answer(reading.asOf(), null, list, asked.get(i), reading.rows().get(i), null));
      }
    }
  }

  private void append(Answer answer) {
    boolean sent = false;
    try {
      files.ifPresent(all -> all.add(answer));
      if (configuration.topic() != null) {
        send(answer, AnswerJson.write(answer));
        sent = true;
      }
    } catch (RuntimeException | Error e) {
      lost(1);
      throw e;
    } finally {
      if (!sent) {
        places.release();
      }
    }
  }

  private void send(Answer answer, byte[] json) {
    var unused =
        kafka
            .append(configuration.topic(), null, json, answer.at())
            .whenComplete(
                (appended, failure) -> {
                  places.release();
                  if (failure == null) {
                    logged.increment();
                  } else {
                    drop(kafka.told(failure));
                  }
                });
  }

  private void drop(String why) {
    lost(1);
    lines.pass(
        NAME,
        left ->
            LOG.warn("{} answers were not logged so far, the last because {}", dropped.sum(), why));
  }

  private void lost(long answers) {
    dropped.add(answers);
  }

  /** The number of answers that the broker has acknowledged or that are in files. */
  public long logged() {
    return logged.sum();
  }

  /** The number of answers lost to a full queue, a broker that does not answer, or a full disk. */
  public long dropped() {
    return dropped.sum();
  }

  @PreDestroy
  void stop() throws InterruptedException {
    files.ifPresent(all -> thread.execute(background.guarded(NAME, all::write)));
    thread.shutdown();
    upkeep.ifPresent(Upkeep::close);
    if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
      LOG.warn("{} answers were not logged before the end", thread.shutdownNow().size());
    }
  }
}
