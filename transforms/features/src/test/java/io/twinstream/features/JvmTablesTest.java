package io.twinstream.features;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneRulesProvider;
import java.util.Locale;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;

/** Tests that no feature depends on tables of the JVM that change between releases. */
class JvmTablesTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.twinstream.features");

  @Test
  void zonesAreTheProjectsOwn() {
    noClasses()
        .should()
        .callMethod(ZoneId.class, "of", String.class)
        .orShould()
        .callMethod(ZoneId.class, "systemDefault")
        .orShould()
        .callMethod(LocalDateTime.class, "atZone", ZoneId.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(ZonedDateTime.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(TimeZone.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(ZoneRulesProvider.class)
        .because("two JVMs have two tz databases; use io.twinstream.features.time.Zone")
        .check(CLASSES);
  }

  @Test
  void languagesAreNot() {
    noClasses()
        .should()
        .callMethod(DateTimeFormatter.class, "ofPattern", String.class)
        .orShould()
        .callMethod(DateTimeFormatter.class, "ofPattern", String.class, Locale.class)
        .orShould()
        .callMethod(Locale.class, "getDefault")
        .orShould()
        .callMethod(String.class, "toLowerCase")
        .orShould()
        .callMethod(String.class, "toUpperCase")
        .because("a text must be the same time, and a name the same, in every language")
        .check(CLASSES);
  }

  @Test
  void kindsOfCharactersAreNot() {
    noClasses()
        .should()
        .callMethod(Character.class, "isDigit", char.class)
        .orShould()
        .callMethod(Character.class, "isLetter", char.class)
        .orShould()
        .callMethod(Character.class, "isWhitespace", char.class)
        .orShould()
        .callMethod(Character.class, "digit", char.class, int.class)
        .orShould()
        .callMethod(Character.class, "toLowerCase", char.class)
        .because("JVMs differ in their Unicode")
        .check(CLASSES);
  }
}
