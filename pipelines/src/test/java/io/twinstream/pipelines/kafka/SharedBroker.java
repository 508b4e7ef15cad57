package io.twinstream.pipelines.kafka;

import io.twinstream.local.KafkaBroker;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.local.process.Supervisor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;

/**
 * A broker that the test classes of a JVM share, stopped after the last class. Topics of different
 * tests need different names.
 */
public final class SharedBroker implements BeforeAllCallback {
  private static KafkaBroker broker;

  private record Running(Supervisor supervisor, KafkaBroker broker) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      supervisor.close();
      supervisor.state().delete();
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    broker = of(context);
  }

  /** Returns the broker; the first class that needs it starts it. */
  public static KafkaBroker of(ExtensionContext context) {
    return context
        .getStore(StoreScope.LAUNCHER_SESSION, Namespace.create(SharedBroker.class))
        .getOrComputeIfAbsent("broker", key -> start(), Running.class)
        .broker();
  }

  static KafkaBroker broker() {
    return broker;
  }

  private static Running start() {
    try {
      Supervisor supervisor =
          new Supervisor(StateDirectory.at(Files.createTempDirectory("twinstream-broker-")));
      return new Running(supervisor, KafkaBroker.start(supervisor, Installation.find()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
