package io.twinstream.serving;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import io.twinstream.serving.background.Background;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new DoNotIncludeTests())
          .importPackages("io.twinstream.serving", "io.twinstream.stores");

  @Test
  void servingReadsWithoutAnEngine() {
    noClasses()
        .that()
        .resideInAPackage("io.twinstream.serving..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.beam..",
            "org.apache.flink..",
            "io.twinstream.beam..",
            "io.twinstream.pipelines..")
        .check(CLASSES);
  }

  @Test
  void onlyTheLogKnowsKafka() {
    noClasses()
        .that()
        .resideInAPackage("io.twinstream.serving..")
        .and()
        .resideOutsideOfPackage("io.twinstream.serving.kafka..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.kafka..")
        .check(CLASSES);
  }

  @Test
  void readingDoesNotUseJson() {
    noClasses()
        .that()
        .resideInAPackage("io.twinstream.serving.reading..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.twinstream.serving.json..", "io.twinstream.serving.row..", "com.fasterxml..")
        .check(CLASSES);
  }

  /** So that each pool has a bounded queue and named daemon threads, and counts their failures. */
  @Test
  void onePlaceMakesPools() {
    noClasses()
        .that()
        .doNotBelongToAnyOf(Background.class)
        .should()
        .callConstructorWhere(target(owner(type(ThreadPoolExecutor.class))))
        .orShould()
        .callMethod(Executors.class, "newCachedThreadPool")
        .orShould()
        .callMethod(Executors.class, "newCachedThreadPool", ThreadFactory.class)
        .check(CLASSES);
  }

  @Test
  void whatTheFrameworkKeepsToItselfIsNotUsed() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.micronaut.core.util.clhm..")
        .check(CLASSES);
  }

  @Test
  void nobodyReadsTheWallClock() {
    noClasses()
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .check(CLASSES);
  }

  @Test
  void storesKnowNoFeatures() {
    noClasses()
        .that()
        .resideInAPackage("io.twinstream.stores..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.twinstream.serving..", "io.twinstream.features..")
        .check(CLASSES);
  }
}
