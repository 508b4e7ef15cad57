package io.twinstream.serving.access;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.server.HttpServerConfiguration;
import io.twinstream.serving.connection.Network;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;

/**
 * Finds the network that a request comes from: that of the connection, or of the header that {@code
 * micronaut.server.client-address-header} names. It reads no other header, because any caller could
 * set one.
 */
@Singleton
final class CallerNetwork {
  @Nullable private final String header;

  CallerNetwork(HttpServerConfiguration server) {
    this.header = server.getClientAddressHeader();
  }

  String of(HttpRequest<?> request) {
    String written = header == null ? null : request.getHeaders().get(header);
    if (written != null) { // The nearest proxy appends its address at the end of the list.
      return Network.of(written.substring(written.lastIndexOf(',') + 1).trim());
    }
    InetSocketAddress remote = request.getRemoteAddress();
    return remote.isUnresolved() ? remote.getHostString() : Network.of(remote.getAddress());
  }
}
