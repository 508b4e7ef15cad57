package io.twinstream.features.files;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;

/**
 * Lists the files of a folder that a user names. All folders of users are listed with it.
 *
 * <ul>
 *   <li>Links are followed, including the folder itself; loops of links end.
 *   <li>Names that begin with a dot are skipped, such as {@code ..data} of a Kubernetes mount, and
 *       {@code lost+found}, which a new file system contains.
 *   <li>A file that several paths lead to is listed once: by its own path if that is below the
 *       folder, otherwise by the first link to it.
 *   <li>In an object store, a folder below that is an {@link IncompleteFolder} is left out.
 *   <li>A file that disappears during the listing, such as an unfinished file that is renamed, is
 *       left out. A broken link is an error, since its target would be silently missing.
 * </ul>
 */
public final class FileTree {
  private static final String LOST_AND_FOUND = "lost+found";
  private static final List<String> UNFINISHED = List.of(".tmp", ".part", ".inprogress");

  private final List<Path> files = new ArrayList<>();
  private final List<Path> folders = new ArrayList<>();
  private final Set<Path> seen = new HashSet<>();

  /** Links wait until everything else is listed, so that real paths come first. */
  private final PriorityQueue<Link> links = new PriorityQueue<>(Comparator.comparing(Link::path));

  /**
   * A link that has not been followed yet.
   *
   * @param depth the number of levels to list below it
   */
  private record Link(Path path, int depth) {}

  private FileTree() {}

  /** Returns the files below a folder, sorted by path. */
  public static List<Path> files(Path folder) throws IOException {
    return files(folder, Integer.MAX_VALUE);
  }

  /**
   * Returns the files down to a depth, sorted by path.
   *
   * @param depth 1 for the files in the folder itself
   */
  public static List<Path> files(Path folder, int depth) throws IOException {
    return walk(folder, depth).files.stream().sorted().toList();
  }

  /** Returns the folders below a folder down to a depth, sorted by path. */
  public static List<Path> folders(Path folder, int depth) throws IOException {
    return walk(folder, depth).folders.stream().filter(f -> !f.equals(folder)).sorted().toList();
  }

  /**
   * Returns the data files below a folder, sorted by path. Leaves out control files, whose names
   * begin with an underscore, and unfinished files, which have a name ending of their own.
   */
  public static List<Path> data(Path folder) throws IOException {
    return files(folder).stream().filter(file -> isData(folder.relativize(file))).toList();
  }

  /** Reports whether a path below a folder is that of a complete data file. */
  public static boolean isData(Path relative) {
    for (Path part : relative) {
      if (part.toString().startsWith("_") || isHidden(part.toString())) {
        return false;
      }
    }
    String name = relative.getFileName().toString();
    return UNFINISHED.stream().noneMatch(name::endsWith);
  }

  private static boolean isHidden(String name) {
    return name.startsWith(".") || name.equals(LOST_AND_FOUND);
  }

  private static FileTree walk(Path folder, int depth) throws IOException {
    FileTree tree = new FileTree();
    Optional<RemoteFiles> remote = RemoteFiles.of(folder);
    if (remote.isPresent()) {
      tree.addAll(folder, depth, remote.get().below(folder));
      return tree;
    }
    tree.addFolder(folder, depth);
    while (!tree.links.isEmpty()) {
      Link link = tree.links.poll();
      tree.add(link.path(), link.depth());
    }
    return tree;
  }

  /** Adds the files below a folder of an object store, which one request lists with their paths. */
  private void addAll(Path folder, int depth, List<Path> below) {
    Set<Path> incomplete = IncompleteFolder.below(folder, below);
    Set<Path> parents = new TreeSet<>();
    for (Path file : below) {
      Path relative = folder.relativize(file);
      boolean isVisible = !IncompleteFolder.contains(incomplete, file);
      for (Path name : relative) {
        isVisible &= !isHidden(name.toString());
      }
      if (isVisible) {
        int folderCount = relative.getNameCount() - 1;
        for (int i = 1; i <= Math.min(folderCount, depth); i++) {
          parents.add(folder.resolve(relative.subpath(0, i)));
        }
        if (folderCount < depth) {
          files.add(file);
        }
      }
    }
    folders.addAll(parents);
  }

  private void addFolder(Path folder, int depth) throws IOException {
    if (!seen.add(folder.toRealPath())) {
      return;
    }
    folders.add(folder);
    if (depth == 0) {
      return;
    }
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(folder, path -> !isHidden(path.getFileName().toString()))) {
      for (Path entry : entries) {
        if (Files.isSymbolicLink(entry)) {
          links.add(new Link(entry, depth - 1));
        } else {
          add(entry, depth - 1);
        }
      }
    } catch (java.nio.file.DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private void add(Path path, int depth) throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        addFolder(path, depth);
      } else if (attributes.isRegularFile() && seen.add(path.toRealPath())) {
        files.add(path);
      }
    } catch (NoSuchFileException e) {
      if (Files.isSymbolicLink(path)) {
        throw new FileSystemException(
            path.toString(),
            Files.readSymbolicLink(path).toString(),
            "a broken link; remove the link, or restore its target");
      }
    }
  }
}
