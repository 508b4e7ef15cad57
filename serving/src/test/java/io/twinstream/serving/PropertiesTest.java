package io.twinstream.serving;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.startsWith;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.EachProperty;
import io.micronaut.context.annotation.Parameter;
import io.micronaut.core.naming.NameUtils;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Tests that README.md lists exactly the properties of the server, with their defaults. */
final class PropertiesTest {
  private static final Pattern ROW =
      Pattern.compile("\\| `(twinstream\\.[^`]+)` \\| ([^|]*) \\|.*");

  /** The defaults in the table of properties, by name. */
  private static Map<String, String> documented() throws IOException {
    Map<String, String> rows = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of("README.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        rows.put(row.group(1), row.group(2).strip());
      }
    }
    return rows;
  }

  private static List<String> declared() {
    List<String> names = new ArrayList<>();
    for (JavaClass found : new ClassFileImporter().importPackages("io.twinstream.serving")) {
      if (found.isAnnotatedWith(ConfigurationProperties.class)) {
        Class<?> type = found.reflect();
        add(names, type.getAnnotation(ConfigurationProperties.class).value(), type);
      } else if (found.isAnnotatedWith(EachProperty.class)) {
        Class<?> type = found.reflect();
        add(names, type.getAnnotation(EachProperty.class).value() + ".NAME", type);
      }
    }
    return names;
  }

  private static void add(List<String> names, String prefix, Class<?> type) {
    for (RecordComponent component : type.getRecordComponents()) {
      if (!component.isAnnotationPresent(Parameter.class)
          && !component.getAccessor().isAnnotationPresent(Parameter.class)) {
        names.add(prefix + "." + NameUtils.hyphenate(component.getName()));
      }
    }
  }

  @Test
  void everyPropertyIsDocumentedAndNoOther() throws IOException {
    List<String> declared = declared();
    assertThat(declared, hasItem("twinstream.reading.deadline"));
    declared.remove("twinstream.keys.NAME.name");
    assertThat(documented().keySet(), containsInAnyOrder(declared.toArray()));
  }

  @Test
  void defaultsAreThoseOfTheService() throws IOException {
    Properties defaults = new Properties();
    try (InputStream in = getClass().getResourceAsStream("/application.properties")) {
      defaults.load(in);
    }
    documented()
        .forEach(
            (name, value) -> {
              if (defaults.containsKey(name)) {
                assertThat(name, value, startsWith("`" + defaults.getProperty(name) + "`"));
              }
            });
  }
}
