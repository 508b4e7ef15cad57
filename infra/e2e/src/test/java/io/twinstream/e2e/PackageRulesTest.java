package io.twinstream.e2e;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Checks that packages have no cycles, that classes have only listed ones, that packages have at
 * most 25 classes, and that public classes are listed.
 */
class PackageRulesTest {
  /** The largest number of classes of a package whose package-info gives no reason for more. */
  private static final int MAX_CLASSES = 25;

  private static final String REASON = "Large because";

  private static Path root;
  private static JavaClasses product;

  @BeforeAll
  static void importClasses() throws IOException {
    root = Checkout.root();
    assertThat("these modules are not compiled: build the whole tree", uncompiled(), is(empty()));
    product = new ClassFileImporter().importPaths(Checkout.classes());
  }

  private static List<Path> uncompiled() {
    return Checkout.classes().stream().filter(Files::notExists).toList();
  }

  @Test
  void packagesFormNoRings() {
    slices()
        .assignedFrom(
            new SliceAssignment() {
              @Override
              public SliceIdentifier getIdentifierOf(JavaClass type) {
                return type.getPackageName().startsWith("io.twinstream")
                    ? SliceIdentifier.of(type.getPackageName())
                    : SliceIdentifier.ignore();
              }

              @Override
              public String getDescription() {
                return "packages";
              }
            })
        .should()
        .beFreeOfCycles()
        .check(product);
  }

  @Test
  void noPackageIsLargerWithoutAReason() throws IOException {
    Map<Path, Long> sizes =
        Checkout.files().stream()
            .filter(path -> path.toString().contains("src/main/java"))
            .filter(path -> path.toString().endsWith(".java"))
            .filter(path -> !path.endsWith("package-info.java"))
            .collect(Collectors.groupingBy(Path::getParent, TreeMap::new, Collectors.counting()));
    TreeSet<String> large = new TreeSet<>();
    for (Map.Entry<Path, Long> each : sizes.entrySet()) {
      Path info = each.getKey().resolve("package-info.java");
      if (each.getValue() > MAX_CLASSES && !Files.readString(info).contains(REASON)) {
        large.add(root.relativize(each.getKey()) + " has " + each.getValue() + " classes");
      }
    }
    assertThat("split them, or write '" + REASON + " ...' in package-info.java", large, empty());
  }

  /**
   * A public class is a commitment to other packages: each is listed, and the list should only
   * shrink.
   */
  @Test
  void publicClassesAreListed() throws IOException {
    TreeSet<String> listed = new TreeSet<>(list("public-classes.txt"));
    TreeSet<String> unlisted = new TreeSet<>();
    TreeSet<String> gone = new TreeSet<>(listed);
    for (JavaClass type : product) {
      if (type.isTopLevelClass()
          && type.getModifiers().contains(JavaModifier.PUBLIC)
          && !type.getSimpleName().equals("package-info")
          && !isGenerated(type)
          && type.getPackageName().startsWith("io.twinstream")) {
        gone.remove(type.getName());
        if (!listed.contains(type.getName())) {
          unlisted.add(type.getName());
        }
      }
    }
    assertThat(
        "make them package-private, or add them to public-classes.txt", unlisted, is(empty()));
    assertThat("not public: remove them from public-classes.txt", gone, is(empty()));
  }

  /** The list may only shrink: each cycle is listed with its reason. */
  @Test
  void classesFormNoCirclesButTheListedOnes() throws IOException {
    TreeSet<String> listed = new TreeSet<>();
    for (String line : list("class-circles.txt")) {
      String[] cells = line.split(" \\| ");
      assertThat("CLASS CLASS ... | reason: " + line, cells.length, is(2));
      listed.add(cells[0]);
    }
    assertThat(
        "circles of classes, as class-circles.txt should list them: break the new ones, and take"
            + " out those that are gone",
        ClassCircles.of(product, "io.twinstream."),
        is(listed));
  }

  @Test
  void circlesAreFound() {
    Map<String, Set<String>> uses =
        Map.of(
            "A",
            Set.of("B"),
            "B",
            Set.of("C"),
            "C",
            Set.of("A", "D"),
            "D",
            Set.of("E"),
            "E",
            Set.of("E"));
    assertThat(ClassCircles.of(uses), is(Set.of("A B C")));
  }

  /** Annotation processors decide themselves what they make public. */
  private static boolean isGenerated(JavaClass type) {
    return type.getName().contains("$") || type.getPackageName().endsWith(".jmh_generated");
  }

  private static List<String> list(String file) throws IOException {
    try (var list = PackageRulesTest.class.getResourceAsStream(file)) {
      return new String(list.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    }
  }
}
