package io.twinstream.pipelines;

import io.twinstream.local.KafkaBroker;
import io.twinstream.local.RedisServer;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.local.process.Supervisor;
import io.twinstream.pipelines.kafka.SharedBroker;
import io.twinstream.pipelines.online.StoreAddress;
import io.twinstream.stores.OnlineStore;
import java.nio.file.Files;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;

/**
 * A broker, a Redis and a Flink cluster that all test classes of a JVM share, stopped after the
 * last class.
 */
record LiveStack(
    Supervisor supervisor, KafkaBroker broker, String redis, OnlineStore store, EmbeddedFlink flink)
    implements AutoCloseable {

  /** Starts it with the first class that needs it. */
  static final class Shared implements BeforeAllCallback {
    private static LiveStack stack;

    @Override
    public void beforeAll(ExtensionContext context) {
      stack =
          context
              .getStore(StoreScope.LAUNCHER_SESSION, Namespace.create(LiveStack.class))
              .getOrComputeIfAbsent(
                  "stack", key -> start(SharedBroker.of(context)), LiveStack.class);
    }

    static LiveStack stack() {
      return stack;
    }
  }

  private static LiveStack start(KafkaBroker broker) {
    Supervisor supervisor = null;
    try {
      supervisor =
          new Supervisor(StateDirectory.at(Files.createTempDirectory("twinstream-live-stack-")));
      String redis = RedisServer.start(supervisor).address();
      OnlineStore store = StoreAddress.redis(redis).open();
      return new LiveStack(supervisor, broker, redis, store, EmbeddedFlink.start(2));
    } catch (Exception e) {
      if (supervisor != null) {
        supervisor.close();
      }
      throw new IllegalStateException("the stack did not start", e);
    }
  }

  /** The address of Kafka. */
  String kafka() {
    return broker.bootstrapServers();
  }

  @Override
  public void close() throws Exception {
    try {
      flink.close();
      store.close();
    } finally {
      supervisor.close();
      supervisor.state().delete();
    }
  }
}
