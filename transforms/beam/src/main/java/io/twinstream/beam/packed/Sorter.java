package io.twinstream.beam.packed;

import io.twinstream.features.bytes.ByteReader;
import io.twinstream.features.bytes.ByteWriter;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/**
 * Sorts elements in bounded memory: full buffers are sorted and written to temporary files, which
 * are merged when they are read.
 */
public final class Sorter<T> implements Closeable {
  /** The size of encoded elements; as objects they take several times as much. */
  private static final int BUFFER_BYTES = 16 << 20;

  private static final int IO_BUFFER = 1 << 16;

  /** The number of bytes read from a file at once. */
  private static final int BLOCK_BYTES = 1 << 14;

  private final PackedForm<T> form;
  private final Comparator<T> order;
  private final int bufferBytes;
  private final List<Path> files = new ArrayList<>();
  private final List<Closeable> open = new ArrayList<>();
  private List<T> buffer = new ArrayList<>();
  private long buffered;

  public Sorter(PackedForm<T> form, Comparator<T> order) {
    this(form, order, BUFFER_BYTES);
  }

  /**
   * @param bufferBytes the number of encoded bytes held in memory
   */
  public Sorter(PackedForm<T> form, Comparator<T> order, int bufferBytes) {
    this.form = form;
    this.order = order;
    this.bufferBytes = bufferBytes;
  }

  /**
   * Adds an element.
   *
   * @param bytes its encoded size
   */
  public void add(T element, int bytes) throws IOException {
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
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), IO_BUFFER))) {
      ByteWriter block = new ByteWriter(2 * BLOCK_BYTES);
      for (T element : buffer) {
        form.write(element, block);
        if (block.size() >= BLOCK_BYTES) {
          write(block, out);
        }
      }
      if (block.size() > 0) {
        write(block, out);
      }
      out.writeInt(0);
    }
    buffer.clear();
    buffered = 0;
  }

  private static void write(ByteWriter block, DataOutputStream out) throws IOException {
    out.writeInt(block.size());
    out.write(block.drain());
  }

  /** Returns all elements in order, once; valid until this is closed. */
  public Iterator<T> sorted() throws IOException {
    buffer.sort(order);
    if (files.isEmpty()) {
      return buffer.iterator();
    }
    PriorityQueue<Run> runs = new PriorityQueue<>((a, b) -> order.compare(a.head, b.head));
    for (Path file : files) {
      DataInputStream in =
          new DataInputStream(new BufferedInputStream(Files.newInputStream(file), IO_BUFFER));
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
    private final DataInputStream in;
    private ByteReader block = new ByteReader(new byte[0]);

    Spilled(DataInputStream in) {
      this.in = in;
      nextBlock();
    }

    private void nextBlock() {
      try {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        block = new ByteReader(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read the temporary file of a sort", e);
      }
    }

    @Override
    public boolean hasNext() {
      return !block.atEnd();
    }

    @Override
    public T next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      T element = form.read(block);
      if (block.atEnd()) {
        nextBlock();
      }
      return element;
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
