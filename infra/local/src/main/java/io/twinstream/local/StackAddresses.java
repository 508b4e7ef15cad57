package io.twinstream.local;

import io.twinstream.local.process.ClusterSize;
import io.twinstream.local.process.StateDirectory;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;

/**
 * The addresses of the parts of a running stack.
 *
 * @param kafka bootstrap servers
 * @param redis {@code HOST:PORT}
 * @param flink {@code host:port} of the job manager's REST interface
 * @param flinkConfiguration the folder with Flink's configuration
 * @param lasting whether the stack is persistent: it then runs ZooKeeper, and restarts processes
 *     that end
 */
public record StackAddresses(
    String kafka, String redis, String flink, Path flinkConfiguration, boolean lasting) {
  private static final String FILE = "addresses.properties";

  /** Reads the addresses of the stack that runs in this state folder; empty if none runs. */
  public static Optional<StackAddresses> read(Path state) {
    Optional<Properties> written = written(state);
    if (written.isEmpty() || !StateDirectory.isAlive(written.get().getProperty("holder", ""))) {
      return Optional.empty();
    }
    Properties properties = written.get();
    return Optional.of(
        new StackAddresses(
            properties.getProperty("kafka"),
            properties.getProperty("redis"),
            properties.getProperty("flink"),
            Path.of(properties.getProperty("flinkConfiguration")),
            Boolean.parseBoolean(properties.getProperty("lasting"))));
  }

  /** Reads the size of the cluster of a stack in this state folder, running or not. */
  public static Optional<ClusterSize> size(Path state) {
    return written(state)
        .map(
            properties ->
                new ClusterSize(
                    Integer.parseInt(properties.getProperty("slots")),
                    Integer.parseInt(properties.getProperty("heapMegabytes"))));
  }

  private static Optional<Properties> written(Path state) {
    Path file = state.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
      return Optional.of(properties);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** Writes the addresses; they are valid until this process ends. */
  void write(StateDirectory state, ClusterSize size) {
    Path unfinished = state.path().resolve(FILE + ".new");
    try {
      Files.writeString(
          unfinished,
          ("kafka=%s%nredis=%s%nflink=%s%nflinkConfiguration=%s%nlasting=%s%n"
                  + "slots=%d%nheapMegabytes=%d%nholder=%s%n")
              .formatted(
                  kafka,
                  redis,
                  flink,
                  flinkConfiguration,
                  lasting,
                  size.slots(),
                  size.heapMegabytes(),
                  StateDirectory.identity(ProcessHandle.current())));
      Files.move(unfinished, state.path().resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + unfinished, e);
    }
  }
}
