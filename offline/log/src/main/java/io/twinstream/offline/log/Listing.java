package io.twinstream.offline.log;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/** What is in a folder that others write to meanwhile. */
final class Listing {
  private Listing() {}

  /**
   * The files and folders below a folder, itself included; what goes away while it is listed, such
   * as a writer's unfinished file that has just got its name, is left out.
   *
   * @param depth how many levels below it
   * @throws HistoryException if the folder is not there, or something in it cannot be read
   */
  static List<Path> below(Path root, int depth) {
    List<Path> found = new ArrayList<>();
    try {
      Files.walkFileTree(
          root, EnumSet.noneOf(FileVisitOption.class), depth, new Visitor(root, found));
    } catch (IOException e) {
      throw new HistoryException("cannot list " + root + ": " + e.getMessage(), e);
    }
    return found;
  }

  private static final class Visitor extends SimpleFileVisitor<Path> {
    private final Path root;
    private final List<Path> found;

    Visitor(Path root, List<Path> found) {
      this.root = root;
      this.found = found;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      found.add(folder);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      found.add(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException cause) throws IOException {
      if (cause instanceof NoSuchFileException && !file.equals(root)) {
        return FileVisitResult.CONTINUE;
      }
      throw cause;
    }
  }
}
