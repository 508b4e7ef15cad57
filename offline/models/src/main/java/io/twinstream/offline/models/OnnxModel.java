package io.twinstream.offline.models;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.offline.models.onnx.OnnxFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A loaded ONNX model that computes scores. It runs on the calling thread only; any number of
 * threads may call it. {@link #close} frees it when it has been called once more than {@link
 * #retain}.
 */
public final class OnnxModel implements AutoCloseable {
  private static final int PROBED_ROWS = 3;

  /** The row buffer of a thread; it grows to the largest request of the thread. */
  private static final ThreadLocal<ByteBuffer> SCRATCH =
      ThreadLocal.withInitial(() -> allocate(1 << 12));

  private final AtomicInteger holders = new AtomicInteger(1);
  private final ModelCard card;
  private final Map<String, String> properties;
  private final OrtSession session;
  private final String input;
  private final ScoreOutput output;

  private OnnxModel(Map<String, String> properties, OrtSession session, OnnxFile file)
      throws OrtException {
    this.card = ModelCard.of(properties);
    this.properties = Map.copyOf(properties);
    this.session = session;
    this.input = input(session, card.features().size());
    this.output = ScoreOutput.of(session, this::probe, file, card.positiveClass());
  }

  /**
   * Loads a model and tests it.
   *
   * @throws ModelException if the file is not a model, lacks metadata, or has inputs and outputs
   *     that do not fit scores of rows
   */
  public static OnnxModel load(Path file) throws IOException {
    return load(Files.readAllBytes(file), file);
  }

  /**
   * Loads a model from bytes in place of the content of a file.
   *
   * @param file the folder of this file has the weights that are not in the model itself
   */
  public static OnnxModel load(byte[] onnx, Path file) throws IOException {
    Map<String, Path> weights = Weights.find(file, Weights.names(onnx));
    if (weights.isEmpty()) {
      return load(onnx);
    }
    // ONNX Runtime maps the weights into memory, so they must not change meanwhile.
    Path folder = Files.createTempDirectory("twinstream-model");
    try {
      Path copy = folder.resolve("model.onnx");
      Weights.copy(weights, folder);
      Files.write(copy, onnx);
      return load(onnx, options -> environment().createSession(copy.toString(), options));
    } finally {
      delete(folder); // A mapped file stays readable until the model is unloaded.
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  /**
   * Loads a model that contains its weights, and tests it.
   *
   * @throws ModelException as {@link #load(Path)}
   */
  public static OnnxModel load(byte[] onnx) {
    Set<String> weights = Weights.names(onnx);
    if (!weights.isEmpty()) {
      throw new ModelException("the model has its weights in separate files: " + weights);
    }
    return load(onnx, options -> environment().createSession(onnx, options));
  }

  /** Creates a session. */
  private interface Start {
    OrtSession with(SessionOptions options) throws OrtException;
  }

  private static OnnxModel load(byte[] onnx, Start start) {
    OrtSession session = null;
    try (SessionOptions options = new SessionOptions()) {
      // Scoring a row takes microseconds: more threads would cost more than they gain.
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      session = start.with(options);
      Map<String, String> properties = session.getMetadata().getCustomMetadata();
      return new OnnxModel(properties, session, OnnxFile.parse(onnx));
    } catch (OrtException e) {
      close(session);
      throw new ModelException("not a model that ONNX Runtime can load: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      close(session);
      throw new ModelException("not a model that can be read: " + e.getMessage(), e);
    } catch (ModelException e) {
      close(session);
      throw e;
    }
  }

  private static String input(OrtSession session, int features) throws OrtException {
    Map<String, NodeInfo> inputs = session.getInputInfo();
    String found =
        "a model needs one input, a float tensor [n, " + features + "]; this one has " + inputs;
    if (inputs.size() != 1) {
      throw new ModelException(found);
    }
    NodeInfo node = inputs.values().iterator().next();
    if (!(node.getInfo() instanceof TensorInfo tensor) || tensor.type != OnnxJavaType.FLOAT) {
      throw new ModelException(found);
    }
    long[] shape = tensor.getShape();
    boolean fits = shape.length == 2 && (shape[1] == features || shape[1] == -1);
    if (!fits || shape[0] != -1) {
      throw new ModelException(
          "a model must accept any number of rows of its %d features: [n, %d]; this one accepts %s"
              .formatted(features, features, Arrays.toString(shape)));
    }
    return node.getName();
  }

  /** Runs the model on a few rows of zeros, because shapes need not be declared. */
  private OrtSession.Result probe(Set<String> outputs) throws OrtException {
    int columns = card.features().size();
    FloatBuffer zeros = allocate(4 * PROBED_ROWS * columns).asFloatBuffer();
    try (OnnxTensor rows =
        OnnxTensor.createTensor(environment(), zeros, new long[] {PROBED_ROWS, columns})) {
      return session.run(Map.of(input, rows), outputs);
    }
  }

  private static OrtEnvironment environment() {
    return OnnxRuntimeLibraries.environment();
  }

  public ModelCard card() {
    return card;
  }

  /** Returns a value of the {@code metadata_props} of the file. */
  public Optional<String> property(String key) {
    return Optional.ofNullable(properties.get(key));
  }

  /** Returns the class whose probability is the score; empty if the model does not name classes. */
  public Optional<String> positiveClass() {
    return output.positive();
  }

  /** Describes the score for a reader: the probability of which class of which classes. */
  public String scoreMeaning() {
    return output.meaning();
  }

  /**
   * Computes the scores of rows.
   *
   * @param rows the features in the order of the model: nulls become NaN, booleans 0 and 1, and
   *     arrays one number per element
   * @return one score per row
   * @throws ModelException if the model fails
   */
  public double[] score(List<FeatureRow> rows) {
    FloatBuffer in = scratch(rows.size() * card.features().size());
    for (FeatureRow row : rows) {
      ModelInputs.write(row, in);
    }
    return score(in.flip(), rows.size());
  }

  /**
   * Computes the scores of rows of numbers.
   *
   * @param values row by row, nulls as NaN
   * @return one score per row
   * @throws ModelException if the model fails
   */
  public double[] score(float[] values) {
    int rows = values.length / card.features().size();
    if (rows * card.features().size() != values.length) {
      throw new IllegalArgumentException(
          values.length + " values are no rows of " + card.features().size());
    }
    return score(FloatBuffer.wrap(values), rows);
  }

  private double[] score(FloatBuffer in, int rows) {
    long[] shape = {rows, card.features().size()};
    try (OnnxTensor tensor = OnnxTensor.createTensor(environment(), in, shape);
        OrtSession.Result result = session.run(Map.of(input, tensor), output.names())) {
      return output.scores(result.get(0), rows);
    } catch (OrtException e) {
      throw new ModelException("model " + card.id() + " failed: " + e.getMessage(), e);
    }
  }

  private static FloatBuffer scratch(int floats) {
    ByteBuffer scratch = SCRATCH.get();
    if (scratch.capacity() < 4 * floats) {
      scratch = allocate(4 * floats);
      SCRATCH.set(scratch);
    }
    return scratch.asFloatBuffer();
  }

  private static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  /**
   * Keeps the model loaded until {@link #close} is called once more; returns false if it is already
   * unloaded.
   */
  public boolean retain() {
    return holders.getAndUpdate(n -> n == 0 ? 0 : n + 1) > 0;
  }

  @Override
  public void close() {
    if (holders.decrementAndGet() == 0) {
      close(session);
    }
  }

  private static void close(OrtSession session) {
    try {
      if (session != null) {
        session.close();
      }
    } catch (OrtException e) {
      throw new ModelException("a model cannot be unloaded: " + e.getMessage(), e);
    }
  }
}
