package io.twinstream.pipelines.dataflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.api.services.dataflow.model.DataflowPackage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.runners.dataflow.DataflowRunner;
import org.apache.beam.runners.dataflow.options.DataflowPipelineDebugOptions;
import org.apache.beam.runners.dataflow.options.DataflowPipelineOptions;
import org.apache.beam.runners.dataflow.util.PackageUtil.StagedFile;
import org.apache.beam.runners.dataflow.util.Stager;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.extensions.gcp.auth.NoopCredentialFactory;
import org.apache.beam.sdk.extensions.gcp.storage.NoopPathValidator;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** Translates pipelines into Dataflow's jobs, without a network, an account or a bucket. */
public final class Dataflow {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Dataflow() {}

  public static DataflowPipelineOptions options(boolean streaming, Path template) {
    DataflowPipelineOptions options = PipelineOptionsFactory.as(DataflowPipelineOptions.class);
    options.setRunner(DataflowRunner.class);
    options.setJobName("twinstream-test");
    options.setProject("a-project");
    options.setRegion("europe-west1");
    options.setTempLocation("gs://a-bucket/temp");
    options.setGcpTempLocation("gs://a-bucket/temp");
    options.setStagingLocation("gs://a-bucket/staging");
    options.setCredentialFactoryClass(NoopCredentialFactory.class);
    options.setPathValidatorClass(NoopPathValidator.class);
    options.as(DataflowPipelineDebugOptions.class).setStagerClass(StagesNothing.class);
    options.setFilesToStage(List.of());
    options.setStreaming(streaming);
    options.setEnableStreamingEngine(streaming);
    options.setTemplateLocation(template.toString());
    return options;
  }

  /**
   * Translates a pipeline.
   *
   * @param template the file that {@link #options} names
   * @return the job, in the form of Dataflow's API
   */
  public static JsonNode job(Pipeline pipeline, Path template) {
    pipeline.run();
    try {
      return JSON.readTree(template.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The names of a job's steps, in order. */
  public static List<String> steps(JsonNode job) {
    List<String> names = new ArrayList<>();
    job.path("steps").forEach(step -> names.add(step.at("/properties/user_name/value").asText()));
    return names;
  }

  /** Stages no file. */
  public static final class StagesNothing implements Stager {
    private StagesNothing() {}

    public static StagesNothing fromOptions(PipelineOptions options) {
      return new StagesNothing();
    }

    @Override
    public List<DataflowPackage> stageFiles(List<StagedFile> files) {
      return List.of();
    }

    @Override
    public DataflowPackage stageToFile(byte[] bytes, String name) {
      return new DataflowPackage().setName(name).setLocation("gs://a-bucket/staging/" + name);
    }
  }
}
