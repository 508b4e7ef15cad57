package io.twinstream.benchmarks;

import io.twinstream.features.aggregate.EntityState;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.StateWrite;
import io.twinstream.stores.redis.RedisAddress;
import io.twinstream.stores.redis.RedisStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.sink.RichSinkFunction;

/** Writes the last state of each key to the store, after every 500 keys or 10 ms. */
final class StoreSink extends RichSinkFunction<Tuple2<String, EntityState>>
    implements CheckpointedFunction {
  private static final long serialVersionUID = 1;
  private static final int BATCH = 500;
  private static final int MAX_IN_FLIGHT = 8;
  private static final long PAUSE_NANOS = 10_000_000;
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final BenchView view;
  private final String redis;
  private final long generation;
  private transient OnlineStore store;
  private transient Map<String, EntityState> latest;
  private transient Deque<CompletionStage<Integer>> inFlight;
  private transient long flushedAt;

  StoreSink(BenchView view, String redis, long generation) {
    this.view = view;
    this.redis = redis;
    this.generation = generation;
  }

  @Override
  public void open(Configuration parameters) {
    store = RedisStore.connect(RedisAddress.parse(redis), DEADLINE);
    latest = new HashMap<>();
    inFlight = new ArrayDeque<>();
  }

  @Override
  public void invoke(Tuple2<String, EntityState> element, Context context) {
    latest.put(element.f0, element.f1);
    if (latest.size() >= BATCH || System.nanoTime() - flushedAt > PAUSE_NANOS) {
      send();
    }
  }

  private void send() {
    while (inFlight.size() >= MAX_IN_FLIGHT) {
      Await.within(DEADLINE, inFlight.remove());
    }
    List<StateWrite> writes = new ArrayList<>(latest.size());
    latest.forEach(
        (entity, state) ->
            writes.add(
                StateWrite.of(
                    entity, state.newest(), state.count(), view.compiled().encode(state))));
    inFlight.add(
        store.states().write(new Generation(view.key(), generation), writes, Optional.empty()));
    latest.clear();
    flushedAt = System.nanoTime();
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) {
    if (!latest.isEmpty()) {
      send();
    }
    while (!inFlight.isEmpty()) {
      Await.within(DEADLINE, inFlight.remove());
    }
  }

  @Override
  public void initializeState(FunctionInitializationContext context) {}

  @Override
  public void close() {
    if (store != null) {
      store.close();
    }
  }
}
