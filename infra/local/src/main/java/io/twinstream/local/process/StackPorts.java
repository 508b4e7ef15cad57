package io.twinstream.local.process;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * The ports of a stack. A persistent stack keeps them between starts, because its clients and
 * resumed jobs use them.
 */
public final class StackPorts {
  /** The service that listens on a port. */
  public enum Use {
    KAFKA,
    KAFKA_CONTROLLER,
    REDIS,
    FLINK_REST,
    FLINK_RPC,
    ZOOKEEPER
  }

  private static final String FILE = "ports.properties";

  private final Map<Use, Integer> ports;

  private StackPorts(Map<Use, Integer> ports) {
    this.ports = ports;
  }

  /** Returns free ports, for a temporary stack. */
  public static StackPorts free() {
    Map<Use, Integer> ports = new EnumMap<>(Use.class);
    for (Use use : Use.values()) {
      ports.put(use, Ports.free());
    }
    return new StackPorts(ports);
  }

  /**
   * Returns the ports that a stack in this folder had; free ones if it is the first.
   *
   * @throws IllegalStateException if another program uses one of them
   */
  public static StackPorts kept(StateDirectory state) {
    Path file = state.path().resolve(FILE);
    if (!Files.isRegularFile(file)) {
      StackPorts chosen = free();
      chosen.write(file);
      return chosen;
    }
    StackPorts kept = read(file);
    List<String> taken =
        kept.ports.entrySet().stream()
            .filter(entry -> !Ports.isFree(entry.getValue()))
            .map(entry -> entry.getValue() + " (" + entry.getKey() + ")")
            .toList();
    if (!taken.isEmpty()) {
      throw new IllegalStateException(
          "other programs use ports of the stack: %s; end them, or choose other ports with: %s"
              .formatted(
                  String.join(", ", taken), "twinstream up --no-resume (jobs are not resumed)"));
    }
    return kept;
  }

  /** Forgets the ports: the next start chooses others. */
  public static void forget(StateDirectory state) {
    try {
      Files.deleteIfExists(state.path().resolve(FILE));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete the stack's " + FILE, e);
    }
  }

  public int of(Use use) {
    return ports.get(use);
  }

  private static StackPorts read(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
    Map<Use, Integer> ports = new EnumMap<>(Use.class);
    for (Use use : Use.values()) {
      String port = properties.getProperty(use.name());
      if (port == null) {
        throw new IllegalStateException(file + " has no " + use + "; delete the file");
      }
      ports.put(use, Integer.valueOf(port));
    }
    return new StackPorts(ports);
  }

  private void write(Path file) {
    Properties properties = new Properties();
    ports.forEach((use, port) -> properties.put(use.name(), String.valueOf(port)));
    try (Writer writer = Files.newBufferedWriter(file)) {
      properties.store(writer, null);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
