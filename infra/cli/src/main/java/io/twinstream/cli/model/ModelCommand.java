package io.twinstream.cli.model;

import io.twinstream.cli.options.ExitCodes;
import io.twinstream.cli.options.PositiveClassOption;
import io.twinstream.cli.options.ThresholdOption;
import io.twinstream.features.definition.Project;
import io.twinstream.features.service.CompiledService;
import io.twinstream.offline.models.ModelCard;
import io.twinstream.offline.models.ModelException;
import io.twinstream.offline.models.ModelInputs;
import io.twinstream.offline.models.OnnxModel;
import io.twinstream.offline.models.ServiceFit;
import io.twinstream.offline.models.Weights;
import io.twinstream.offline.models.onnx.OnnxMetadata;
import io.twinstream.options.DefinitionsOption;
import io.twinstream.options.ServiceOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code model}, whose subcommands check and stamp model files. */
@Command(
    name = "model",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {"Check ONNX model files and write a service's metadata into them.", ""},
    subcommands = {ModelCommand.Check.class, ModelCommand.Stamp.class})
public final class ModelCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a COMMAND");
  }

  /** The service that a model is checked against. */
  static final class Fitted {
    @Mixin private DefinitionsOption definitions;

    @Mixin private ServiceOption service;

    private CompiledService load() {
      Project project = definitions.load();
      return CompiledService.of(project, project.service(id()));
    }

    private String id() {
      return service.service;
    }
  }

  /**
   * The command {@code model check}: checks whether a model file can score a service's features.
   */
  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "Check whether a model file can score the features of a service.",
        "",
        "Checks its input, output and metadata, and scores a row of zeros and a row of nulls.",
        "Exit code 1 if the model cannot score the features.",
        ""
      },
      footer = {
        "",
        "Examples:",
        "  twinstream model check model.onnx --definitions my/features --service fraud@1"
      })
  static final class Check implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "An ONNX file.")
    private Path file;

    @Mixin private Fitted service;

    @Mixin private PositiveClassOption positiveClass;

    @Override
    public Integer call() throws IOException {
      PrintWriter out = spec.commandLine().getOut();
      CompiledService compiled = service.load();
      require(spec, file);
      try (OnnxModel model = OnnxModel.load(file)) {
        ServiceFit.require(model.card(), service.id(), compiled);
        double zeros = probe(model, 0);
        double nulls = probe(model, Float.NaN);
        out.printf(
            "%s fits %s: %d features, fingerprint %s%n",
            model.card().id(), service.id(), compiled.names().size(), compiled.fingerprint());
        out.printf("the score is %s%n", model.scoreMeaning());
        out.printf("score of zeros %s, of nulls %s%n", zeros, nulls);
        if (positiveClass.name.isPresent() && !model.positiveClass().equals(positiveClass.name)) {
          out.printf(
              "the score is not the probability of class %s; model stamp --positive-class"
                  + " sets it%n",
              positiveClass.name.get());
          return ExitCodes.FAILED;
        }
        if (!isProbability(zeros)) {
          out.println("its scores are not probabilities: they should be from 0 to 1");
          return ExitCodes.FAILED;
        }
        if (!isProbability(nulls)) {
          out.println(
              "it returns no score if features are null, which it receives as NaN; add "
                  + "an imputer to the model, such as scikit-learn's SimpleImputer");
          return ExitCodes.FAILED;
        }
        return 0;
      } catch (ModelException e) {
        out.println(e.getMessage());
        return ExitCodes.FAILED;
      }
    }

    private static double probe(OnnxModel model, float value) {
      float[] row = new float[model.card().features().size()];
      Arrays.fill(row, value);
      return model.score(row)[0];
    }

    private static boolean isProbability(double score) {
      return score >= 0 && score <= 1;
    }
  }

  /** The command {@code model stamp}: writes the name of the service into a model file. */
  @Command(
      name = "stamp",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "Copy a model file, write the service whose features it reads into the copy, and check it.",
        "",
        "For files from scikit-learn, XGBoost and other libraries. The columns of their input",
        "must be the service's features in the same order. Only metadata_props change.",
        ""
      },
      footer = {
        "",
        "Examples:",
        "  twinstream model stamp sklearn.onnx --definitions my/features --service fraud@1 \\",
        "      --name fraud --model-version 7 --output model.onnx"
      })
  static final class Stamp implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "An ONNX file.")
    private Path file;

    @Mixin private Fitted service;

    @Option(names = "--name", required = true, description = "The model's name.")
    private String name;

    @Option(
        names = "--model-version",
        required = true,
        paramLabel = "TEXT",
        description = "The model's version.")
    private String version;

    @Mixin private ThresholdOption threshold;

    @Mixin private PositiveClassOption positiveClass;

    @Option(names = "--output", required = true, paramLabel = "FILE", description = "The copy.")
    private Path output;

    @Override
    public Integer call() throws IOException {
      CompiledService compiled = service.load();
      ModelCard card =
          new ModelCard(
              name,
              version,
              service.id(),
              ModelInputs.names(compiled),
              compiled.fingerprint(),
              threshold.value(),
              positiveClass.name);
      require(spec, file);
      byte[] stamped = OnnxMetadata.replace(Files.readAllBytes(file), card.metadata());
      PrintWriter out = spec.commandLine().getOut();
      String scored;
      try (OnnxModel model = OnnxModel.load(stamped, file)) {
        ServiceFit.require(model.card(), service.id(), compiled);
        scored = model.scoreMeaning();
      } catch (ModelException e) {
        out.println(e.getMessage());
        return ExitCodes.FAILED;
      }
      Weights.copy(Weights.find(file, Weights.names(stamped)), output.toAbsolutePath().getParent());
      Files.write(output, stamped);
      out.printf("%s for %s: %s%n", card.id(), service.id(), output);
      out.printf("the score is %s%n", scored);
      return 0;
    }
  }

  private static void require(CommandSpec spec, Path file) {
    if (!Files.isRegularFile(file)) {
      throw new ParameterException(spec.commandLine(), "no such file: " + file);
    }
  }
}
