package io.twinstream.serving.model;

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
 * The models of the folder, loaded and checked against the services that they were trained for. A
 * model that is retired while requests use it stays until they are done; one whose new file is
 * refused stays as it was.
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
   * What came of a file.
   *
   * @param model what serves; of an earlier content of the file if this one was refused, else null
   * @param problem why it was refused; null if it was not
   */
  private record Attempt(ModelFile file, ServedModel model, String problem) {

    /** What is left of it where definitions are others; without a file if it is to be repeated. */
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
   * Loads what is there.
   *
   * @throws ModelException with the problems of all files if any is refused
   */
  Models(ModelsConfiguration configuration, ServedDefinitions definitions) {
    this.definitions = definitions;
    this.folder = Optional.ofNullable(configuration.folder()).map(ModelFolder::new);
    definitions.follow(served -> load());
    if (folder.isPresent()) {
      listed = folder.get().files();
      if (listed.isEmpty()) {
        LOG.warn("no models in {}; they are loaded when .onnx files appear there", folder.get());
      }
      load();
      if (!problems().isEmpty()) {
        close();
        throw new ModelException(String.join("\n", problems()));
      }
    }
  }

  /** What is loaded now. */
  public ModelSet current() {
    return current;
  }

  /** Why files of the folder are not in use. */
  public List<String> problems() {
    return attempts.values().stream().map(Attempt::problem).filter(Objects::nonNull).toList();
  }

  /**
   * A model that stays loaded until {@link OnnxModel#close} is called on it.
   *
   * @param id as {@link ModelSet#find} takes it
   */
  public Optional<ServedModel> retain(String id) {
    while (true) {
      Optional<ServedModel> found = current.find(id);
      if (found.isEmpty() || found.get().onnx().retain()) {
        return found;
      }
      Thread.onSpinWait(); // Another version has just taken its place.
    }
  }

  /** Runs something after each look at the folder, on the thread that looks. */
  public void afterEachLook(Runnable then) {
    listeners.add(then);
  }

  /** Looks at the folder again and loads what has changed, once it has been the same twice. */
  synchronized void reload() {
    try {
      List<ModelFile> files = folder.isEmpty() ? List.of() : folder.get().files();
      boolean atRest = files.equals(listed); // else somebody may still be writing
      listed = files;
      if (atRest) {
        load();
      }
    } catch (ModelException | DefinitionException e) {
      LOG.warn("models stay as they are: {}", e.getMessage());
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
      // Whatever is wrong with it, it is one file: the others are loaded.
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
    current = ModelSet.EMPTY; // First, so that nobody waits for one that is closed.
    closing.forEach(model -> model.onnx().close());
  }
}
