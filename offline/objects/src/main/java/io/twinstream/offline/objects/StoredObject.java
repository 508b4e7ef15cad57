package io.twinstream.offline.objects;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/**
 * An object of a bucket, as the attributes of a file; or a folder, which is a common beginning of
 * keys.
 *
 * @param version changes whenever the object is written; empty for a folder
 * @param modified when the object was written; 1970 for a folder
 */
record StoredObject(String key, long size, String version, Instant modified, boolean isDirectory)
    implements BasicFileAttributes {
  static StoredObject file(String key, long size, String version, Instant modified) {
    return new StoredObject(key, size, version, modified, false);
  }

  static StoredObject folder(String key) {
    return new StoredObject(key, 0, "", Instant.EPOCH, true);
  }

  @Override
  public boolean isRegularFile() {
    return !isDirectory;
  }

  @Override
  public FileTime lastModifiedTime() {
    return FileTime.from(modified);
  }

  @Override
  public FileTime lastAccessTime() {
    return lastModifiedTime();
  }

  @Override
  public FileTime creationTime() {
    return lastModifiedTime();
  }

  @Override
  public boolean isSymbolicLink() {
    return false;
  }

  @Override
  public boolean isOther() {
    return false;
  }

  @Override
  public Object fileKey() {
    return null;
  }
}
