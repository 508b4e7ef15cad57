package io.twinstream.offline.objects;

import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.List;
import java.util.Set;

/** The file system of a bucket. */
final class ObjectFileSystem extends FileSystem {
  private final ObjectFiles provider;
  private final String bucket;
  private final ObjectStore store;

  ObjectFileSystem(ObjectFiles provider, String bucket, ObjectStore store) {
    this.provider = provider;
    this.bucket = bucket;
    this.store = store;
  }

  String scheme() {
    return provider.scheme();
  }

  String bucket() {
    return bucket;
  }

  ObjectStore store() {
    return store;
  }

  @Override
  public ObjectFiles provider() {
    return provider;
  }

  /** Does nothing: the file system is used until the process ends. */
  @Override
  public void close() {}

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public String getSeparator() {
    return "/";
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    return List.of(ObjectPath.of(this, true, ""));
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    return List.of();
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return Set.of("basic");
  }

  @Override
  public ObjectPath getPath(String first, String... more) {
    String text = more.length == 0 ? first : first + "/" + String.join("/", more);
    String root = this + "/";
    return text.startsWith(root)
        ? ObjectPath.of(this, true, text.substring(root.length()))
        : ObjectPath.of(this, text.startsWith("/"), text);
  }

  /** Matches as on this machine, with the bucket as the first folder. */
  @Override
  public PathMatcher getPathMatcher(String syntaxAndPattern) {
    String root = scheme() + "://";
    int colon = syntaxAndPattern.indexOf(':');
    String syntax = syntaxAndPattern.substring(0, colon + 1);
    String pattern = syntaxAndPattern.substring(colon + 1);
    String local = pattern.startsWith(root) ? "/" + pattern.substring(root.length()) : pattern;
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher(syntax + local);
    return path -> {
      String text = path.toString();
      return matcher.matches(
          Path.of(path.isAbsolute() ? "/" + text.substring(root.length()) : text));
    };
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    throw new UnsupportedOperationException("objects have no owners of this machine");
  }

  @Override
  public WatchService newWatchService() {
    throw new UnsupportedOperationException("an object store reports no changes");
  }

  /** Returns the beginning of its paths. */
  @Override
  public String toString() {
    return scheme() + "://" + bucket;
  }
}
