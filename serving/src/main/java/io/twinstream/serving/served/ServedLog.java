package io.twinstream.serving.served;

import io.micronaut.context.annotation.Requires;
import io.twinstream.serving.kafka.KafkaLog;
import io.twinstream.serving.reading.EntityRow;
import io.twinstream.serving.reading.FeatureList;
import io.twinstream.serving.reading.Reading;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs answers to a topic, after they were given and on a thread of its own. Nothing waits for it:
 * what it cannot keep up with is dropped and counted.
 */
@Singleton
@Requires(beans = {ServedConfiguration.class, KafkaLog.class})
public final class ServedLog {
  private static final Logger LOG = LoggerFactory.getLogger(ServedLog.class);
  private static final long TELL_EVERY = 10_000;

  private final KafkaLog log;
  private final ServedConfiguration configuration;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread writer = new Thread(task, "served-log");
            writer.setDaemon(true);
            return writer;
          });
  private final Semaphore places;
  private final LongAdder logged = new LongAdder();
  private final LongAdder dropped = new LongAdder();

  ServedLog(KafkaLog log, ServedConfiguration configuration) {
    this.log = log;
    this.configuration = configuration;
    this.places = new Semaphore(configuration.waiting());
  }

  /** Whether this request is among those that are logged: decided once for all of its rows. */
  public boolean samples() {
    return configuration.share() >= 1
        || ThreadLocalRandom.current().nextDouble() < configuration.share();
  }

  /** Logs an answer some time soon, or drops it. */
  public void add(Answer answer) {
    if (places.tryAcquire()) {
      thread.execute(() -> append(answer));
    } else {
      drop("too many wait");
    }
  }

  /** Logs features that were answered, if this request is among those that are logged. */
  public void addFeatures(FeatureList list, List<EntityRow> asked, Reading reading) {
    if (samples()) {
      for (int i = 0; i < asked.size(); i++) {
        add(new Answer(reading.asOf(), null, list, asked.get(i), reading.rows().get(i), null));
      }
    }
  }

  private void append(Answer answer) {
    var unused =
        log.append(configuration.topic(), null, AnswerJson.write(answer), answer.at())
            .whenComplete(
                (appended, failure) -> {
                  places.release();
                  if (failure == null) {
                    logged.increment();
                  } else {
                    drop(failure.toString());
                  }
                });
  }

  private void drop(String why) {
    dropped.increment();
    if (dropped.sum() % TELL_EVERY == 1) { // not a line for each of many
      LOG.warn("{} answers were not logged so far, the last because {}", dropped.sum(), why);
    }
  }

  /** How many answers the broker has acknowledged. */
  public long logged() {
    return logged.sum();
  }

  /** How many answers were lost to a full queue or a broker that does not answer. */
  public long dropped() {
    return dropped.sum();
  }

  @PreDestroy
  void stop() throws InterruptedException {
    thread.shutdown();
    if (!thread.awaitTermination(2, TimeUnit.SECONDS)) {
      LOG.warn("{} answers are left unlogged", thread.shutdownNow().size());
    }
  }
}
