package io.twinstream.offline.postgres;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** One server for all classes of tests, stopped after the last. */
public final class RunningPostgres implements BeforeAllCallback {
  private PostgresServer server;

  @Override
  public void beforeAll(ExtensionContext context) {
    server =
        context
            .getRoot()
            .getStore(Namespace.GLOBAL)
            .getOrComputeIfAbsent(
                PostgresServer.class, type -> PostgresServer.start(), PostgresServer.class);
  }

  public PostgresServer server() {
    return server;
  }
}
