package io.twinstream.offline.objects;

import io.twinstream.features.files.RemoteFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The file systems of an object store, one per bucket. A folder exists as long as a file is below
 * it: creating one has no effect.
 */
abstract class ObjectFiles extends FileSystemProvider implements RemoteFiles {
  private final String scheme;
  private final Map<String, ObjectFileSystem> buckets = new ConcurrentHashMap<>();

  ObjectFiles(String scheme) {
    this.scheme = scheme;
  }

  /** Opens a bucket; no request is sent. */
  abstract ObjectStore open(String bucket);

  @Override
  public final String scheme() {
    return scheme;
  }

  @Override
  public final String getScheme() {
    return scheme;
  }

  @Override
  public Path path(String text) {
    String rest = text.substring(text.indexOf("://") + 3);
    int slash = rest.indexOf('/');
    String bucket = slash < 0 ? rest : rest.substring(0, slash);
    if (bucket.isEmpty()) {
      throw new IllegalArgumentException(
          "'%s' names no bucket; write %s://BUCKET/FOLDER".formatted(text, scheme));
    }
    return ObjectPath.of(system(bucket), true, rest.substring(bucket.length()));
  }

  private ObjectFileSystem system(String bucket) {
    return buckets.computeIfAbsent(bucket, name -> new ObjectFileSystem(this, name, open(name)));
  }

  @Override
  public ObjectFileSystem newFileSystem(URI uri, Map<String, ?> environment) {
    return getFileSystem(uri);
  }

  @Override
  public ObjectFileSystem getFileSystem(URI uri) {
    return system(uri.getAuthority());
  }

  @Override
  public Path getPath(URI uri) {
    return ObjectPath.of(getFileSystem(uri), true, uri.getPath());
  }

  private static ObjectPath of(Path path) {
    return ((ObjectPath) path).toAbsolutePath();
  }

  private static ObjectStore store(Path path) {
    return of(path).system().store();
  }

  @Override
  public List<Path> below(Path folder) throws IOException {
    ObjectPath of = of(folder);
    return paths(of, store(of).below(of.prefix()));
  }

  private static List<Path> paths(ObjectPath folder, List<StoredObject> objects)
      throws IOException {
    List<Path> paths = new ArrayList<>();
    for (StoredObject object : objects) {
      String key = object.key();
      if (key.startsWith("/") || key.contains("//")) {
        throw new FileSystemException(
            folder.system() + "/" + key,
            null,
            "has an empty name between two slashes, which no path can have; rename the object");
      }
      // Consoles and other clients mark empty folders with objects.
      if (object.isDirectory() || !key.endsWith("/")) {
        paths.add(ObjectPath.of(folder.system(), true, key));
      }
    }
    paths.sort(null);
    return paths;
  }

  @Override
  public void deleteBelow(Path folder) throws IOException {
    ObjectPath of = of(folder);
    store(of).delete(store(of).below(of.prefix()).stream().map(StoredObject::key).toList());
  }

  @Override
  public void upload(Path local, Path to) throws IOException {
    store(to).write(of(to).key(), local);
  }

  @Override
  public boolean create(Path file, byte[] content) throws IOException {
    return store(file).create(of(file).key(), content);
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    if (options.contains(StandardOpenOption.APPEND)) {
      throw new UnsupportedOperationException(path + ": an object store cannot append to a file");
    }
    if (!options.contains(StandardOpenOption.WRITE)) {
      StoredObject file = attributes(path);
      if (file.isDirectory()) {
        throw new FileSystemException(path.toString(), null, "is a folder");
      }
      return new ObjectReader(store(path), file);
    }
    if (options.contains(StandardOpenOption.CREATE_NEW) && exists(path)) {
      throw new FileAlreadyExistsException(path.toString());
    }
    return ObjectWriter.open(store(path), of(path).key());
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
    ObjectPath of = of(folder);
    List<StoredObject> children = store(of).children(of.prefix());
    if (children.isEmpty() && !attributes(folder).isDirectory()) {
      throw new NotDirectoryException(folder.toString());
    }
    List<Path> entries = new ArrayList<>();
    for (Path path : paths(of, children)) {
      if (filter.accept(path)) {
        entries.add(path);
      }
    }
    return new ObjectFolder(entries);
  }

  @Override
  public void createDirectory(Path folder, FileAttribute<?>... attributes) {}

  @Override
  public void delete(Path path) throws IOException {
    StoredObject object = attributes(path);
    if (object.isDirectory()) {
      throw new DirectoryNotEmptyException(path.toString());
    }
    store(path).delete(List.of(of(path).key()));
  }

  /** Needs one request less. */
  @Override
  public boolean deleteIfExists(Path path) throws IOException {
    Optional<StoredObject> object = store(path).find(of(path).key());
    if (object.isPresent()) {
      store(path).delete(List.of(of(path).key()));
    }
    return object.isPresent();
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) throws IOException {
    if (!of(source).system().equals(of(target).system())) {
      throw new UnsupportedOperationException(
          "cannot copy " + source + " to the other bucket of " + target);
    }
    if (attributes(source).isDirectory()) {
      throw new FileSystemException(
          source.toString(), target.toString(), "is a folder, which cannot be copied or renamed");
    }
    boolean replaces =
        Arrays.asList(options).contains(StandardCopyOption.REPLACE_EXISTING)
            || Arrays.asList(options).contains(StandardCopyOption.ATOMIC_MOVE);
    if (!replaces && exists(target)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    store(source).copy(of(source).key(), of(target).key());
  }

  /** Copies the object within the store, then deletes it: until then, there are both. */
  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    copy(source, target, options);
    store(source).delete(List.of(of(source).key()));
  }

  @Override
  public boolean isSameFile(Path path, Path other) {
    return path.toAbsolutePath().equals(other.toAbsolutePath());
  }

  @Override
  public boolean isHidden(Path path) {
    return false;
  }

  @Override
  public FileStore getFileStore(Path path) {
    throw new UnsupportedOperationException(path + " is not on a disk of this machine");
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    attributes(path);
  }

  private boolean exists(Path path) throws IOException {
    return store(path).find(of(path).key()).isPresent();
  }

  private StoredObject attributes(Path path) throws IOException {
    ObjectPath of = of(path);
    Optional<StoredObject> object =
        of.names().isEmpty() ? Optional.empty() : store(of).find(of.key());
    if (object.isPresent()) {
      return object.get();
    }
    if (store(of).contains(of.prefix()) || of.names().isEmpty()) {
      return StoredObject.folder(of.key());
    }
    throw new NoSuchFileException(path.toString());
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    if (type != BasicFileAttributes.class) {
      throw new UnsupportedOperationException("objects have basic attributes only");
    }
    return type.cast(attributes(path));
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String names, LinkOption... options) {
    throw new UnsupportedOperationException("read the attributes of " + path + " by their type");
  }

  @Override
  public <V extends FileAttributeView> V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return null;
  }

  @Override
  public void setAttribute(Path path, String name, Object value, LinkOption... options) {
    throw new UnsupportedOperationException("the attributes of objects cannot be changed");
  }
}
