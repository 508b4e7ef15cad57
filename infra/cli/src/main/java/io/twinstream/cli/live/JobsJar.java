package io.twinstream.cli.live;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * One jar of the jobs: their classes, and under {@code lib/} their libraries as jars, which Flink
 * unpacks. It is not compressed, because the libraries are. Jars of the same libraries are equal
 * byte for byte.
 */
final class JobsJar {
  static final String MAIN = "io.twinstream.pipelines.main.Jobs";

  /** What every Flink distribution has: a second copy would conflict with the cluster's. */
  private static final List<String> PROVIDED =
      List.of("flink-", "frocksdbjni-", "async-profiler-", "slf4j-");

  /** The same in each jar; no time zone has a gap there. */
  private static final LocalDateTime TIME = LocalDateTime.of(2000, 1, 1, 0, 0);

  private final Map<String, Path> entries = new TreeMap<>();

  private JobsJar() {}

  /**
   * The jar with the classes and libraries of a class path.
   *
   * @param more jars of the user's code
   */
  static JobsJar of(String classPath, List<Path> more) throws IOException {
    JobsJar jar = new JobsJar();
    for (Path path : parts(classPath)) {
      if (Files.isDirectory(path)) {
        jar.addFolder(path);
      } else {
        jar.addLibrary(path);
      }
    }
    for (Path path : more) {
      try (JarFile opened = new JarFile(path.toFile())) {
        jar.addLibrary(Path.of(opened.getName()));
      } catch (IOException e) {
        throw new IOException("cannot read the jar " + path, e);
      }
    }
    return jar;
  }

  /** The folders and jars of a class path that a Flink cluster does not have. */
  static List<Path> parts(String classPath) {
    return Arrays.stream(classPath.split(":"))
        .map(Path::of)
        .filter(path -> PROVIDED.stream().noneMatch(path.getFileName().toString()::startsWith))
        .toList();
  }

  private void addFolder(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> found = Files.walk(folder)) {
      found.filter(Files::isRegularFile).forEach(files::add);
    }
    for (Path file : files) {
      add(folder.relativize(file).toString(), file);
    }
  }

  private void addLibrary(Path file) throws IOException {
    add("lib/" + file.getFileName(), file);
  }

  private void add(String name, Path file) throws IOException {
    Path other = entries.putIfAbsent(name, file);
    if (other != null) {
      throw new FileAlreadyExistsException(
          file.toString(), other.toString(), "the jar would have two entries " + name);
    }
  }

  /** Writes the jar to a file, which appears or is replaced when it is complete. */
  void write(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    long pid = ProcessHandle.current().pid();
    Path hidden = folder.resolve("." + file.getFileName() + "." + pid + ".part");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(hidden))) {
        write(out);
      }
      Files.move(hidden, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(hidden);
    }
  }

  private void write(OutputStream out) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, MAIN);
    ZipOutputStream zip = new ZipOutputStream(out);
    zip.setLevel(Deflater.NO_COMPRESSION);
    zip.putNextEntry(entry(JarFile.MANIFEST_NAME));
    manifest.write(zip);
    for (Map.Entry<String, Path> each : entries.entrySet()) {
      zip.putNextEntry(entry(each.getKey()));
      Files.copy(each.getValue(), zip);
    }
    zip.finish();
  }

  private static ZipEntry entry(String name) {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(TIME);
    return entry;
  }
}
