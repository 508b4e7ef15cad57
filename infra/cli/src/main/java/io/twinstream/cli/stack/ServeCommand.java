package io.twinstream.cli.stack;

import io.twinstream.cli.options.ExitCodes;
import io.twinstream.cli.options.StackOption;
import io.twinstream.cli.process.Foreground;
import io.twinstream.cli.process.OnlineStores;
import io.twinstream.cli.process.ServingProcess;
import io.twinstream.local.process.Installation;
import io.twinstream.local.process.StateDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code serve}: runs the HTTP server of features and scores. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Serve features, and scores of models, over HTTP.",
      "",
      "Features are evaluated from stored states when they are asked for.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  twinstream serve --definitions transforms/examples/payments",
      "  twinstream serve --definitions my/features --redis redis.internal:6379 --host 0.0.0.0",
      "  twinstream serve --definitions my/features --models my/models --scoring my/scoring.yaml",
      "  curl 'http://127.0.0.1:8080/features/card/c1?features=count_5m,amount_sum_1h'"
    })
public final class ServeCommand implements Callable<Integer> {
  /** The exit code of a process that SIGTERM ended. */
  private static final int STOPPED = 143;

  @Mixin private StackOption stack;

  @Option(
      names = "--definitions",
      required = true,
      paramLabel = "PATH",
      description =
          "A folder of definitions, or one file; registry:PROJECT for those that were applied.")
  private String definitions;

  @Option(
      names = "--redis",
      paramLabel = "HOST:PORT",
      description = "The online store; rediss://HOST:PORT over TLS (default: the local stack's).")
  private String redis;

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description = "The address to listen on (default: ${DEFAULT-VALUE}).")
  private String host;

  @Option(
      names = "--port",
      defaultValue = "8080",
      description = "The port to listen on; 0 for a free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--tls-certificate",
      paramLabel = "FILE",
      description = "Speak HTTPS: the PEM file of the certificate and those that signed it.")
  private Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "The PEM file of the certificate's key.")
  private Path key;

  @Option(
      names = "--models",
      paramLabel = "DIR",
      description =
          "A folder of ONNX models, or of an MLflow registry; what changes there is loaded.")
  private Path models;

  @Option(
      names = "--scoring",
      paramLabel = "FILE",
      description = "Which models score which share of a service, their shadows and fallbacks.")
  private Path scoring;

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      description =
          "Brokers that POST /push appends events to, and --served-topic is on; over TLS or SASL with the settings of the file that"
              + " TWINSTREAM_KAFKA_PROPERTIES names (default: the local"
              + " stack's, unless --redis names another store).")
  private String kafka;

  @Option(
      names = "--served-topic",
      paramLabel = "TOPIC",
      description = "Log there what was answered, from which features and by which model.")
  private String servedTopic;

  @Option(
      names = "--history",
      paramLabel = "SOURCE=PATH",
      description =
          "The archive of a source, for GET /features/offline; repeat it for more sources.")
  private Map<String, Path> history = new LinkedHashMap<>();

  @Option(
      names = "--served-folder",
      paramLabel = "DIR",
      description = "Log there what was answered, as Parquet.")
  private Path servedFolder;

  @Override
  public Integer call() throws Exception {
    requireFree();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--definitions=" + OnlineStores.absolute(definitions),
                "--redis=" + (redis != null ? redis : stack.addresses().redis()),
                "--host=" + host,
                "--port=" + port));
    if (certificate != null) {
      arguments.add("--tls-certificate=" + certificate.toAbsolutePath());
    }
    if (key != null) {
      arguments.add("--tls-key=" + key.toAbsolutePath());
    }
    if (models != null) {
      arguments.add("--models=" + models.toAbsolutePath());
    }
    if (scoring != null) {
      arguments.add("--scoring=" + scoring.toAbsolutePath());
    }
    if (kafka != null || redis == null) {
      arguments.add("--kafka=" + (kafka != null ? kafka : stack.addresses().kafka()));
    }
    if (servedTopic != null) {
      arguments.add("--served-topic=" + servedTopic);
    }
    history.forEach(
        (source, path) -> arguments.add("--history=" + source + "=" + path.toAbsolutePath()));
    if (servedFolder != null) {
      arguments.add("--served-folder=" + servedFolder.toAbsolutePath());
    }
    int code =
        Foreground.run(
            temporary -> ServingProcess.command(Installation.find(), temporary, arguments),
            this::endsWithTheStack);
    if (code == STOPPED) {
      return 0;
    }
    return code == 0 || code == 2 ? code : ExitCodes.BROKEN;
  }

  /** Registers the server in the stack's notes, so that {@code twinstream down} stops it too. */
  private void endsWithTheStack(ProcessHandle process) {
    if (redis == null) {
      StateDirectory.at(stack.state).recordPid(ServingProcess.SERVICE + process.pid(), process);
    }
  }

  private void requireFree() throws UnknownHostException {
    InetAddress address = InetAddress.getByName(host);
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address, port));
    } catch (IOException e) {
      throw new IllegalStateException(
          "cannot listen on %s:%d (%s); choose another port with --port, or 0 for any free one"
              .formatted(host, port, e.getMessage()),
          null);
    }
  }
}
