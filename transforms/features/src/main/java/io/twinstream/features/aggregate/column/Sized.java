package io.twinstream.features.aggregate.column;

/** An object of a tile that knows its size. */
public interface Sized {
  /** Returns the size on the heap of a JVM with compressed references, in bytes. */
  long heapBytes();
}
