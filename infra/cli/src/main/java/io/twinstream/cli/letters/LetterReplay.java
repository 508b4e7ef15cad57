package io.twinstream.cli.letters;

import io.twinstream.cli.letters.ReplayPlan.Fate;
import io.twinstream.cli.letters.ReplayPlan.Planned;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Envelope;
import io.twinstream.kafka.KafkaClients;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;

/**
 * Sends the records of dead letters, with an entry of the ledger for each in the same transaction.
 * If it ends in the middle, readers of committed records see neither the records nor the entries of
 * the open transaction, and the next replay continues with them. Only one replay with a ledger runs
 * at a time: a second one ends the first one, whose open transaction is aborted.
 */
final class LetterReplay implements AutoCloseable {
  /** In a transaction. */
  private static final int BATCH = 1000;

  /** Readers of the topics wait so long for a replay that was killed. */
  private static final int OPEN_AT_MOST_MS = 30_000;

  private final KafkaClients kafka;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Runnable beforeCommit;

  private LetterReplay(
      KafkaClients kafka, KafkaProducer<byte[], byte[]> producer, Runnable beforeCommit) {
    this.kafka = kafka;
    this.producer = producer;
    this.beforeCommit = beforeCommit;
  }

  /**
   * Begins a replay: from now on no other replay writes to the ledger, so what it has can be read.
   */
  static LetterReplay begin(String brokers, String ledger) {
    return begin(brokers, ledger, () -> {});
  }

  /**
   * @param beforeCommit is called before each transaction is committed
   */
  static LetterReplay begin(String brokers, String ledger, Runnable beforeCommit) {
    ReplayLedger.create(brokers, ledger);
    KafkaClients kafka = KafkaClients.of(brokers);
    KafkaProducer<byte[], byte[]> producer =
        kafka.producer(
            Map.of(
                "transactional.id",
                "twinstream.replay." + ledger,
                "transaction.timeout.ms",
                OPEN_AT_MOST_MS,
                "linger.ms",
                5,
                "max.request.size",
                16 << 20));
    try {
      producer.initTransactions();
    } catch (KafkaException e) {
      producer.close();
      throw kafka.failed("cannot begin transactions", e);
    }
    return new LetterReplay(kafka, producer, beforeCommit);
  }

  /** Sends the records of a plan, and records what is dropped. */
  void send(ReplayPlan plan, ReplayLedger ledger) {
    List<Planned> open =
        plan.all().stream()
            .filter(each -> each.fate() == Fate.SENT || each.fate() == Fate.DROPPED)
            .toList();
    try {
      for (int from = 0; from < open.size(); from += BATCH) {
        transaction(open.subList(from, Math.min(from + BATCH, open.size())), ledger);
      }
    } catch (ExecutionException e) {
      throw failed(e.getCause());
    } catch (KafkaException e) {
      throw failed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while sending", e);
    }
  }

  private void transaction(List<Planned> batch, ReplayLedger ledger)
      throws ExecutionException, InterruptedException {
    producer.beginTransaction();
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (Planned planned : batch) {
      sent.add(planned.fate() == Fate.SENT ? producer.send(record(planned)) : null);
    }
    producer.flush();
    for (int i = 0; i < batch.size(); i++) {
      Planned planned = batch.get(i);
      producer.send(
          sent.get(i) == null
              ? ledger.dropped(planned.edited().letter())
              : ledger.sent(
                  planned.edited(), planned.to().orElseThrow(), sent.get(i).get().offset()));
    }
    producer.flush();
    beforeCommit.run();
    producer.commitTransaction();
  }

  private static ProducerRecord<byte[], byte[]> record(Planned planned) {
    DeadLetter letter = planned.edited().letter();
    Destinations.Destination to = planned.to().orElseThrow();
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            to.topic().name(),
            to.partition(),
            to.timestamp(),
            letter.envelope().key(),
            planned.edited().payload());
    for (Envelope.Header header : Provenance.of(letter).next().in(letter.envelope().headers())) {
      record.headers().add(header.name(), header.value());
    }
    return record;
  }

  private RuntimeException failed(Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof ProducerFencedException
          || each instanceof InvalidProducerEpochException) {
        return new IllegalStateException(
            "another replay with the same ledger has begun, so this one ends; what it had committed"
                + " is not sent again",
            cause);
      }
    }
    return kafka.failed("a record was not acknowledged; run the command again to continue", cause);
  }

  @Override
  public void close() {
    producer.close();
  }
}
