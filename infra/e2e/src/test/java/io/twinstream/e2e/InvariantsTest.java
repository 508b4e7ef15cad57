package io.twinstream.e2e;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Checks that each invariant of ARCHITECTURE.md names tests, and that these exist. */
class InvariantsTest {
  private static final Pattern TEST = Pattern.compile("`(\\w+Test)`");
  private static final int INVARIANTS = 7;

  @Test
  void everyInvariantNamesItsTests() throws IOException {
    String page = Files.readString(Checkout.root().resolve("ARCHITECTURE.md"));
    String[] items = page.split("\n## Invariants\n")[1].split("\n## ")[0].split("\n\\d\\. ");
    assertThat(items.length, is(INVARIANTS + 1));
    Set<String> tests = tests();
    for (int i = 1; i < items.length; i++) {
      List<String> named =
          TEST.matcher(items[i]).results().map((MatchResult r) -> r.group(1)).toList();
      assertThat("tests of invariant " + i, named, not(empty()));
      assertThat(
          "tests of invariant " + i + " that do not exist",
          named.stream().filter(name -> !tests.contains(name)).toList(),
          empty());
    }
  }

  private static Set<String> tests() {
    return Checkout.files().stream()
        .filter(file -> file.toString().contains("/src/test/java/"))
        .map(file -> file.getFileName().toString().replace(".java", ""))
        .collect(Collectors.toSet());
  }
}
