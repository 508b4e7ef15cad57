package io.twinstream.cli.history;

import io.twinstream.features.event.Position;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Records in the order of known time and position. At most so many bytes are held in memory; more
 * are sorted in temporary files, which are deleted at the end.
 */
final class SortedRecords implements AutoCloseable {
  /** The size of an entry besides its key and payload. */
  private static final int OVERHEAD = 100;

  private final long limit;
  private final List<String> origins = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private final Comparator<Entry> order;
  private final List<Path> files = new ArrayList<>();
  private List<Entry> held = new ArrayList<>();
  private Path folder;
  private long bytes;
  private long count;

  /** Receives records. */
  interface Visitor {
    /**
     * @param key null if the record has none
     */
    void visit(long known, byte[] key, byte[] payload);
  }

  /** A record. Its origin is a number, because the names of files are long. */
  @SuppressWarnings("ArrayRecordComponent") // Compared by position.
  private record Entry(
      long known, int origin, int partition, long offset, byte[] key, byte[] payload) {}

  /**
   * @param limit the number of bytes to hold in memory
   */
  SortedRecords(long limit) {
    this.limit = limit;
    this.order =
        Comparator.comparingLong(Entry::known)
            .thenComparing(entry -> origins.get(entry.origin))
            .thenComparingInt(Entry::partition)
            .thenComparingLong(Entry::offset);
  }

  void add(Position position, long known, byte[] key, byte[] payload) {
    int origin =
        numbers.computeIfAbsent(
            position.origin(),
            name -> {
              origins.add(name);
              return origins.size() - 1;
            });
    held.add(new Entry(known, origin, position.partition(), position.offset(), key, payload));
    count++;
    bytes += OVERHEAD + payload.length + (key == null ? 0 : key.length);
    if (bytes > limit) {
      spill();
    }
  }

  /** Returns the number of records. */
  long count() {
    return count;
  }

  private void spill() {
    held.sort(order);
    try {
      if (folder == null) {
        folder = Files.createTempDirectory("twinstream-send-");
      }
      Path file = folder.resolve("part-" + files.size());
      files.add(file);
      try (DataOutputStream out =
          new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16))) {
        for (Entry entry : held) {
          write(out, entry);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot sort in temporary files", e);
    }
    held = new ArrayList<>();
    bytes = 0;
  }

  private static void write(DataOutputStream out, Entry entry) throws IOException {
    out.writeLong(entry.known);
    out.writeInt(entry.origin);
    out.writeInt(entry.partition);
    out.writeLong(entry.offset);
    out.writeInt(entry.key == null ? -1 : entry.key.length);
    if (entry.key != null) {
      out.write(entry.key);
    }
    out.writeInt(entry.payload.length);
    out.write(entry.payload);
  }

  private static Entry read(DataInputStream in) throws IOException {
    long known = in.readLong();
    int origin = in.readInt();
    int partition = in.readInt();
    long offset = in.readLong();
    int keyLength = in.readInt();
    byte[] key = keyLength < 0 ? null : in.readNBytes(keyLength);
    return new Entry(known, origin, partition, offset, key, in.readNBytes(in.readInt()));
  }

  /** Visits all records in order, once. */
  void forEach(Visitor visitor) {
    if (files.isEmpty()) {
      held.sort(order);
      held.forEach(entry -> visitor.visit(entry.known, entry.key, entry.payload));
      return;
    }
    spill();
    List<Run> runs = new ArrayList<>();
    try {
      PriorityQueue<Run> queue = new PriorityQueue<>((a, b) -> order.compare(a.first, b.first));
      for (Path file : files) {
        Run run = new Run(file);
        runs.add(run);
        if (run.advance()) {
          queue.add(run);
        }
      }
      while (!queue.isEmpty()) {
        Run run = queue.remove();
        visitor.visit(run.first.known, run.first.key, run.first.payload);
        if (run.advance()) {
          queue.add(run);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read temporary files", e);
    } finally {
      runs.forEach(Run::close);
    }
  }

  /** A sorted file. */
  private static final class Run {
    private final DataInputStream in;
    private Entry first;

    Run(Path file) throws IOException {
      in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16));
    }

    boolean advance() throws IOException {
      in.mark(1);
      if (in.read() < 0) {
        return false;
      }
      in.reset();
      first = read(in);
      return true;
    }

    void close() {
      try {
        in.close();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot close a temporary file", e);
      }
    }
  }

  @Override
  public void close() {
    try {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      if (folder != null) {
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + folder, e);
    }
  }
}
