package io.twinstream.pipelines.job;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.options.PipelineOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunnerTest {
  private static final String CONFIGURATION = "flinkConfDir";

  @TempDir Path folder;

  @Test
  void flinkIsTheDefault() {
    assertThat(Runner.of(List.of("--parallelism=2")), is(new Runner("FlinkRunner")));
    assertThat(Runner.of(List.of("--runner=directrunner")), is(new Runner("DirectRunner")));
  }

  @Test
  void aRunnerThatIsNotThereIsRefusedWithThoseThatAre() {
    Exception refused =
        assertThrows(
            IllegalArgumentException.class, () -> Runner.of(List.of("--runner=DataflowRunner")));
    assertThat(
        refused.getMessage(),
        is(
            "--runner=DataflowRunner: no such runner on the class path of this job; valid are"
                + " DirectRunner, FlinkRunner"));
    refused =
        assertThrows(
            IllegalArgumentException.class, () -> Runner.of(List.of("--runner=FlinkRuner")));
    assertThat(
        refused.getMessage(),
        is(
            "--runner=FlinkRuner: no such runner on the class path of this job; did you mean"
                + " FlinkRunner? valid are DirectRunner, FlinkRunner"));
    assertThrows(IllegalArgumentException.class, () -> Runner.of(List.of("--runner")));
  }

  @Test
  void onlyFlinkGetsTheOptionsOfFlink() {
    PipelineOptions direct =
        JobOptions.live("job", List.of("--runner=DirectRunner"), folder, Optional.empty());
    assertThat(direct.toString(), not(containsString(CONFIGURATION)));
    assertThat(direct.getRunner().getSimpleName(), is("DirectRunner"));
    assertThat(Files.exists(folder.resolve("flink")), is(false));
    PipelineOptions flink = JobOptions.live("job", List.of(), folder, Optional.empty());
    assertThat(flink.toString(), containsString(CONFIGURATION));
  }

  @Test
  void noClassUsesATypeOfARunner() {
    ArchRuleDefinition.noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.flink..", "org.apache.beam.runners..")
        .check(
            new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.twinstream.pipelines"));
  }
}
