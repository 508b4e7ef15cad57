package io.twinstream.offline.log.file;

import io.twinstream.features.definition.HistoryMapping.Format;
import io.twinstream.features.definition.Source;
import io.twinstream.features.files.FilePaths;
import io.twinstream.features.files.FileTree;
import io.twinstream.features.files.IncompleteFolder;
import io.twinstream.features.files.LocalCopies;
import io.twinstream.features.files.Replacements;
import io.twinstream.offline.log.lake.Lake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Finds the files of a source's history and cuts them into input splits. */
public final class HistoryFiles {
  private static final String GLOB_CHARACTERS = "*?[{";

  private HistoryFiles() {}

  /**
   * Returns the splits of files, in the order of their names.
   *
   * @param paths files, folders (all files below with the ending of the format, as {@link
   *     FileTree#data} lists them) and globs ({@code **} for any depth). Hidden, control and
   *     unfinished files are left out unless they are named themselves. A file that is found twice
   *     is read once. Also tables, as {@link Lake} names them
   * @throws HistoryException if a path has no files, or a file is damaged
   */
  public static List<HistoryInputSplit> splits(Source source, Collection<String> paths) {
    Format declared = source.history().format();
    boolean logs = source.isTable() && paths.stream().allMatch(path -> isLog(path, declared));
    return splits(logs ? Format.PARQUET : declared, paths);
  }

  /** Reports whether a folder is the log of a table, which is Parquet whatever its mapping says. */
  private static boolean isLog(String path, Format declared) {
    if (Lake.isTable(path) || isGlob(path) || !Files.isDirectory(FilePaths.of(path))) {
      return false;
    }
    Path root = root(path);
    return below(root, wanted(path, root, declared)).isEmpty()
        && !below(root, wanted(path, root, Format.PARQUET)).isEmpty();
  }

  /**
   * Returns the splits of an archive that {@code EventTable} has written, whatever the mapping of
   * the source.
   */
  public static List<HistoryInputSplit> archive(Path directory) {
    return splits(Format.PARQUET, List.of(directory.toString()));
  }

  /** Returns the splits of some files of such an archive. */
  public static List<HistoryInputSplit> archive(Path directory, Collection<Path> files) {
    List<HistoryInputSplit> splits = new ArrayList<>();
    for (Path file : files) {
      addSplits(Format.PARQUET, directory.relativize(file).toString(), real(file), splits);
    }
    return List.copyOf(splits);
  }

  /** Returns the first file of a path, by name. */
  public static Path first(Format format, String path) {
    return find(format, List.of(path)).values().iterator().next();
  }

  /**
   * Decides by the endings of a path's files whether they are Parquet or CSV. Text and JSON files
   * do not count; a file or glob with other endings is Parquet.
   *
   * @throws HistoryException if a folder has neither, or both
   */
  public static Format tableFormat(String path) {
    if (Lake.isTable(path)) {
      return Format.PARQUET;
    }
    Path root = root(path);
    if (!Files.isDirectory(root)) {
      return FileEndings.endsLike(root, FileEndings.endings(Format.CSV))
          ? Format.CSV
          : Format.PARQUET;
    }
    List<Path> files =
        below(root, isGlob(path) ? wanted(path, root, Format.PARQUET) : file -> true);
    Optional<Path> csv = files.stream().filter(FileEndings::isCsv).findFirst();
    Optional<Path> parquet =
        files.stream()
            .filter(file -> FileEndings.endsLike(file, FileEndings.endings(Format.PARQUET)))
            .findFirst();
    if (csv.isPresent() && parquet.isPresent()) {
      throw new HistoryException(
          ("%s has files of two formats, PARQUET (%s) and CSV (%s); name files of one"
                  + " format, as by a glob")
              .formatted(path, root.relativize(parquet.get()), root.relativize(csv.get())));
    }
    if (csv.isEmpty() && parquet.isEmpty() && !isGlob(path)) {
      throw new HistoryException(
          "no Parquet or CSV files at %s; files of a folder need one of the endings %s or %s"
              .formatted(path, FileEndings.endings(Format.PARQUET), FileEndings.CSV_TABLES));
    }
    return csv.isPresent() ? Format.CSV : Format.PARQUET;
  }

  public static List<HistoryInputSplit> splits(Format format, Collection<String> paths) {
    List<HistoryInputSplit> splits = new ArrayList<>();
    for (String path : paths) {
      if (Lake.isTable(path)) {
        Lake.tables()
            .files(path)
            .forEach(
                file ->
                    splits.addAll(ParquetFiles.splits(file.origin(), file.path(), file.table())));
      }
    }
    List<String> others = paths.stream().filter(path -> !Lake.isTable(path)).toList();
    find(format, others).forEach((origin, file) -> addSplits(format, origin, file, splits));
    return List.copyOf(splits);
  }

