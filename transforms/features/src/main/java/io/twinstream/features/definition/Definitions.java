package io.twinstream.features.definition;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads definitions from YAML files. */
public final class Definitions {
  /** How the names of test-kit files end; they are no definitions. */
  public static final String TEST_SUFFIX = ".test.yaml";

  private Definitions() {}

  /**
   * Reads and checks a project.
   *
   * @param fileOrDirectory a file, or a directory whose {@code *.yaml} files (test-kit files left
   *     out) together are one project
   * @throws DefinitionException with all problems of all files
   */
  public static Project load(Path fileOrDirectory) {
    Problems problems = new Problems();
    Places places = new Places();
    ProjectReader reader = new ProjectReader(places, problems);
    List<Path> files = files(fileOrDirectory);
    if (files.isEmpty()) {
      Place place = new Place(fileOrDirectory.toString(), 0);
      problems.add(place, "no definitions here", "give a .yaml file or a folder that has some");
    }
    for (Path file : files) {
      reader.read(file);
    }
    Project project = reader.project();
    new Checks(project, places, problems).check();
    problems.throwIfAny();
    return project;
  }

  private static List<Path> files(Path path) {
    if (!Files.isDirectory(path)) {
      return Files.isRegularFile(path) ? List.of(path) : List.of();
    }
    List<Path> files = new ArrayList<>();
    try (Stream<Path> listing = Files.list(path)) {
      listing
          .filter(file -> file.getFileName().toString().endsWith(".yaml"))
          .filter(file -> !file.getFileName().toString().endsWith(TEST_SUFFIX))
          .sorted()
          .forEach(files::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }
}
