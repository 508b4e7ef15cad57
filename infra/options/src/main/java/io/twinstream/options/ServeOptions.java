package io.twinstream.options;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of the server. */
public final class ServeOptions {
  @Mixin public final DefinitionsOption definitions = new DefinitionsOption();
  @Mixin public final RedisOption store = new RedisOption();
  @Mixin public final KafkaOption kafka = new KafkaOption();

  @ArgGroup(exclusive = false)
  private HistoryOption history;

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description = "The address to listen on; 0.0.0.0 for all (default: ${DEFAULT-VALUE}).")
  public String host;

  @Option(
      names = "--port",
      defaultValue = "8080",
      description = "The port to listen on; 0 for a free one (default: ${DEFAULT-VALUE}).")
  public int port;

  @Option(
      names = "--tls-certificate",
      paramLabel = "FILE",
      description = "Serve HTTPS: the PEM file of the certificate and those that signed it.")
  public Optional<Path> certificate = Optional.empty();

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "The PEM file of the certificate's key.")
  public Optional<Path> key = Optional.empty();

  @Option(
      names = "--models",
      paramLabel = "DIR",
      description = "The folder of ONNX models, or of an MLflow registry. Changes are loaded.")
  public Optional<Path> models = Optional.empty();

  @Option(
      names = "--scoring",
      paramLabel = "FILE",
      description = "The models that score each service: shares, shadows and fallbacks.")
  public Optional<Path> scoring = Optional.empty();

  @Option(
      names = "--served-topic",
      paramLabel = "TOPIC",
      description = "The topic that answers are logged to, with their features and models.")
  public Optional<String> servedTopic = Optional.empty();

  @Option(
      names = "--served-folder",
      paramLabel = "DIR",
      description = "The folder that answers are logged to, as Parquet.")
  public Optional<Path> servedFolder = Optional.empty();

  /** The archives, as {@code SOURCE=PATH}. */
  public List<String> history() {
    return history == null ? List.of() : history.paths();
  }
}
