package io.twinstream.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The folder with the built modules, and the class paths of those that run as processes.
 *
 * @param home the root of the repository
 */
public record Installation(Path home) {
  /**
   * The environment variable with additional options for every JVM that is started, separated by
   * spaces.
   */
  public static final String JAVA_OPTIONS = "TWINSTREAM_JAVA_OPTIONS";

  /**
   * The environment variable with jars and folders of the user's own functions, as in a class path.
   */
  public static final String FUNCTIONS = "TWINSTREAM_FUNCTIONS";

  /**
   * The archive of the classes of jobs, which {@code twinstream} writes after it has built. The
   * processes of Flink load most of them too.
   */
  private static final String ARCHIVE = "target/jobs.jsa";

  /** The module whose class path the archive is of. */
  private static final String ARCHIVED = "pipelines";

  /**
   * Finds the installation: the folder in the system property {@code twinstream.home}, or else the
   * nearest one above the working directory that contains {@code .mvn}.
   */
  public static Installation find() {
    String property = System.getProperty("twinstream.home");
    if (property != null) {
      return new Installation(Path.of(property).toAbsolutePath().normalize());
    }
    Path start = Path.of("").toAbsolutePath();
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      if (Files.isDirectory(folder.resolve(".mvn"))) {
        return new Installation(folder);
      }
    }
    throw new IllegalStateException(
        "no Twinstream installation above " + start + "; set -Dtwinstream.home=FOLDER");
  }

  /**
   * Returns the class path of a module that runs as a process. Its dependencies come first, because
   * a class archive requires its jars at the beginning of the class path.
   *
   * @param module its folder, such as {@code pipelines} or {@code infra/local}
   * @throws IllegalStateException if the module is not built
   */
  public String classPath(String module) {
    Path target = home.resolve(module).resolve("target");
    Path dependencies = target.resolve("classpath.txt");
    Path classes = target.resolve("classes");
    if (!Files.isRegularFile(dependencies)) {
      throw new IllegalStateException(
          module + " is not built: no " + dependencies + "; run mvn -q package -DskipTests");
    }
    try {
      return Files.readString(dependencies).strip() + ":" + classes + functions(System.getenv());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + dependencies, e);
    }
  }

  /** Returns the end of a class path that has the user's functions. */
  static String functions(Map<String, String> environment) {
    String given = environment.getOrDefault(FUNCTIONS, "").strip();
    return given.isEmpty() ? "" : ":" + given;
  }

  /**
   * Returns the command that runs a main class of a module in a JVM that ends when its standard
   * input does.
   *
   * @param temporary the folder for temporary files, which libraries leave behind if the process is
   *     killed
   * @param options of the JVM, such as {@code -Xmx512m}
   */
  public List<String> java(
      Path temporary,
      String module,
      List<String> options,
      String mainClass,
      List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String opened : List.of("util", "lang", "nio", "time", "net")) {
      command.add("--add-opens=java.base/java." + opened + "=ALL-UNNAMED");
    }
    command.add("-Dtwinstream.home=" + home);
    command.add("-Djava.io.tmpdir=" + temporary.toAbsolutePath());
    command.addAll(archive(module));
    command.addAll(options);
    command.addAll(javaOptions());
    command.add("-cp");
    command.add(classPath(module) + ":" + home.resolve("infra/local/target/classes"));
    command.add(Watched.class.getName());
    command.add(mainClass);
    command.addAll(arguments);
    return command;
  }

  /** The options for the archive. The JVM silently ignores one of other jars. */
  private List<String> archive(String module) {
    Path archive = home.resolve(ARCHIVE);
    return module.equals(ARCHIVED) && Files.isRegularFile(archive)
        ? List.of("-Xshare:auto", "-Xlog:cds=off", "-XX:SharedArchiveFile=" + archive)
        : List.of();
  }

  /**
   * Returns the user's options for every JVM; they come after the JVM's other options and override
   * them.
   */
  public static List<String> javaOptions() {
    return javaOptions(System.getenv());
  }

  static List<String> javaOptions(Map<String, String> environment) {
    String given = environment.getOrDefault(JAVA_OPTIONS, "").strip();
    return given.isEmpty() ? List.of() : List.of(given.split("\\s+"));
  }
}
