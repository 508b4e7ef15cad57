package io.twinstream.local;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;

/**
 * Where the parts of a running stack are.
 *
 * @param kafka bootstrap servers
 * @param redis {@code HOST:PORT}
 * @param flink {@code host:port} of the job manager's REST interface
 * @param flinkConfiguration the folder with Flink's configuration
 */
public record StackAddresses(String kafka, String redis, String flink, Path flinkConfiguration) {
  private static final String FILE = "addresses.properties";

  /** The addresses that a stack with this state directory has written; empty if none runs. */
  public static Optional<StackAddresses> read(Path state) {
    Path file = state.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
    return Optional.of(
        new StackAddresses(
            properties.getProperty("kafka"),
            properties.getProperty("redis"),
            properties.getProperty("flink"),
            Path.of(properties.getProperty("flinkConfiguration"))));
  }

  void write(StateDirectory state) {
    Path unfinished = state.path().resolve(FILE + ".new");
    try {
      Files.writeString(
          unfinished,
          "kafka=%s%nredis=%s%nflink=%s%nflinkConfiguration=%s%n"
              .formatted(kafka, redis, flink, flinkConfiguration));
      Files.move(unfinished, state.path().resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + unfinished, e);
    }
  }

  /** The port of Flink's REST interface. */
  public int flinkPort() {
    return Integer.parseInt(flink.substring(flink.lastIndexOf(':') + 1));
  }
}
