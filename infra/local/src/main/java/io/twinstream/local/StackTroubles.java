package io.twinstream.local;

import io.twinstream.local.process.StateDirectory;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** The recent failures of a stack's processes, written by its supervisor and read by commands. */
public final class StackTroubles {
  private static final String FILE = "troubles.properties";
  private static final String GIVEN_UP = "given up: ";

  private final Path file;
  private final Map<String, String> byProcess;

  private StackTroubles(Path file, Map<String, String> byProcess) {
    this.file = file;
    this.byProcess = byProcess;
  }

  /** Removes the failures of an earlier start. */
  static StackTroubles none(StateDirectory state) {
    StackTroubles troubles = new StackTroubles(state.path().resolve(FILE), new TreeMap<>());
    troubles.write();
    return troubles;
  }

  /** Reads what the supervisor of a stack in this folder has written. */
  public static StackTroubles read(Path state) {
    Path file = state.resolve(FILE);
    Map<String, String> read = new TreeMap<>();
    if (Files.isRegularFile(file)) {
      Properties properties = new Properties();
      try (Reader reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + file, e);
      }
      properties.stringPropertyNames().forEach(key -> read.put(key, properties.getProperty(key)));
    }
    return new StackTroubles(file, read);
  }

  /** Returns the failures by the name of the process. */
  public Map<String, String> byProcess() {
    return Map.copyOf(byProcess);
  }

  /** Reports whether some process is no longer restarted. */
  public boolean givenUp() {
    return byProcess.values().stream().anyMatch(text -> text.startsWith(GIVEN_UP));
  }

  void note(String process, String text) {
    byProcess.put(process, text);
    write();
  }

  void giveUp(String process, String text) {
    note(process, GIVEN_UP + text);
  }

  void clear(String process) {
    byProcess.remove(process);
    write();
  }

  private void write() {
    Properties properties = new Properties();
    properties.putAll(byProcess);
    Path unfinished = file.resolveSibling(FILE + ".new");
    try {
      try (Writer writer = Files.newBufferedWriter(unfinished)) {
        properties.store(writer, null);
      }
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
