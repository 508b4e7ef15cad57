package io.twinstream.e2e;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Checks the versions and licences of the libraries on the class paths of the modules. Works
 * offline, with lists in the resources.
 */
class LibraryVersionsTest {
  private static final LeastVersions LEAST = LeastVersions.read();

  /** By library, the modules that use it. */
  private static final Map<String, List<String>> MODULES = new TreeMap<>();

  private static final List<Library> LIBRARIES = new ArrayList<>();

  @BeforeAll
  static void readClassPaths() throws IOException {
    Path root = Checkout.root();
    for (String module : List.of("pipelines", "serving", "infra/local", "infra/cli")) {
      String path = Files.readString(root.resolve(module).resolve("target/classpath.txt"));
      Path repository = repository(path);
      for (String jar : path.strip().split(":")) {
        if (Path.of(jar).startsWith(repository)) {
          Library library = Library.of(repository, Path.of(jar));
          LIBRARIES.add(library);
          MODULES.computeIfAbsent(library.toString(), l -> new ArrayList<>()).add(module);
        }
      }
    }
  }

  /** The local Maven repository, found from a library that every module has. */
  private static Path repository(String classPath) {
    String known = "/info/picocli/picocli/";
    String slf4j = "/org/slf4j/slf4j-api/";
    for (String jar : classPath.split(":")) {
      int at = Math.max(jar.indexOf(known), jar.indexOf(slf4j));
      if (at > 0) {
        return Path.of(jar.substring(0, at));
      }
    }
    throw new AssertionError("no library of a Maven repository in " + classPath);
  }

  @Test
  void noLibraryHasAVulnerabilityThatAnUpgradeFixes() {
    List<String> faults = new ArrayList<>();
    List<String> kept = new ArrayList<>();
    Map<String, String> mayStay = keptVersions();
    for (Library library : LIBRARIES) {
      LEAST
          .fault(library)
          .ifPresent(
              fault -> {
                if (library
                    .version()
                    .equals(mayStay.get(library.group() + ":" + library.artifact()))) {
                  kept.add(library.group() + ":" + library.artifact());
                } else {
                  faults.add(fault + ", used by " + MODULES.get(library.toString()));
                }
              });
    }
    assertThat(faults, empty());
    assertThat(
        "kept-faults.txt lists libraries that are on no class path; remove them",
        kept.stream().distinct().toList(),
        containsInAnyOrder(mayStay.keySet().toArray()));
  }

  private static Map<String, String> keptVersions() {
    Map<String, String> versions = new TreeMap<>();
    for (String[] cells : LeastVersions.table("kept-faults.txt")) {
      assertThat(
          "why " + cells[0] + " is kept", cells.length > 2 ? cells[2] : null, notNullValue());
      versions.put(cells[0], cells[1]);
    }
    return versions;
  }

  /** Every used library is listed with its licence, and every listed library is used. */
  @Test
  void everyLibraryHasALicenceInTheList() {
    Set<String> listed = new TreeSet<>();
    for (String[] cells : LeastVersions.table("licences.txt")) {
      assertThat("licence of " + cells[0], cells.length, is(2));
      listed.add(cells[0]);
    }
    Set<String> without = new TreeSet<>();
    Set<String> used = new TreeSet<>();
    for (Library library : LIBRARIES) {
      String name = library.group() + ":" + library.artifact();
      String group = library.group() + ":*";
      if (!listed.contains(name) && !listed.contains(group)) {
        without.add(name);
      }
      used.add(listed.contains(name) ? name : group);
    }
    listed.removeAll(used);
    assertThat("libraries without a licence in licences.txt", without, empty());
    assertThat("licences of libraries that nothing uses", listed, empty());
  }

  @Test
  void everyLibraryOfTheListIsUsed() {
    assertThat(LEAST.without(LIBRARIES), empty());
  }

  @ParameterizedTest
  @CsvSource({
    "io.netty, netty-handler, 4.1.118.Final, true",
    "io.netty, netty-handler, 4.1.137.Final, false",
    "io.netty, netty-codec, 4.2.16.Final, true",
    "io.netty, netty-codec, 4.2.20.Final, false",
    "io.netty, netty-codec, 4.3.0.Final, false",
    "io.netty, netty-codec, 4.0.56.Final, true",
    "io.netty.incubator, netty-codec, 0.1, false",
    "org.lz4, lz4-java, 1.8.0, true",
    "org.bitbucket.b_c, jose4j, 0.9.4, true",
    "org.bitbucket.b_c, jose4j, 0.9.10, false",
    "com.fasterxml.jackson.core, jackson-databind, 2.19.4, true",
    "com.google.guava, guava, 33.4.8-jre, false",
  })
  void versionsAreComparedByNumbersWithinTheirLine(
      String group, String artifact, String version, boolean refused) {
    assertThat(LEAST.fault(new Library(group, artifact, version)).isPresent(), is(refused));
  }
}
