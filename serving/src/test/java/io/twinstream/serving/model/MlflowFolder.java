package io.twinstream.serving.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder with runs and registered models, as MLflow writes it. */
record MlflowFolder(Path folder) {
  /** Adds a run with a model of one flavor; returns the folder of the model. */
  Path run(String id, String flavor) throws IOException {
    Path model = Files.createDirectories(folder.resolve("0/" + id + "/artifacts/model"));
    Files.writeString(model.resolve("MLmodel"), "flavors:\n  " + flavor + "\n");
    return model;
  }

  void register(String name, String version, String source) throws IOException {
    Path model = model(name);
    Files.createDirectories(model.resolve("version-" + version));
    Files.writeString(model.resolve("meta.yaml"), "name: " + name + "\n");
    Files.writeString(
        model.resolve("version-" + version + "/meta.yaml"),
        "name: %s\nversion: %s\nsource: %s\nstatus: READY\ncurrent_stage: None\n"
            .formatted(name, version, source));
  }

  void alias(String name, String alias, String version) throws IOException {
    Path aliases = Files.createDirectories(model(name).resolve("aliases"));
    Files.writeString(aliases.resolve(alias), version);
  }

  private Path model(String name) {
    return folder.resolve("models/" + name);
  }
}
