package io.twinstream.offline.postgres;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;

/**
 * One server for all test classes of a JVM, stopped after the last. Surefire runs each class as a
 * request of its own, within one session.
 */
public final class RunningPostgres implements BeforeAllCallback {
  private PostgresServer server;

  @Override
  public void beforeAll(ExtensionContext context) {
    server =
        context
            .getStore(StoreScope.LAUNCHER_SESSION, Namespace.GLOBAL)
            .getOrComputeIfAbsent(
                PostgresServer.class, type -> PostgresServer.start(), PostgresServer.class);
  }

  public PostgresServer server() {
    return server;
  }
}
