package io.twinstream.e2e;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.twinstream.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * Checks that the commands on the pages, in the scripts and in the examples of help have the
 * options and arguments that the command line accepts. It runs none of them.
 */
class WrittenCommandsTest {
  @Test
  void commandsOfPagesAreAccepted() throws IOException {
    Map<String, String> commands = new TreeMap<>();
    for (Path page : Checkout.files()) {
      String name = Checkout.root().relativize(page).toString();
      if (name.endsWith(".md")) {
        collect(name, Files.readAllLines(page), "./twinstream ", commands);
      }
    }
    assertThat(commands.size(), greaterThan(50));
    assertThat(wrong(commands), is(empty()));
  }

  @Test
  void examplesOfHelpAreAccepted() {
    Map<String, String> commands = new TreeMap<>();
    collect(Main.commandLine(), commands);
    assertThat(commands.size(), greaterThan(50));
    assertThat(wrong(commands), is(empty()));
  }

  @Test
  void anUnknownOptionIsFound() {
    Map<String, String> commands = new TreeMap<>();
    List<String> page =
        List.of(
            "```sh",
            "./twinstream up --hepa \\",
            "    64  # text",
            "./twinstream inspect card c1 --definitions 'a b' --tiles | head -1",
            "```",
            "./twinstream prose is not a command");
    collect("A.md", page, "./twinstream ", commands);
    assertThat(commands.keySet(), hasSize(2));
    List<String> wrong = wrong(commands);
    assertThat(wrong, hasSize(1));
    assertThat(wrong.get(0), containsString("A.md:2: Unknown options: '--hepa', '64'"));
  }

  /** Collects the commands of code blocks, by place. */
  private static void collect(
      String page, List<String> lines, String start, Map<String, String> commands) {
    boolean inBlock = false;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      String place = "%s:%d".formatted(page, i + 1);
      inBlock ^= line.startsWith("```");
      if (!inBlock || !line.contains(start) || line.startsWith("#") || line.contains("[--")) {
        continue;
      }
      StringBuilder command = new StringBuilder(line.substring(line.indexOf(start)));
      while (command.toString().endsWith("\\") && i + 1 < lines.size()) {
        command.setLength(command.length() - 1);
        command.append(' ').append(lines.get(++i).strip());
      }
      commands.put(place, command.substring(start.length()));
    }
  }

  /** Collects the examples in the help of a command and of its subcommands. */
  private static void collect(CommandLine command, Map<String, String> commands) {
    List<String> help = new ArrayList<>(List.of("```"));
    help.addAll(List.of(command.getCommandSpec().usageMessage().footer()));
    help.add("```");
    collect(command.getCommandSpec().qualifiedName(), help, "twinstream ", commands);
    command.getSubcommands().values().forEach(each -> collect(each, commands));
  }

  private static List<String> wrong(Map<String, String> commands) {
    List<String> wrong = new ArrayList<>();
    commands.forEach(
        (place, command) -> {
          List<String> words = new ArrayList<>(ShellWords.of(command));
          words.removeIf(word -> word.startsWith("$"));
          if (words.isEmpty() || !words.get(0).matches("[-a-z]+")) {
            return; // COMMAND --help
          }
          try {
            Main.commandLine().parseArgs(words.toArray(String[]::new));
          } catch (CommandLine.ParameterException e) {
            if (command.contains("$") && !(e instanceof CommandLine.UnmatchedArgumentException)) {
              return; // the shell's variables have what is missing
            }
            wrong.add(place + ": " + e.getMessage() + " (" + command + ")");
          }
        });
    return wrong;
  }
}
