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
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Publishes the positions of a topic in the generations that its events go to. It does not block,
 * because its caller is the thread that reads the topic.
 */
public final class PublishPositions implements PositionReport {
  private final TopicId topic;
  private final List<Generation> generations;
  private final OnlineStore store;
  private CompletableFuture<Void> published = CompletableFuture.completedFuture(null);
  private CompletableFuture<Void> publishedRead = CompletableFuture.completedFuture(null);

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
    await(published);
    Map<String, TopicPosition> named = new TreeMap<>();
    positions.forEach(
        (id, at) -> {
          if (at.next() >= 0) { // otherwise the start of the log is still unknown
            named.put(topic.partition(id), at);
          }
        });
    published = forAll(generation -> store.progress().publish(generation, named));
  }

  /** When this returns, what was reported as complete before is published too. */
  @Override
  public Map<Integer, ReadTo.First> begin(long run, Set<Integer> partitions) {
    await(published);
    Map<Integer, ReadTo.First> first = new TreeMap<>();
    for (Generation each : generations) {
      Map<String, ReadTo> before = await(store.progress().readTo(each));
      for (int id : partitions) {
        ReadTo said = before.get(topic.partition(id));
        if (said != null && !said.first().equals(ReadTo.First.NONE)) {
          first.put(id, said.first());
        }
      }
    }
    Map<String, ReadTo> begun = new TreeMap<>();
    partitions.forEach(
        id ->
            begun.put(
                topic.partition(id),
                ReadTo.nothing(run, first.getOrDefault(id, ReadTo.First.NONE))));
    await(forAll(generation -> store.progress().beginRead(generation, begun)));
    return first;
  }

  @Override
  public void first(Map<Integer, ReadTo> read) {
    await(publishRead(read));
  }

  @Override
  public void read(Map<Integer, ReadTo> read) {
    if (publishedRead.isDone()) {
      publishedRead = publishRead(read); // otherwise at the next call
    }
  }

  private CompletableFuture<Void> publishRead(Map<Integer, ReadTo> read) {
    Map<String, ReadTo> named = new TreeMap<>();
    read.forEach((id, to) -> named.put(topic.partition(id), to));
    return forAll(generation -> store.progress().publishRead(generation, named));
  }

  private CompletableFuture<Void> forAll(Function<Generation, CompletionStage<Void>> publish) {
    return CompletableFuture.allOf(
        generations.stream()
            .map(generation -> publish.apply(generation).toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new));
  }

  private static <T> T await(CompletionStage<T> stage) {
    return Await.within(StoreAddress.ANSWERS_WITHIN, stage);
  }

  @Override
  public void close() {
    store.close();
  }
}
