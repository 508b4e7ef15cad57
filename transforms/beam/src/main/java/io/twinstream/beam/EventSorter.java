package io.twinstream.beam;

import io.twinstream.features.event.Event;
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

/**
 * Sorts events by known time, then position, in bounded memory: full buffers are sorted and written
 * to temporary files, which are merged as they are read.
 */
final class EventSorter implements Closeable {
  static final Comparator<Event> BY_KNOWN =
      Comparator.comparingLong(Event::known).thenComparing(Event::position);

  /** About 30 MB of events of a dozen fields. */
  private static final int DEFAULT_BUFFER = 100_000;

  private static final int IO_BUFFER = 1 << 16;

  private final EventCoder coder;
  private final int bufferSize;
  private final List<Path> files = new ArrayList<>();
  private final List<Closeable> open = new ArrayList<>();
  private List<Event> buffer = new ArrayList<>();

  EventSorter(EventCoder coder) {
    this(coder, DEFAULT_BUFFER);
  }

  /**
   * @param bufferSize how many events are held in memory
   */
  EventSorter(EventCoder coder, int bufferSize) {
    this.coder = coder;
    this.bufferSize = bufferSize;
  }

  void add(Event event) throws IOException {
    if (buffer.size() == bufferSize) {
      spill();
    }
    buffer.add(event);
  }

  private void spill() throws IOException {
    buffer.sort(BY_KNOWN);
    Path file = Files.createTempFile("twinstream-sort-", ".events");
    files.add(file);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), IO_BUFFER)) {
      for (Event event : buffer) {
        coder.encode(event, out);
      }
    }
    buffer.clear();
  }

  /** All events in order, once; valid until this is closed. */
  Iterator<Event> sorted() throws IOException {
    buffer.sort(BY_KNOWN);
    if (files.isEmpty()) {
      return buffer.iterator();
    }
    PriorityQueue<Run> runs = new PriorityQueue<>((a, b) -> BY_KNOWN.compare(a.head, b.head));
    for (Path file : files) {
      InputStream in = new BufferedInputStream(Files.newInputStream(file), IO_BUFFER);
      open.add(in);
      runs.add(new Run(new SpilledEvents(in, bufferSize)));
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

  private final class SpilledEvents implements Iterator<Event> {
    private final InputStream in;
    private int left;

    SpilledEvents(InputStream in, int count) {
      this.in = in;
      this.left = count;
    }

    @Override
    public boolean hasNext() {
      return left > 0;
    }

    @Override
    public Event next() {
      if (left-- <= 0) {
        throw new NoSuchElementException();
      }
      try {
        return coder.decode(in);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read back sorted events", e);
      }
    }
  }

  private static final class Run {
    private final Iterator<Event> rest;
    private Event head;

    Run(Iterator<Event> events) {
      this.rest = events;
      this.head = events.next();
    }
  }

  private static final class Merged implements Iterator<Event> {
    private final PriorityQueue<Run> runs;

    Merged(PriorityQueue<Run> runs) {
      this.runs = runs;
    }

    @Override
    public boolean hasNext() {
      return !runs.isEmpty();
    }

    @Override
    public Event next() {
      if (runs.isEmpty()) {
        throw new NoSuchElementException();
      }
      Run run = runs.poll();
      Event event = run.head;
      if (run.rest.hasNext()) {
        run.head = run.rest.next();
        runs.add(run);
      }
      return event;
    }
  }
}
