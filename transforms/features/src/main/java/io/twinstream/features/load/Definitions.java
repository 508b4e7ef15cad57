package io.twinstream.features.load;

import io.twinstream.features.definition.Project;
import io.twinstream.features.files.FileTree;
import io.twinstream.features.text.DefinitionException;
import io.twinstream.features.text.Place;
import io.twinstream.features.text.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads definitions from YAML files. */
public final class Definitions {
  private static final Pattern YAML = Pattern.compile(".+\\.ya?ml");

  /** Part of the names of test-kit files, which are not definitions. */
  private static final String TEST_INFIX = ".test.";

  private static final String SCHEMAS = SchemaFiles.FOLDER + "/";

  private Definitions() {}

  /**
   * Reads and checks a project.
   *
   * @param fileOrDirectory a file, or a folder whose YAML files form one project; files named
   *     {@code *.test.yaml} are tests and left out
   * @throws DefinitionException with all problems of all files
   */
  public static Project load(Path fileOrDirectory) {
    return load(fileOrDirectory, RegisteredSchemas.NONE);
  }

  /**
   * Reads a project, and also compares its sources with the schemas of a registry.
   *
   * @throws DefinitionException with all problems of all files
   */
  public static Project load(Path fileOrDirectory, RegisteredSchemas registry) {
    Problems problems = new Problems();
    Places places = new Places();
    SchemaFiles schemas = new SchemaFiles(SchemaFiles.read(fileOrDirectory));
    ProjectReader reader = new ProjectReader(places, problems, schemas);
    List<Path> files = files(fileOrDirectory);
    if (files.isEmpty()) {
      Place place = new Place(fileOrDirectory.toString(), 0);
      problems.add(place, "no definitions here", "give a .yaml file, or a folder with .yaml files");
    }
    for (Path file : files) {
      reader.read(file);
    }
    return checked(reader, places, problems, registry);
  }

  /**
   * Checks a project whose files have been read.
   *
   * @param texts the content of the files, by file name; those of schemas begin with {@code
   *     schemas/}
   * @throws DefinitionException with all problems of all files
   */
  public static Project parse(Map<String, String> texts) {
    Problems problems = new Problems();
    Places places = new Places();
    Map<String, String> schemas = new TreeMap<>();
    Map<String, String> definitions = new TreeMap<>();
    texts.forEach(
        (name, text) -> {
          boolean schema = name.startsWith(SCHEMAS);
          (schema ? schemas : definitions)
              .put(schema ? name.substring(SCHEMAS.length()) : name, text);
        });
    ProjectReader reader = new ProjectReader(places, problems, new SchemaFiles(schemas));
    definitions.forEach(reader::read);
    return checked(reader, places, problems, RegisteredSchemas.NONE);
  }

  /**
   * Returns the content of a project's files by their names, for {@link #parse}.
   *
   * @throws UncheckedIOException if a file cannot be read
   */
  public static Map<String, String> texts(Path fileOrDirectory) {
    Map<String, String> texts = new TreeMap<>();
    for (Path file : files(fileOrDirectory)) {
      try {
        texts.put(file.getFileName().toString(), Files.readString(file));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + file, e);
      }
    }
    SchemaFiles.read(fileOrDirectory).forEach((name, text) -> texts.put(SCHEMAS + name, text));
    return texts;
  }

  private static Project checked(
      ProjectReader reader, Places places, Problems problems, RegisteredSchemas registry) {
    Project project = reader.project();
    new ProjectChecks(project, places, problems).check();
    FormatChecks formats = new FormatChecks(places, problems);
    project.sources().values().forEach(source -> formats.check(source, registry));
    problems.throwIfAny();
    return project;
  }

  private static List<Path> files(Path path) {
    return Files.isRegularFile(path)
        ? List.of(path)
        : files(path, name -> !name.contains(TEST_INFIX));
  }

  /** Returns the test-kit files of a folder, sorted. */
  public static List<Path> testFiles(Path folder) {
    return files(folder, name -> name.contains(TEST_INFIX));
  }

  private static List<Path> files(Path folder, Predicate<String> wanted) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try {
      return FileTree.files(folder, 1).stream()
          .filter(file -> YAML.matcher(file.getFileName().toString()).matches())
          .filter(file -> wanted.test(file.getFileName().toString()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
