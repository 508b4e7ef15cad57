package io.twinstream.serving.access;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.server.HttpServerConfiguration;
import io.twinstream.serving.connection.Network;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;

/**
 * The network that a request comes from: of the connection, or of the header that {@code
 * micronaut.server.client-address-header} names. No other header is read, as any caller could write
 * it.
 */
@Singleton
final class CallerNetwork {
  @Nullable private final String header;

  CallerNetwork(HttpServerConfiguration server) {
    this.header = server.getClientAddressHeader();
  }

  String of(HttpRequest<?> request) {
    String written = header == null ? null : request.getHeaders().get(header);
    if (written != null) { // The nearest proxy appends its own at the end of a list.
      return Network.of(written.substring(written.lastIndexOf(',') + 1).trim());
    }
    InetSocketAddress remote = request.getRemoteAddress();
    return remote.isUnresolved() ? remote.getHostString() : Network.of(remote.getAddress());
  }
}
