package io.twinstream.e2e;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
    requireNoRings(product);
  }

  @Test
  void aRingIsFound() {
    AssertionError found = assertThrows(AssertionError.class, () -> requireNoRings(broken()));
    assertThat(found.getMessage(), containsString("io.twinstream.e2e.broken.left"));
  }

  /** Classes that break these rules. */
  static JavaClasses broken() {
    return new ClassFileImporter().importPackages("io.twinstream.e2e.broken");
  }

  private static void requireNoRings(JavaClasses classes) {
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
        .check(classes);
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
      if (isTooLarge(each.getValue(), Files.readString(info))) {
        large.add(root.relativize(each.getKey()) + " has " + each.getValue() + " classes");
      }
    }
    assertThat("split them, or write '" + REASON + " ...' in package-info.java", large, empty());
  }

  private static boolean isTooLarge(long classes, String packageInfo) {
    return classes > MAX_CLASSES && !packageInfo.contains(REASON);
  }

  @Test
  void aPackageThatIsTooLargeIsFound() {
    assertThat(isTooLarge(MAX_CLASSES, "/** Of orders. */"), is(false));
    assertThat(isTooLarge(MAX_CLASSES + 1, "/** Of orders. */"), is(true));
    assertThat(isTooLarge(99, "/** Of orders. Large because each is one. */"), is(false));
  }

  /**
   * A public class is a commitment to other packages: each is listed, and the list should only
   * shrink.
   */
  @Test
  void publicClassesAreListed() throws IOException {
    TreeSet<String> listed = new TreeSet<>(list("public-classes.txt"));
    TreeSet<String> unlisted = publicClasses(product);
    TreeSet<String> gone = new TreeSet<>(listed);
    gone.removeAll(unlisted);
    unlisted.removeAll(listed);
    assertThat(
        "make them package-private, or add them to public-classes.txt", unlisted, is(empty()));
    assertThat("not public: remove them from public-classes.txt", gone, is(empty()));
  }

  @Test
  void aNewPublicClassIsFound() {
    String broken = "io.twinstream.e2e.broken.";
    assertThat(publicClasses(broken()), is(Set.of(broken + "left.Left", broken + "right.Right")));
  }

  private static TreeSet<String> publicClasses(JavaClasses classes) {
    return classes.stream()
        .filter(type -> type.isTopLevelClass())
        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
        .filter(type -> !type.getSimpleName().equals("package-info") && !isGenerated(type))
        .map(JavaClass::getName)
        .filter(name -> name.startsWith("io.twinstream"))
        .collect(Collectors.toCollection(TreeSet::new));
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
