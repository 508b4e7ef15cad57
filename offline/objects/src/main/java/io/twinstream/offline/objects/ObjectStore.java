package io.twinstream.offline.objects;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The objects of one bucket. An exception names the object and says what to do about it: {@code
 * NoSuchFileException}, {@code AccessDeniedException}, or else {@code FileSystemException}.
 */
interface ObjectStore {
  /** Returns an object; empty if there is none with this key. */
  Optional<StoredObject> find(String key) throws IOException;

  /** Reports whether any key begins like this. */
  boolean contains(String prefix) throws IOException;

  /** Returns all objects whose keys begin like this, sorted by key. */
  List<StoredObject> below(String prefix) throws IOException;

  /**
   * Returns the objects and folders directly below a prefix that ends with a slash, or is empty.
   */
  List<StoredObject> children(String prefix) throws IOException;

  /**
   * Returns a range of the bytes of an object, which has that many. Fails if the object was
   * replaced since it was found: parts of two objects make no file.
   */
  byte[] read(StoredObject object, long from, int length) throws IOException;

  /** Writes an object, which replaces one of the same key when it is complete. */
  void write(String key, Path content) throws IOException;

  /** Writes an object unless there is one with this key, and returns whether it did. */
  boolean create(String key, byte[] content) throws IOException;

  /** Copies an object within the bucket; the copy appears whole. */
  void copy(String from, String to) throws IOException;

  /** Deletes objects; keys without an object are ignored. */
  void delete(List<String> keys) throws IOException;
}
