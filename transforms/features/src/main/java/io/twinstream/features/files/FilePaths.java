package io.twinstream.features.files;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Returns the path that a text means: a path of this machine, or one with a scheme, such as {@code
 * s3://bucket/folder}, of a {@link RemoteFiles} on the class path. Every path that a user gives or
 * that is stored as text is read here; {@code toString} of a path is a text with the same meaning.
 */
public final class FilePaths {
  /** At least two letters: {@code C:/} is a drive. */
  private static final Pattern WITH_SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+)://.*");

  /** The beginning of names of lake tables, which are no paths. */
  private static final String TABLE = "iceberg:";

  private static final Map<String, RemoteFiles> SYSTEMS = new ConcurrentHashMap<>();

  private FilePaths() {}

  /**
   * Returns a path.
   *
   * @throws IllegalArgumentException if no library on the class path knows its scheme
   */
  public static Path of(String text) {
    if (text.startsWith(TABLE)) {
      throw new IllegalArgumentException(
          "'%s' is a table, and a file or folder is needed here; write the path of one"
              .formatted(text));
    }
    Matcher scheme = WITH_SCHEME.matcher(text);
    if (!scheme.matches()) {
      return Path.of(text);
    }
    String name = scheme.group(1).toLowerCase(Locale.ROOT);
    return name.equals("file")
        ? Path.of(URI.create(text))
        : SYSTEMS.computeIfAbsent(name, FilePaths::system).path(text);
  }

  /** Reports whether a file is on this machine, not in an object store. */
  public static boolean isLocal(Path path) {
    return RemoteFiles.of(path).isEmpty();
  }

  private static RemoteFiles system(String scheme) {
    ServiceLoader<RemoteFiles> found =
        ServiceLoader.load(RemoteFiles.class, RemoteFiles.class.getClassLoader());
    StringBuilder known = new StringBuilder("file://");
    for (RemoteFiles each : found) {
      if (each.scheme().equals(scheme)) {
        return each;
      }
      known.append(", ").append(each.scheme()).append("://");
    }
    throw new IllegalArgumentException(
        "paths with %s:// are not supported here, only local ones and %s; copy the files to one of"
                .formatted(scheme, known)
            + " these, or add a library with a file system for "
            + scheme);
  }
}
