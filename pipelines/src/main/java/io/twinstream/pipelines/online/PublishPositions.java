package io.twinstream.pipelines.online;

import io.twinstream.features.event.TopicId;
import io.twinstream.pipelines.kafka.PositionReport;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.ReadTo;
import io.twinstream.stores.TopicPosition;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Publishes the positions of a topic in the generations that its events go to. It does not block,
 * because its caller is the thread that reads the topic.
 */
public final class PublishPositions implements PositionReport {
  private final TopicId topic;
  private final List<Generation> generations;
  private final OnlineStore store;
  private CompletionStage<?> published = CompletableFuture.completedFuture(null);
  private CompletableFuture<?> publishedRead = CompletableFuture.completedFuture(null);

  private PublishPositions(TopicId topic, List<Generation> generations, OnlineStore store) {
    this.topic = topic;
    this.generations = generations;
    this.store = store;
  }

  public static Factory of(TopicId topic, List<Generation> generations) {
    List<Generation> into = List.copyOf(generations);
    return options -> new PublishPositions(topic, into, StoreAddress.of(options).open());
  }

  @Override
  public void complete(Map<Integer, TopicPosition> positions) {
    Await.within(StoreAddress.ANSWERS_WITHIN, published);
    Map<String, TopicPosition> named = new TreeMap<>();
    positions.forEach(
        (id, at) -> {
          if (at.next() >= 0) { // otherwise the start of the log is still unknown
            named.put(topic.partition(id), at);
          }
        });
    published =
        CompletableFuture.allOf(
            generations.stream()
                .map(generation -> store.publish(generation, named).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
  }

  @Override
  public void read(Map<Integer, ReadTo> read) {
    Map<String, ReadTo> named = new TreeMap<>();
    read.forEach((id, to) -> named.put(topic.partition(id), to));
    if (read.containsValue(ReadTo.NOTHING)) {
      Await.within(StoreAddress.ANSWERS_WITHIN, publishRead(named));
    } else if (publishedRead.isDone()) {
      publishedRead = publishRead(named).toCompletableFuture(); // otherwise at the next call
    }
  }

  private CompletionStage<?> publishRead(Map<String, ReadTo> named) {
    return CompletableFuture.allOf(
        generations.stream()
            .map(generation -> store.publishRead(generation, named).toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new));
  }

  @Override
  public void close() {
    store.close();
  }
}