  /** Returns the files below the paths, by origin. */
  public static SortedMap<String, Path> find(Format format, Collection<String> paths) {
    SortedMap<String, Path> files = new TreeMap<>();
    Set<Path> real = new HashSet<>();
    for (String path : paths) {
      int before = files.size();
      Path root = root(path);
      if (isFile(root)) {
        add(files, real, root.getFileName().toString(), root);
        continue;
      }
      boolean found = false;
      for (Path file : below(root, wanted(path, root, format))) {
        found = true;
        add(files, real, root.relativize(file).toString().replace('\\', '/'), file);
      }
      if (!found && files.size() == before) {
        throw new HistoryException(
            "no %s files at %s; files of a folder need one of the endings %s%s"
                .formatted(format, path, FileEndings.endings(format), others(path, root, format)));
      }
    }
    return files;
  }

  /** Reports whether a path is a file, and not a folder. */
  private static boolean isFile(Path path) {
    try {
      IncompleteFolder.refuse(path);
      return Files.readAttributes(path, BasicFileAttributes.class).isRegularFile();
    } catch (NoSuchFileException e) {
      throw new HistoryException("no file or folder " + path + "; check the path", e);
    } catch (IOException e) {
      throw new HistoryException("cannot read " + e.getMessage(), e);
    }
  }

  /** Returns which other files a folder has and how to read them; empty for none. */
  private static String others(String path, Path root, Format format) {
    Predicate<Path> named = isGlob(path) ? wanted(path, root, format) : file -> true;
    return below(
            root, file -> named.test(file) && FileEndings.otherFormat(file.toString()).isPresent())
        .stream()
        .findFirst()
        .filter(file -> format == Format.PARQUET)
        .map(file -> "; " + file + FileEndings.otherFormat(file.toString()).get())
        .orElse("");
  }

  private static void add(
      SortedMap<String, Path> files, Set<Path> added, String origin, Path file) {
    Path real = real(file);
    if (!added.add(real)) {
      return;
    }
    Path other = files.putIfAbsent(origin, real);
    if (other != null) {
      throw new HistoryException(
          real
              + " and "
              + other
              + " would both be called "
              + origin
              + "; name the folder that holds both instead");
    }
  }

  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      throw new HistoryException("cannot resolve " + file + ": " + e.getMessage(), e);
    }
  }

  /** Returns the path itself, or the longest part of a glob without special characters. */
  private static Path root(String path) {
    if (Lake.isTable(path)) {
      throw new HistoryException(path + " is a table, which cannot be read here; name files");
    }
    if (!isGlob(path)) {
      return FilePaths.of(path);
    }
    int special = 0;
    while (GLOB_CHARACTERS.indexOf(path.charAt(special)) < 0) {
      special++;
    }
    int slash = path.lastIndexOf('/', special);
    return slash < 0 ? Path.of("") : FilePaths.of(path.substring(0, Math.max(slash, 1)));
  }

  private static boolean isGlob(String path) {
    return path.chars().anyMatch(c -> GLOB_CHARACTERS.indexOf(c) >= 0)
        && !Files.exists(FilePaths.of(path));
  }

  private static Predicate<Path> wanted(String path, Path root, Format format) {
    if (isGlob(path)) {
      PathMatcher matcher = root.getFileSystem().getPathMatcher("glob:" + path);
      return matcher::matches;
    }
    return file -> FileEndings.endsLike(file, FileEndings.endings(format));
  }

  private static List<Path> below(Path root, Predicate<Path> wanted) {
    try {
      return Replacements.drop(FileTree.data(root).stream().filter(wanted).toList());
    } catch (IOException e) {
      throw new HistoryException("cannot list " + root + ": " + e.getMessage(), e);
    }
  }

  private static void addSplits(
      Format format, String origin, Path file, List<HistoryInputSplit> to) {
    if (format == Format.PARQUET) {
      to.addAll(ParquetFiles.splits(origin, file));
    } else if (origin.toLowerCase(Locale.ROOT).endsWith(".zip")) {
      to.addAll(zipSplits(origin, file));
    } else {
      to.add(new HistoryInputSplit(file.toString(), origin, "", 0, 0, sizeOf(file)));
    }
  }

  private static long sizeOf(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new HistoryException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static List<HistoryInputSplit> zipSplits(String origin, Path file) {
    try (LocalCopies copies = new LocalCopies();
        ZipFile zip = new ZipFile(copies.of(file).toFile())) {
      return zip.stream()
          .filter(entry -> !entry.isDirectory() && FileTree.isData(Path.of(entry.getName())))
          .map(ZipEntry::getName)
          .sorted()
          .map(
              name ->
                  new HistoryInputSplit(
                      file.toString(),
                      origin + "!" + name,
                      name,
                      0,
                      0,
                      zip.getEntry(name).getSize()))
          .toList();
    } catch (ZipException e) {
      throw new HistoryException(file + " is not a complete zip file; fetch it again", e);
    } catch (IOException e) {
      throw new HistoryException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
