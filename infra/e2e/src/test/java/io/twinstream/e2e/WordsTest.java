package io.twinstream.e2e;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Checks that no Markdown file, and no string in a main class, contains a word of {@code
 * banned-words.txt}.
 */
class WordsTest {
  private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

  @Test
  void pagesAndMessagesHaveNoBannedWord() throws IOException {
    Path root = Checkout.root();
    Pattern banned = banned();
    List<String> found = new ArrayList<>();
    for (Path file : Checkout.files()) {
      String path = root.relativize(file).toString();
      if (path.endsWith(".md")) {
        find(banned, path, Files.readAllLines(file), found);
      } else if (path.contains("src/main/java") && path.endsWith(".java")) {
        find(banned, path, texts(Files.readAllLines(file)), found);
      }
    }
    assertThat("write them in other words (CONTRIBUTING.md)", found, empty());
  }

  @Test
  void aBannedWordIsFound() throws IOException {
    List<String> found = new ArrayList<>();
    find(banned(), "Page.md", List.of("Start the job.", "Start it anew."), found);
    find(banned(), "Page.java", texts(List.of("fail(\"mend \" + x); // anew")), found);
    assertThat(found, hasItem("Page.md:2: anew"));
    assertThat(found, hasItem("Page.java:1: mend"));
    assertThat(found.subList(2, found.size()), empty());
  }

  private static void find(Pattern banned, String path, List<String> lines, List<String> into) {
    for (int i = 0; i < lines.size(); i++) {
      Matcher matcher = banned.matcher(lines.get(i));
      while (matcher.find()) {
        into.add(path + ":" + (i + 1) + ": " + matcher.group());
      }
    }
  }

  /** The contents of string literals, line by line. */
  private static List<String> texts(List<String> lines) {
    return lines.stream()
        .map(line -> TEXT.matcher(line).results().map(r -> r.group(1)).toList())
        .map(texts -> String.join("\n", texts))
        .toList();
  }

  private static Pattern banned() throws IOException {
    try (var words = WordsTest.class.getResourceAsStream("banned-words.txt")) {
      List<String> each =
          new String(words.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .toList();
      return Pattern.compile("\\b(?:" + String.join("|", each) + ")\\b", Pattern.CASE_INSENSITIVE);
    }
  }
}
