package io.twinstream.e2e;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks the dependencies and other rules between modules on their compiled classes. */
class ModuleRulesTest {
  private static JavaClasses product;

  @BeforeAll
  static void importClasses() throws IOException {
    product = new ClassFileImporter().importPaths(Checkout.classes());
    assertThat(product.size(), greaterThan(200));
  }

  /** The modules that each module may use, besides itself. */
  @ParameterizedTest(name = "{0} uses nothing of the product but {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "features    | features",
        "formats     | features formats",
        "beam        | features beam",
        "offline.log | features offline.log",
        "offline.models | features offline.models",
        "offline.objects | features offline.objects",
        "offline.iceberg | features offline.log offline.iceberg",
        "offline.postgres | features offline.log offline.postgres",
        "options     | features options",
        "stores      | features stores",
        "kafka       | features kafka",
        "pipelines   | features beam offline.log options stores kafka pipelines",
        "serving     | features offline.log offline.models options stores kafka serving",
        "local       | features kafka local",
        "verify      | features offline.log offline.models stores kafka local verify",
        "cli         | features offline.log offline.models offline.postgres options stores"
            + " kafka local verify cli",
      })
  void modulesUseOnlyWhatTheyMay(String module, String allowed) {
    String[] packages =
        Stream.of(allowed.split(" ")).map(name -> inside(name)).toArray(String[]::new);
    ArchRule rule =
        noClasses()
            .that()
            .resideInAPackage(inside(module))
            .should()
            .dependOnClassesThat(
                resideInAPackage("io.twinstream..").and(not(resideInAnyPackage(packages))));
    rule.check(product);
  }

  @Test
  void onlyTheJobsAndTransformsKnowBeamAndFlink() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            inside("beam"), inside("pipelines"), inside("benchmarks"), inside("local"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.beam..", "org.apache.flink..")
        .check(product);
  }

  @Test
  void transformsDoNoInputAndOutput() {
    noClasses()
        .that()
        .resideInAPackage(inside("beam"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.kafka..",
            "io.lettuce..",
            "org.apache.parquet..",
            "org.apache.hadoop..",
            "org.duckdb..",
            "java.net..",
            "org.apache.beam.sdk.io..")
        .check(product);
  }

  @Test
  void onlyOneModuleKnowsTheClientsOfObjectStores() {
    noClasses()
        .that()
        .resideOutsideOfPackage(inside("offline.objects"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("software.amazon..", "com.google.api..", "com.google.auth..")
        .check(product);
  }

  @Test
  void onlyOneModuleKnowsIceberg() {
    noClasses()
        .that()
        .resideOutsideOfPackage(inside("offline.iceberg"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.iceberg..")
        .check(product);
  }

  @Test
  void onlyOneModuleKnowsPostgres() {
    noClasses()
        .that()
        .resideOutsideOfPackage(inside("offline.postgres"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.postgresql..")
        .check(product);
  }

  /** So that every consumer reads committed records only. */
  @Test
  void onlyOneModuleMakesConsumersOfKafka() {
    noClasses()
        .that()
        .resideOutsideOfPackage(inside("kafka"))
        .should()
        .callConstructorWhere(
            target(owner(name("org.apache.kafka.clients.consumer.KafkaConsumer"))))
        .check(product);
  }

  @Test
  void onlyServingKnowsMicronaut() {
    noClasses()
        .that()
        .resideOutsideOfPackage(inside("serving"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.micronaut..")
        .check(product);
  }

  /** Feature values must not depend on the wall clock. */
  @Test
  void theAlgebraAndTheTransformsNeverReadTheWallClock() {
    ArchRule rule =
        noClasses()
            .that()
            .resideInAnyPackage(inside("features"), inside("beam"), inside("offline.log"))
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Clock.class, "systemDefaultZone");
    rule.check(product);
  }

  /** Other code reads it through an injected clock, created where a process starts. */
  @Test
  void nothingReadsTheWallClockButThroughAClock() {
    noClasses()
        .that()
        .resideOutsideOfPackage(inside("benchmarks"))
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(LocalDate.class, "now")
        .orShould()
        .callMethod(LocalDateTime.class, "now")
        .orShould()
        .callMethod(ZonedDateTime.class, "now")
        .orShould()
        .callConstructor(Date.class)
        .check(product);
  }

  /** An unbounded queue can exhaust the memory. */
  @Test
  void everyQueueHasALimit() {
    noClasses()
        .that()
        .resideOutsideOfPackage(inside("benchmarks"))
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(
            ConcurrentLinkedQueue.class,
            ConcurrentLinkedDeque.class,
            LinkedTransferQueue.class,
            PriorityBlockingQueue.class)
        .orShould()
        .callConstructor(LinkedBlockingQueue.class)
        .orShould()
        .callConstructor(LinkedBlockingDeque.class)
        .orShould()
        .callMethod(Executors.class, "newFixedThreadPool", int.class)
        .orShould()
        .callMethod(Executors.class, "newFixedThreadPool", int.class, ThreadFactory.class)
        .orShould()
        .callMethod(Executors.class, "newSingleThreadExecutor")
        .orShould()
        .callMethod(Executors.class, "newSingleThreadExecutor", ThreadFactory.class)
        .check(product);
  }

  @Test
  void packagesDoNotDependOnEachOtherInCircles() {
    slices().matching("io.twinstream.(*)..").should().beFreeOfCycles().check(product);
  }

  @Test
  void everyPackageSaysWhatItIsFor() {
    List<Path> silent =
        Checkout.files().stream()
            .filter(path -> path.toString().contains("src/main/java"))
            .filter(path -> path.toString().endsWith(".java"))
            .map(Path::getParent)
            .distinct()
            .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
            .toList();
    assertThat(silent, empty());
  }

  private static String inside(String module) {
    return "io.twinstream." + module.strip() + "..";
  }
}
