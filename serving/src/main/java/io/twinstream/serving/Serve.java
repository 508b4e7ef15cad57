package io.twinstream.serving;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.Environment;
import io.micronaut.context.exceptions.BeanContextException;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.runtime.graceful.GracefulShutdownManager;
import io.micronaut.runtime.server.EmbeddedServer;
import io.twinstream.features.service.FeatureException;
import io.twinstream.features.text.DefinitionException;
import io.twinstream.kafka.KafkaFailure;
import io.twinstream.offline.models.ModelException;
import io.twinstream.options.ServeOptions;
import io.twinstream.options.place.PlaceDefaults;
import io.twinstream.serving.background.Background;
import io.twinstream.stores.StoreException;
import io.twinstream.stores.redis.RedisAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command {@code serve}: runs the HTTP server until the process is asked to end. When it
 * listens, it writes one line to standard output: {@code {"listening":"http://HOST:PORT"}}.
 */
@Command(
    name = "serve",
    description = "Serves features over HTTP, evaluated when they are read.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class Serve implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(Serve.class);

  /** Shorter than the time within which a container must end. */
  private static final int DRAIN_SECONDS = 8;

  private static final String NAMES_SECONDS = "5";

  @Spec private CommandSpec spec;

  @Mixin private final ServeOptions options = new ServeOptions();

  public static void main(String[] args) {
    // A host name may later resolve to another address.
    Security.setProperty("networkaddress.cache.ttl", NAMES_SECONDS);
    CommandLine commandLine = new CommandLine(new Serve());
    System.exit(commandLine.setDefaultValueProvider(PlaceDefaults.ofEnvironment()).execute(args));
  }

  @Override
  public Integer call() throws InterruptedException {
    Map<String, Object> properties = properties();
    try (ApplicationContext context =
        ApplicationContext.builder()
            .properties(properties)
            .banner(false)
            .eagerInitSingletons(true) // Reports mistakes at the start, not at the first request.
            .build()) {
      requireRedis(context.getEnvironment().start());
      context.start();
      Background background = context.getBean(Background.class);
      Thread.setDefaultUncaughtExceptionHandler(background::died);
      EmbeddedServer server = context.getBean(EmbeddedServer.class).start();
      CountDownLatch stopped = new CountDownLatch(1);
      Thread hook =
          new Thread(
              () -> {
                drain(context);
                context.close(); // Stops the listener first, then the beans that it needs.
                stopped.countDown();
              },
              "serve-stop");
      if (!ends(hook)) {
        return 0; // The process was asked to end during the start, so this is no failure.
      }
      System.out.println("{\"listening\":\"" + server.getURL() + "\"}");
      System.out.flush();
      stopped.await();
      return 0;
    } catch (BeanContextException | ConfigurationException e) {
      spec.commandLine().getErr().println(problem(e));
      return 1;
    }
  }

  /** Runs a thread when this process is asked to end; returns false if it is ending already. */
  private static boolean ends(Thread hook) {
    try {
      Runtime.getRuntime().addShutdownHook(hook);
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  /** Accepts no more connections, and waits until the running requests are finished. */
  private static void drain(ApplicationContext context) {
    try {
      context
          .getBean(GracefulShutdownManager.class)
          .shutdownGracefully()
          .toCompletableFuture()
          .get(DRAIN_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn(
          "ending now, requests that still run are cut off after {} s: {}",
          DRAIN_SECONDS,
          e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Map<String, Object> properties() {
    int port = options.port;
    if (port < 0 || port > 65_535) {
      throw new ParameterException(spec.commandLine(), "--port must be 0 to 65535, not " + port);
    }
    if (options.servedTopic.isPresent() && options.kafka.brokers.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--served-topic needs --kafka; pass the brokers' HOST:PORT");
    }
    Map<String, Object> properties = new HashMap<>();
    properties.put("twinstream.definitions", options.definitions.given());
    options.store.redis.ifPresent(
        address -> properties.put("twinstream.redis.address", checked(address)));
    options.models.ifPresent(
        folder -> properties.put("twinstream.models.folder", folder.toString()));
    options.scoring.ifPresent(file -> properties.put("twinstream.scoring.file", file.toString()));
    options.kafka.brokers.ifPresent(
        brokers -> properties.put("twinstream.kafka.bootstrap-servers", brokers));
    options.servedTopic.ifPresent(topic -> properties.put("twinstream.served.topic", topic));
    options.servedFolder.ifPresent(
        folder -> properties.put("twinstream.served.folder", folder.toString()));
    if (!options.history().isEmpty()) {
      properties.put("twinstream.offline.history", options.history());
    }
    properties.put("micronaut.server.host", options.host);
    properties.put("micronaut.server.port", port == 0 ? -1 : port);
    tls(properties);
    return properties;
  }

  private String checked(String address) {
    try {
      RedisAddress.parse(address);
      return address;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--redis: " + e.getMessage(), e);
    }
  }

  /** Requires an address, from the option, the profile or Micronaut's properties. */
  private void requireRedis(Environment environment) {
    if (Stream.of("twinstream.redis.address", "redis.uri", "redis.uris", "redis.host")
        .noneMatch(environment::containsProperties)) {
      try {
        options.store.require();
      } catch (IllegalArgumentException e) {
        throw new ParameterException(spec.commandLine(), e.getMessage(), e);
      }
    }
  }

  private void tls(Map<String, Object> properties) {
    if (options.certificate.isPresent() != options.key.isPresent()) {
      throw new ParameterException(
          spec.commandLine(), "--tls-certificate and --tls-key must be given together");
    }
    if (options.certificate.isPresent() && options.key.isPresent()) {
      Path certificate = options.certificate.get();
      Path key = options.key.get();
      for (Path file : List.of(certificate, key)) {
        if (!Files.isReadable(file)) {
          throw new ParameterException(spec.commandLine(), "cannot read " + file);
        }
      }
      properties.put("micronaut.server.ssl.enabled", true);
      properties.put("micronaut.server.ssl.port", properties.get("micronaut.server.port"));
      properties.put("micronaut.server.ssl.key-name", "server");
      properties.put("micronaut.certificate.file.server.format", "PEM");
      properties.put("micronaut.certificate.file.server.path", key.toString());
      properties.put("micronaut.certificate.file.server.certificate-path", certificate.toString());
    }
  }

  /** The message of the first cause that is not the framework's. */
  private static String problem(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StoreException
          || cause instanceof DefinitionException
          || cause instanceof FeatureException
          || cause instanceof ModelException
          || cause instanceof KafkaFailure
          || cause.getClass() == ConfigurationException.class) {
        return cause.getMessage();
      }
    }
    return failure.getMessage();
  }
}
