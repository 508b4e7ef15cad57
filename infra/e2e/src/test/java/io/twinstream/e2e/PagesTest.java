package io.twinstream.e2e;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Checks that the pages have the form that {@code infra/nightly/pages} needs to run their commands.
 */
class PagesTest {
  private static final Pattern COMMAND =
      Pattern.compile("^ *(\\$ |[A-Z_]+=\\S+ )*(\\./twinstream|curl|mvn|duckdb|psql) .*");

  /** The synopsis of a command, with options in brackets. */
  private static final Pattern FORM = Pattern.compile(".* \\[--.*");

  @Test
  void everyBlockNamesItsLanguageAndCommandsAreInBlocksThatRun() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Path page : pages()) {
      check(Checkout.root().relativize(page).toString(), Files.readAllLines(page), wrong);
    }
    assertThat(wrong, is(empty()));
  }

  @Test
  void aCommandThatDoesNotRunIsFound() {
    List<String> wrong = new ArrayList<>();
    check("A.md", List.of("```sh", "./twinstream up", "```", "```text", "up", "```"), wrong);
    assertThat(wrong, is(empty()));
    check("A.md", List.of("```", "./twinstream up", "```", "", "    curl x", "```text"), wrong);
    assertThat(
        wrong,
        is(
            List.of(
                "A.md:1: name the language of the block: sh for commands, else text",
                "A.md:2: a command outside of an sh block: ./twinstream up",
                "A.md:5: a command outside of an sh block:     curl x",
                "A.md: a block does not end")));
  }

  /** It fails if an entry of pages.skip matches no block. */
  @Test
  void theBlocksThatDoNotRunExist() throws Exception {
    Process listing =
        new ProcessBuilder("bash", "infra/nightly/pages", "--list")
            .directory(Checkout.root().toFile())
            .redirectErrorStream(true)
            .start();
    String printed = new String(listing.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(printed, listing.waitFor(), is(0));
    assertThat(printed, containsString("run   README.md:"));
  }

  private static List<Path> pages() {
    return Checkout.files().stream().filter(file -> file.toString().endsWith(".md")).toList();
  }

  private static void check(String page, List<String> lines, List<String> wrong) {
    String language = null;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      String where = page + ":" + (i + 1) + ": ";
      if (line.strip().startsWith("```")) {
        String named = line.strip().substring(3);
        if (language == null && named.isEmpty()) {
          wrong.add(where + "name the language of the block: sh for commands, else text");
        }
        language = language == null ? named : null;
      } else if (!"sh".equals(language)
          && !"bash".equals(language)
          && COMMAND.matcher(line).matches()
          && !FORM.matcher(line).matches()) {
        wrong.add(where + "a command outside of an sh block: " + line);
      }
    }
    if (language != null) {
      wrong.add(page + ": a block does not end");
    }
  }
}
