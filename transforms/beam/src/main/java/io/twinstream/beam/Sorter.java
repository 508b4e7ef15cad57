package io.twinstream.beam;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import org.apache.beam.sdk.coders.Coder;

/**
 * Sorts elements in bounded memory: full buffers are sorted and written to temporary files, which
 * are merged as they are read.
 */
final class Sorter<T> implements Closeable {
  /** Encoded; as objects some times that. */
  private static final int BUFFER_BYTES = 16 << 20;

  private static final int IO_BUFFER = 1 << 16;

  private final Coder<T> coder;
  private final Comparator<T> order;
  private final int bufferBytes;
  private final List<Path> files = new ArrayList<>();
  private final List<Closeable> open = new ArrayList<>();
  private List<T> buffer = new ArrayList<>();
  private long buffered;

  Sorter(Coder<T> coder, Comparator<T> order) {
    this(coder, order, BUFFER_BYTES);
  }

  /**
   * @param bufferBytes how much is held in memory, encoded
   */
  Sorter(Coder<T> coder, Comparator<T> order, int bufferBytes) {
    this.coder = coder;
    this.order = order;
    this.bufferBytes = bufferBytes;
  }

  /**
   * Takes in an element.
   *
   * @param bytes how many it takes encoded
   */
  void add(T element, int bytes) throws IOException {
    if (buffered + bytes > bufferBytes && !buffer.isEmpty()) {
      spill();
    }
    buffer.add(element);
    buffered += bytes;
  }

  private void spill() throws IOException {
    buffer.sort(order);
    Path file = Files.createTempFile("twinstream-sort-", ".run");
    files.add(file);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), IO_BUFFER)) {
      for (T element : buffer) {
        out.write(1);
        coder.encode(element, out);
      }
      out.write(0);
    }
    buffer.clear();
    buffered = 0;
  }

  /** All elements in order, once; valid until this is closed. */
  Iterator<T> sorted() throws IOException {
    buffer.sort(order);
    if (files.isEmpty()) {
      return buffer.iterator();
    }
    PriorityQueue<Run> runs = new PriorityQueue<>((a, b) -> order.compare(a.head, b.head));
    for (Path file : files) {
      InputStream in = new BufferedInputStream(Files.newInputStream(file), IO_BUFFER);
      open.add(in);
      runs.add(new Run(new Spilled(in)));
    }
    if (!buffer.isEmpty()) {
      runs.add(new Run(buffer.iterator()));
    }
    return new Merged(runs);
  }

  @Override
  public void close() throws IOException {
    buffer = List.of();
    for (Closeable in : open) {
      in.close();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }

  private final class Spilled implements Iterator<T> {
    private final InputStream in;
    private boolean hasNext;

    Spilled(InputStream in) {
      this.in = in;
      advance();
    }

    private void advance() {
      try {
        hasNext = in.read() == 1;
      } catch (IOException e) {
        throw unreadable(e);
      }
    }

    @Override
    public boolean hasNext() {
      return hasNext;
    }

    @Override
    public T next() {
      if (!hasNext) {
        throw new NoSuchElementException();
      }
      try {
        T element = coder.decode(in);
        advance();
        return element;
      } catch (IOException e) {
        throw unreadable(e);
      }
    }

    private UncheckedIOException unreadable(IOException e) {
      return new UncheckedIOException("cannot read back what was sorted", e);
    }
  }

  private final class Run {
    private final Iterator<T> rest;
    private T head;

    Run(Iterator<T> elements) {
      this.rest = elements;
      this.head = elements.next();
    }
  }

  private final class Merged implements Iterator<T> {
    private final PriorityQueue<Run> runs;

    Merged(PriorityQueue<Run> runs) {
      this.runs = runs;
    }

    @Override
    public boolean hasNext() {
      return !runs.isEmpty();
    }

    @Override
    public T next() {
      if (runs.isEmpty()) {
        throw new NoSuchElementException();
      }
      Run run = runs.poll();
      T element = run.head;
      if (run.rest.hasNext()) {
        run.head = run.rest.next();
        runs.add(run);
      }
      return element;
    }
  }
}
