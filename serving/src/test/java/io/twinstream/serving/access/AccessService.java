package io.twinstream.serving.access;

import io.micronaut.context.ApplicationContext;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.client.BlockingHttpClient;
import io.micronaut.http.client.HttpClient;
import io.micronaut.http.client.exceptions.HttpClientResponseException;
import io.micronaut.runtime.server.EmbeddedServer;
import io.twinstream.stores.MemoryStore;
import io.twinstream.stores.OnlineStore;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** A server with its own settings, and a client that accepts every response. */
final class AccessService implements AutoCloseable {
  private final ApplicationContext context;
  private final HttpClient client;

  AccessService(Map<String, Object> settings) {
    this(settings, InstantSource.system());
  }

  AccessService(Map<String, Object> settings, InstantSource clock) {
    Map<String, Object> properties = new HashMap<>(settings);
    properties.put("twinstream.definitions", definitions());
    properties.put("micronaut.server.port", -1);
    context = ApplicationContext.builder().properties(properties).eagerInitSingletons(true).build();
    context.registerSingleton(InstantSource.class, clock);
    context.registerSingleton(OnlineStore.class, new MemoryStore(clock));
    try {
      context.start().getBean(EmbeddedServer.class).start();
    } catch (RuntimeException e) {
      context.close();
      throw e;
    }
    client = HttpClient.create(context.getBean(EmbeddedServer.class).getURL());
  }

  HttpResponse<String> exchange(HttpRequest<?> request) {
    // Closing the client frees its threads.
    @SuppressWarnings("resource")
    BlockingHttpClient blocking = client.toBlocking();
    try {
      return blocking.exchange(request, Argument.STRING, Argument.STRING);
    } catch (HttpClientResponseException e) {
      @SuppressWarnings("unchecked")
      HttpResponse<String> answer = (HttpResponse<String>) e.getResponse();
      return answer;
    }
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  <T> Collection<T> beans(Class<T> type) {
    return context.getBeansOfType(type);
  }

  boolean has(Class<?> type) {
    return context.containsBean(type);
  }

  private static String definitions() {
    try {
      return Path.of(AccessService.class.getResource("/definitions/payments.yaml").toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    client.close();
    context.close();
  }
}
