package io.twinstream.offline.objects;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.InvalidPathHandleException;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Options.HandleOpt;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathHandle;
import org.apache.hadoop.fs.PathIsNotEmptyDirectoryException;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.security.AccessControlException;

/**
 * The files of an HDFS. A file is written under a hidden name beside it, then renamed. A folder
 * that holds no file any more is deleted, as in a store that has no folders.
 */
final class HdfsStore implements ObjectStore {
  private final Client client;
  private final String authority;

  /** Connects with the first request. */
  interface Client {
    DistributedFileSystem get() throws IOException;
  }

  HdfsStore(Client client, String authority) {
    this.client = client;
    this.authority = authority;
  }

  /** Sends requests. */
  private interface Requests<T> {
    T send(DistributedFileSystem files) throws IOException;
  }

  private <T> T send(String key, Requests<T> requests) throws IOException {
    String path = "hdfs://" + authority + "/" + key;
    if (key.contains(":")) {
      throw new FileSystemException(
          path, null, "HDFS allows no colon in a name; rename the file or folder");
    }
    try {
      return requests.send(client.get());
    } catch (FileSystemException e) {
      throw e;
    } catch (FileNotFoundException e) {
      throw (IOException) new NoSuchFileException(path).initCause(e);
    } catch (AccessControlException e) {
      throw failure(
          new AccessDeniedException(
              path, null, "HDFS denies access; check the user and the folder's permissions"),
          e);
    } catch (IOException | IllegalArgumentException e) {
      // An unknown host is an IllegalArgumentException.
      throw failure(
          new FileSystemException(
              path,
              null,
              "HDFS fails: "
                  + e.getMessage()
                  + "; check the address of the name node, and HADOOP_CONF_DIR"),
          e);
    }
  }

  private static IOException failure(IOException failure, Exception cause) {
    return (IOException) failure.initCause(cause);
  }

  private static Path path(String key) {
    return new Path(null, null, "/" + key);
  }

  /** Returns the key of a file, or of a folder without a slash at the end. */
  private static String key(FileStatus status) {
    return status.getPath().toUri().getPath().substring(1);
  }

  private static StoredObject file(DistributedFileSystem files, FileStatus status)
      throws IOException {
    byte[] handle = files.getPathHandle(status, HandleOpt.exact()).toByteArray();
    return StoredObject.file(
        key(status),
        status.getLen(),
        Base64.getEncoder().encodeToString(handle),
        Instant.ofEpochMilli(status.getModificationTime()));
  }

  @Override
  public Optional<StoredObject> find(String key) throws IOException {
    return send(
        key,
        files -> {
          try {
            FileStatus status = files.getFileStatus(path(key));
            return status.isFile() ? Optional.of(file(files, status)) : Optional.empty();
          } catch (FileNotFoundException e) {
            return Optional.empty();
          }
        });
  }

  @Override
  public boolean contains(String prefix) throws IOException {
    return send(
        prefix,
        files -> {
          try {
            return files.listFiles(path(prefix), true).hasNext();
          } catch (FileNotFoundException e) {
            return false;
          }
        });
  }

  @Override
  public List<StoredObject> below(String prefix) throws IOException {
    return send(
        prefix,
        files -> {
          List<StoredObject> found = new ArrayList<>();
          try {
            RemoteIterator<LocatedFileStatus> all = files.listFiles(path(prefix), true);
            while (all.hasNext()) {
              found.add(file(files, all.next()));
            }
          } catch (FileNotFoundException e) {
            return List.of();
          }
          found.sort(Comparator.comparing(StoredObject::key));
          return found;
        });
  }

  @Override
  public List<StoredObject> children(String prefix) throws IOException {
    return send(
        prefix,
        files -> {
          List<StoredObject> found = new ArrayList<>();
          try {
            for (FileStatus each : files.listStatus(path(prefix))) {
              found.add(each.isFile() ? file(files, each) : StoredObject.folder(key(each) + "/"));
            }
          } catch (FileNotFoundException e) {
            return List.of();
          }
          found.sort(Comparator.comparing(StoredObject::key));
          return found;
        });
  }

  @Override
  public byte[] read(StoredObject object, long from, int length) throws IOException {
    PathHandle handle = () -> ByteBuffer.wrap(Base64.getDecoder().decode(object.version()));
    return send(
        object.key(),
        files -> {
          byte[] bytes = new byte[length];
          try (FSDataInputStream in = files.open(handle)) {
            in.readFully(from, bytes);
            return bytes;
          } catch (InvalidPathHandleException | FileNotFoundException e) {
            throw new FileSystemException(
                "hdfs://" + authority + "/" + object.key(),
                null,
                "was replaced or deleted while it was read; read it again");
          }
        });
  }

  /** Writes the content of a file. */
  private interface Content {
    void write(FSDataOutputStream out) throws IOException;
  }

  private static void write(DistributedFileSystem files, String key, Content content, Rename how)
      throws IOException {
    Path to = path(key);
    Path hidden = new Path(to.getParent(), "." + to.getName() + "." + UUID.randomUUID());
    try {
      try (FSDataOutputStream out = files.create(hidden, false)) {
        content.write(out);
      }
      files.rename(hidden, to, how);
    } catch (IOException e) {
      try {
        files.delete(hidden, false);
      } catch (IOException other) {
        e.addSuppressed(other);
      }
      throw e;
    }
  }

  @Override
  public void write(String key, java.nio.file.Path content) throws IOException {
    send(
        key,
        files -> {
          write(files, key, out -> Files.copy(content, out), Rename.OVERWRITE);
          return null;
        });
  }

  @Override
  public boolean create(String key, byte[] content) throws IOException {
    return send(
        key,
        files -> {
          try {
            write(files, key, out -> out.write(content), Rename.NONE);
            return true;
          } catch (FileAlreadyExistsException e) {
            return false;
          }
        });
  }

  @Override
  public void copy(String from, String to) throws IOException {
    send(
        from,
        files -> {
          try (FSDataInputStream in = files.open(path(from))) {
            write(files, to, in::transferTo, Rename.OVERWRITE);
          }
          return null;
        });
  }

  @Override
  public void delete(List<String> keys) throws IOException {
    for (String key : keys) {
      send(
          key,
          files -> {
            Path path = path(key);
            if (files.delete(path, false)) {
              deleteEmpty(files, path.getParent());
            }
            return null;
          });
    }
  }

  /** Deletes folders without files; a file that is created there at the same time keeps them. */
  private static void deleteEmpty(DistributedFileSystem files, Path folder) throws IOException {
    try {
      for (Path each = folder; !each.isRoot(); each = each.getParent()) {
        if (!files.delete(each, false)) {
          return;
        }
      }
    } catch (PathIsNotEmptyDirectoryException | AccessControlException e) {
      // It has other files, or belongs to another user.
    }
  }
}
