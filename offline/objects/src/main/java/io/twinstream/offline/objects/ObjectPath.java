package io.twinstream.offline.objects;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A path in a bucket, as {@code s3://bucket/folder/file}, or relative to another one.
 *
 * @param names the parts of the key between slashes
 */
record ObjectPath(ObjectFileSystem system, boolean isAbsolute, List<String> names) implements Path {
  ObjectPath {
    names = List.copyOf(names);
  }

  /** Splits a key; a slash at its beginning, its end or after another one has no meaning. */
  static ObjectPath of(ObjectFileSystem system, boolean absolute, String key) {
    List<String> names = new ArrayList<>(List.of(key.split("/", -1)));
    names.removeIf(String::isEmpty);
    return new ObjectPath(system, absolute, names);
  }

  /** Returns the key of the object. */
  String key() {
    return String.join("/", names);
  }

  /** Returns the beginning of the keys of everything below. */
  String prefix() {
    return names.isEmpty() ? "" : key() + "/";
  }

  @Override
  public ObjectFileSystem getFileSystem() {
    return system;
  }

  private ObjectPath with(boolean absolute, List<String> of) {
    return new ObjectPath(system, absolute, of);
  }

  @Override
  public ObjectPath getRoot() {
    return isAbsolute ? with(true, List.of()) : null;
  }

  @Override
  public ObjectPath getFileName() {
    return names.isEmpty() ? null : getName(names.size() - 1);
  }

  @Override
  public ObjectPath getParent() {
    int last = names.size() - 1;
    return last < 0 || (last == 0 && !isAbsolute) ? null : with(isAbsolute, names.subList(0, last));
  }

  @Override
  public int getNameCount() {
    return names.size();
  }

  @Override
  public ObjectPath getName(int index) {
    return subpath(index, index + 1);
  }

  @Override
  public ObjectPath subpath(int from, int to) {
    if (from < 0 || from >= to || to > names.size()) {
      throw new IllegalArgumentException(this + " has no names " + from + " to " + to);
    }
    return with(false, names.subList(from, to));
  }

  @Override
  public boolean startsWith(Path other) {
    return other instanceof ObjectPath that
        && that.isAbsolute == isAbsolute
        && that.system.equals(system)
        && that.names.size() <= names.size()
        && names.subList(0, that.names.size()).equals(that.names);
  }

  @Override
  public boolean endsWith(Path other) {
    if (!(other instanceof ObjectPath that) || !that.system.equals(system)) {
      return false;
    }
    int from = names.size() - that.names.size();
    return that.isAbsolute
        ? equals(that)
        : from >= 0 && names.subList(from, names.size()).equals(that.names);
  }

  @Override
  public ObjectPath normalize() {
    List<String> normal = new ArrayList<>();
    for (String name : names) {
      boolean up = name.equals("..");
      int last = normal.size() - 1;
      if (up && last >= 0 && !normal.get(last).equals("..")) {
        normal.remove(last);
      } else if (!name.equals(".") && !(up && isAbsolute)) {
        normal.add(name);
      }
    }
    return with(isAbsolute, normal);
  }

  @Override
  public ObjectPath resolve(Path other) {
    if (other instanceof ObjectPath that && that.isAbsolute) {
      return that;
    }
    if (other.isAbsolute()) {
      throw new ProviderMismatchException(other + " is not in " + system);
    }
    List<String> all = new ArrayList<>(names);
    other.forEach(name -> all.add(name.toString()));
    all.removeIf(String::isEmpty);
    return with(isAbsolute, all);
  }

  @Override
  public ObjectPath relativize(Path other) {
    if (!(other instanceof ObjectPath that)
        || that.isAbsolute != isAbsolute
        || !that.system.equals(system)) {
      throw new IllegalArgumentException(other + " is not in " + system);
    }
    int same = 0;
    while (same < Math.min(names.size(), that.names.size())
        && names.get(same).equals(that.names.get(same))) {
      same++;
    }
    List<String> way = new ArrayList<>(Collections.nCopies(names.size() - same, ".."));
    way.addAll(that.names.subList(same, that.names.size()));
    return with(false, way);
  }

  @Override
  public URI toUri() {
    try {
      ObjectPath full = toAbsolutePath();
      return new URI(system.scheme(), system.bucket(), "/" + full.key(), null, null);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(this + " cannot be written as a URI", e);
    }
  }

  @Override
  public ObjectPath toAbsolutePath() {
    return isAbsolute ? this : with(true, names);
  }

  /** There are no links. */
  @Override
  public ObjectPath toRealPath(LinkOption... options) {
    return toAbsolutePath();
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
    throw new UnsupportedOperationException("an object store reports no changes");
  }

  @Override
  public Iterator<Path> iterator() {
    return IntStream.range(0, names.size()).<Path>mapToObj(this::getName).iterator();
  }

  @Override
  public int compareTo(Path other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return isAbsolute ? system + "/" + key() : key();
  }
}
