package io.twinstream.serving.model;

import io.twinstream.features.files.FilePaths;
import io.twinstream.features.text.DefinitionException;
import io.twinstream.offline.models.ModelCard;
import io.twinstream.offline.models.ModelException;
import io.twinstream.offline.models.OnnxModel;
import io.twinstream.offline.models.ServiceFit;
import io.twinstream.serving.problem.ProblemException;
import io.twinstream.serving.reading.ServedDefinitions;
import io.twinstream.serving.reading.ServedProject;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the models of the folder, and checks them against the services that they were trained for.
 * A retired model stays loaded until the requests that use it are finished; if a new file is
 * refused, the model of the old file stays.
 */
@Singleton
public final class Models {
  private static final Logger LOG = LoggerFactory.getLogger(Models.class);

  private final ServedDefinitions definitions;
  private final Optional<ModelFolder> folder;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private List<ModelFile> listed = List.of();
  private volatile Map<String, Attempt> attempts = Map.of();
  private ServedProject checkedFor;
  private volatile ModelSet current = ModelSet.EMPTY;

  /**
   * The result of loading a file.
   *
   * @param model the model in use, which is that of the earlier content if this one was refused;
   *     else null
   * @param problem why it was refused; null if it was not
   */
  private record Attempt(ModelFile file, ServedModel model, String problem) {

    /** What remains valid for other definitions; without a file if loading must be repeated. */
    Attempt checkedFor(ServedProject served) {
      boolean fits = model != null && fits(served, model.onnx().card());
      return fits && problem == null ? this : new Attempt(null, fits ? model : null, problem);
    }

    private static boolean fits(ServedProject served, ModelCard card) {
      try {
        require(served, card);
        return true;
      } catch (ModelException | ProblemException e) {
        return false;
      }
    }
  }

  /**
   * Loads all models.
   *
   * @throws ModelException with the problems of all files if any is refused
   */
  Models(ModelsConfiguration configuration, ServedDefinitions definitions) {
    this.definitions = definitions;
    this.folder =
        Optional.ofNullable(configuration.folder()).map(FilePaths::of).map(ModelFolder::new);
    definitions.follow(served -> load());
    if (folder.isPresent()) {
      listed = folder.get().files();
      if (listed.isEmpty()) {
        LOG.warn("no models in {}; .onnx files that appear there will be loaded", folder.get());
      }
      load();
      if (!problems().isEmpty()) {
        close();
        throw new ModelException(String.join("\n", problems()));
      }
    }
  }

  /** The loaded models. */
  public ModelSet current() {
    return current;
  }

  /** Why some files of the folder are not in use. */
  public List<String> problems() {
    return attempts.values().stream().map(Attempt::problem).filter(Objects::nonNull).toList();
  }

  /**
   * A model that stays loaded until the caller calls {@link OnnxModel#close}.
   *
   * @param id as in {@link ModelSet#find}
   */
  public Optional<ServedModel> retain(String id) {
    while (true) {
      Optional<ServedModel> found = current.find(id);
      if (found.isEmpty() || found.get().onnx().retain()) {
        return found;
      }
      Thread.onSpinWait(); // Another version has just replaced it.
    }
  }

  /** Adds a callback after each scan of the folder, on the scanning thread. */
  public void afterEachLook(Runnable then) {
    listeners.add(then);
  }

  /** Scans the folder again, and loads what has changed and was equal in two successive scans. */
  synchronized void reload() {
    try {
      List<ModelFile> files = folder.isEmpty() ? List.of() : folder.get().files();
      boolean atRest = files.equals(listed); // else the files may still be being written
      listed = files;
      if (atRest) {
        load();
      }
    } catch (ModelException | DefinitionException e) {
      LOG.warn("models unchanged: {}", e.getMessage());
    }
    listeners.forEach(Runnable::run);
  }

  private synchronized void load() {
    ServedProject served = definitions.current();
    boolean others = served != checkedFor;
    checkedFor = served;
    Map<String, Attempt> before = attempts;
    Map<String, Attempt> after = new LinkedHashMap<>();
    for (ModelFile file : listed) {
      Attempt last = before.get(file.key());
      if (last != null && others) {
        last = last.checkedFor(served);
      }
      boolean known = last != null && file.equals(last.file());
      after.put(file.key(), known ? last : attempt(file, last, after));
    }
    if (after.equals(before)) {
      return;
    }
    attempts = after;
    List<ServedModel> serving = models(after);
    current = new ModelSet(serving);
    LOG.info("models: {}", current.names());
    models(before).stream().filter(m -> !serving.contains(m)).forEach(m -> m.onnx().close());
  }

  private static List<ServedModel> models(Map<String, Attempt> attempts) {
    return attempts.values().stream().map(Attempt::model).filter(Objects::nonNull).toList();
  }

  private Attempt attempt(ModelFile file, Attempt last, Map<String, Attempt> others) {
    try {
      ServedModel model = load(file);
      for (ServedModel other : models(others)) {
        if (other.id().equals(model.id())) {
          model.onnx().close();
          throw new ModelException(model.id() + " is also in " + other.file().path());
        }
      }
      return new Attempt(file, model, null);
    } catch (RuntimeException | IOException | OutOfMemoryError | StackOverflowError e) {
      // Any failure concerns only this file; the others are loaded.
      String problem = file.path() + ": " + e.getMessage();
      LOG.error("model refused: {}", problem);
      return new Attempt(file, last == null ? null : last.model(), problem);
    }
  }

  private static void require(ServedProject served, ModelCard card) {
    String service = card.service();
    ServiceFit.require(card, service, served.lists().service(service).compiled());
  }

  private ServedModel load(ModelFile file) throws IOException {
    OnnxModel onnx = OnnxModel.load(file.path());
    try {
      require(checkedFor, onnx.card());
    } catch (ModelException | ProblemException e) {
      onnx.close();
      throw e;
    }
    int at = file.registered().lastIndexOf('@');
    return at < 0
        ? new ServedModel(onnx.card().name(), onnx.card().version(), onnx, file)
        : new ServedModel(
            file.registered().substring(0, at), file.registered().substring(at + 1), onnx, file);
  }

  @PreDestroy
  void close() {
    List<ServedModel> closing = new ArrayList<>(current.all());
    current = ModelSet.EMPTY; // First, so that no request waits for a closed model.
    closing.forEach(model -> model.onnx().close());
  }
}
