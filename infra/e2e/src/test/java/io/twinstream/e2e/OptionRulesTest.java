package io.twinstream.e2e;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.twinstream.cli.Main;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Checks that each option of commands, jobs and the server is declared once, with its name,
 * default, check and help. A mixin that several of them use counts once.
 */
class OptionRulesTest {
  private static final String OPTION = "picocli.CommandLine$Option";
  private static final String SHARED = "io.twinstream.options";

  /** By name, the classes that declare it. */
  private static final Map<String, Set<String>> DECLARED = new TreeMap<>();

  @BeforeAll
  static void findDeclarations() throws IOException {
    JavaClasses product = new ClassFileImporter().importPaths(Checkout.classes());
    DECLARED.putAll(declared(product));
  }

  private static Map<String, Set<String>> declared(JavaClasses classes) {
    Map<String, Set<String>> declared = new TreeMap<>();
    for (JavaClass type : classes) {
      if (!type.getPackageName().startsWith("io.twinstream.benchmarks")) {
        type.getMembers().forEach(member -> add(member, declared));
      }
    }
    return declared;
  }

  private static void add(JavaMember member, Map<String, Set<String>> declared) {
    for (JavaAnnotation<?> annotation : member.getAnnotations()) {
      if (annotation.getRawType().getName().equals(OPTION)) {
        for (String name : (String[]) annotation.get("names").orElseThrow()) {
          declared
              .computeIfAbsent(name, each -> new TreeSet<>())
              .add(member.getOwner().getName() + "." + member.getName());
        }
      }
    }
  }

  @Test
  void anOptionIsDeclaredOnce() throws IOException {
    Map<String, Integer> more = exceptions();
    assertThat(
        "mix in one declaration (see " + SHARED + ")", otherThan(more, DECLARED), is(Map.of()));
    assertThat("names in option-names.txt that no class declares", missing(more), is(empty()));
  }

  @Test
  void anOptionThatIsDeclaredTwiceIsFound() {
    Map<String, Set<String>> declared = declared(PackageRulesTest.broken());
    assertThat(otherThan(Map.of(), declared).keySet(), is(Set.of("--broken")));
    assertThat(otherThan(Map.of("--broken", 2), declared), is(Map.of()));
  }

  /** The options that are declared more or less often than once, or than the number says. */
  private static Map<String, Set<String>> otherThan(
      Map<String, Integer> times, Map<String, Set<String>> declared) {
    Map<String, Set<String>> others = new TreeMap<>(declared);
    others.entrySet().removeIf(e -> e.getValue().size() == times.getOrDefault(e.getKey(), 1));
    return others;
  }

  private static Set<String> missing(Map<String, Integer> names) {
    return names.keySet().stream()
        .filter(name -> !DECLARED.containsKey(name))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Those of jobs and the server are in the help of the command that starts them. */
  @Test
  void everyOptionIsInTheHelpOfACommand() {
    Set<String> inHelp = new TreeSet<>();
    collect(Main.commandLine(), inHelp);
    Set<String> nowhere = new TreeSet<>(DECLARED.keySet());
    nowhere.removeAll(inHelp);
    assertThat(nowhere, is(empty()));
    Set<String> own = new TreeSet<>();
    DECLARED.forEach(
        (name, places) -> {
          if (places.stream().anyMatch(place -> place.matches(".*\\.(pipelines|serving)\\..*"))) {
            own.add(name);
          }
        });
    assertThat("jobs and the server mix in what " + SHARED + " declares", own, is(empty()));
  }

  private static void collect(CommandLine command, Set<String> names) {
    for (OptionSpec option : command.getCommandSpec().options()) {
      names.addAll(List.of(option.names()));
    }
    command.getSubcommands().values().forEach(each -> collect(each, names));
  }

  /** Names with several meanings: how often each is declared. */
  private static Map<String, Integer> exceptions() throws IOException {
    try (var list = OptionRulesTest.class.getResourceAsStream("option-names.txt")) {
      return new String(list.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split(" +", 3))
          .collect(Collectors.toMap(words -> words[0], words -> Integer.valueOf(words[1])));
    }
  }
}
