package io.twinstream.e2e;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;

import io.twinstream.options.place.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Checks that {@code infra/compose/.env.example} lists exactly the environment variables of
 * commands, jobs and the server that begin with {@code TWINSTREAM_}.
 */
class EnvironmentTest {
  private static final Pattern LISTED = Pattern.compile("#?(TWINSTREAM_[A-Z0-9_]+)=.*");
  private static final Pattern LITERAL = Pattern.compile("\"(TWINSTREAM_[A-Z0-9_]*)\"");

  /** Users choose what follows: the name of a catalog and of its property. */
  private static final String OF_CATALOGS = "TWINSTREAM_ICEBERG__";

  /** In RedisSettings, which puts the names together. */
  private static final Pattern OF_REDIS = Pattern.compile("ENVIRONMENT \\+ \"([A-Z_]+)\"");

  /** PropertiesTest compares this table with the code. */
  private static final Pattern PROPERTY = Pattern.compile("\\| `(twinstream\\.[^`]+)` \\|.*");

  @Test
  void exampleListsAllVariablesAndNoOther() throws IOException {
    Set<String> read = new TreeSet<>();
    Set<String> prefixes = new TreeSet<>();
    for (Path file : Checkout.files()) {
      String name = Checkout.root().relativize(file).toString();
      if (name.contains("src/main/java") && !name.startsWith("infra/benchmarks/")) {
        collect(Files.readString(file), read, prefixes);
      }
    }
    assertThat(
        "what names are put together from",
        prefixes,
        is(Set.of("TWINSTREAM_", "TWINSTREAM_REDIS_", OF_CATALOGS)));
    for (Place place : Place.values()) {
      read.add(place.variable());
    }
    assertThat(
        read, hasItems("TWINSTREAM_PROFILE", "TWINSTREAM_REDIS_AUTHORITY", "TWINSTREAM_KAFKA"));
    read.addAll(properties());
    Set<String> listed = listed();
    assertThat(
        "an example of a catalog's variables",
        listed.removeIf(name -> name.startsWith(OF_CATALOGS)),
        is(true));
    assertThat(listed, is(read));
  }

  private static void collect(String source, Set<String> names, Set<String> prefixes) {
    Matcher literal = LITERAL.matcher(source);
    while (literal.find()) {
      (literal.group(1).endsWith("_") ? prefixes : names).add(literal.group(1));
    }
    Matcher ofRedis = OF_REDIS.matcher(source);
    while (ofRedis.find()) {
      names.add("TWINSTREAM_REDIS_" + ofRedis.group(1));
    }
  }

  private static Set<String> properties() throws IOException {
    Set<String> names = new TreeSet<>();
    for (String line : Files.readAllLines(Checkout.root().resolve("serving/README.md"))) {
      Matcher row = PROPERTY.matcher(line);
      if (row.matches()) {
        String name = row.group(1).replace(".NAME.", ".APP.");
        names.add(name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"));
      }
    }
    return names;
  }

  private static Set<String> listed() throws IOException {
    Set<String> names = new TreeSet<>();
    for (String line : Files.readAllLines(Checkout.root().resolve("infra/compose/.env.example"))) {
      Matcher variable = LISTED.matcher(line);
      if (variable.matches()) {
        assertThat(variable.group(1) + " is listed once", names.add(variable.group(1)), is(true));
      }
    }
    return names;
  }
}
