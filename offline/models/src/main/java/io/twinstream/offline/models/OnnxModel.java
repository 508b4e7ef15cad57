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
 * A model that is loaded and ready to score. It runs on the thread that calls it, and no other; any
 * number of threads may. {@link #close} frees it once nobody who {@link #retain retained} it is
 * left.
 */
public final class OnnxModel implements AutoCloseable {
  private static final int PROBED_ROWS = 3;

  /** Where a thread lays out its rows; grows to the largest request it has seen. */
  private static final ThreadLocal<ByteBuffer> SCRATCH =
      ThreadLocal.withInitial(() -> allocate(1 << 12));

  private final AtomicInteger holders = new AtomicInteger(1);
  private final ModelCard card;
  private final OrtSession session;
  private final String input;
  private final ScoreOutput output;

  private OnnxModel(ModelCard card, OrtSession session, OnnxFile file) throws OrtException {
    this.card = card;
    this.session = session;
    this.input = input(session, card.features().size());
    this.output = ScoreOutput.of(session, this::probe, file, card.positiveClass());
  }

  /**
   * Loads a model and tries it.
   *
   * @throws ModelException if it is none, says too little of itself, or has other inputs and
   *     outputs than the scores of rows need
   */
  public static OnnxModel load(Path file) throws IOException {
    return load(Files.readAllBytes(file), file);
  }

  /**
   * Loads a model as if a file had other bytes.
   *
   * @param file whose folder has the weights that are not in the model itself
   */
  public static OnnxModel load(byte[] onnx, Path file) throws IOException {
    Map<String, Path> weights = Weights.find(file, Weights.names(onnx));
    if (weights.isEmpty()) {
      return load(onnx);
    }
    // ONNX Runtime maps the weights into memory: they must not change while it does.
    Path folder = Files.createTempDirectory("twinstream-model");
    try {
      Path copy = folder.resolve("model.onnx");
      Weights.copy(weights, folder);
      Files.write(copy, onnx);
      return load(onnx, options -> environment().createSession(copy.toString(), options));
    } finally {
      delete(folder); // What is mapped stays until it is unloaded.
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
   * Loads a model that has its weights in itself, and tries it.
   *
   * @throws ModelException as {@link #load(Path)}
   */
  public static OnnxModel load(byte[] onnx) {
    Set<String> weights = Weights.names(onnx);
    if (!weights.isEmpty()) {
      throw new ModelException("the model has its weights in files of their own: " + weights);
    }
    return load(onnx, options -> environment().createSession(onnx, options));
  }

  /** Makes a session. */
  private interface Start {
    OrtSession with(SessionOptions options) throws OrtException;
  }

  private static OnnxModel load(byte[] onnx, Start start) {
    OrtSession session = null;
    try (SessionOptions options = new SessionOptions()) {
      // One row is microseconds of work: threads of its own would cost more than they bring.
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      session = start.with(options);
      ModelCard card = ModelCard.of(session.getMetadata().getCustomMetadata());
      return new OnnxModel(card, session, OnnxFile.parse(onnx));
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
    String found = "a model takes one float tensor [n, " + features + "], this one " + inputs;
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
          "a model takes rows of its %d features, as many as there are: [n, %d], this one takes %s"
              .formatted(features, features, Arrays.toString(shape)));
    }
    return node.getName();
  }

  /** What the model answers to a few rows of zeros: shapes need not be declared, but they show. */
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

  /** The class whose probability is the score; empty if the model has no names of classes. */
  public Optional<String> positiveClass() {
    return output.positive();
  }

  /** What the score is, for people: the probability of which class of which. */
  public String scoreMeaning() {
    return output.meaning();
  }

  /**
   * Scores rows.
   *
   * @param rows of the model's features, in its order: nulls as NaN, booleans as 0 and 1
   * @return one score per row
   * @throws ModelException if the model fails
   */
  public double[] score(List<FeatureRow> rows) {
    FloatBuffer in = scratch(rows.size() * card.features().size());
    for (FeatureRow row : rows) {
      put(row, in);
    }
    return score(in.flip(), rows.size());
  }

  /**
   * Scores rows of numbers.
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

  private static void put(FeatureRow row, FloatBuffer in) {
    for (int i = 0; i < row.size(); i++) {
      in.put(row.isNull(i) ? Float.NaN : float32(row.asDouble(i)));
    }
  }

  /** The number that a model is given for a value; beyond the greatest float, that. */
  public static float float32(double value) {
    float nearest = (float) value;
    return Float.isInfinite(nearest) ? Math.copySign(Float.MAX_VALUE, nearest) : nearest;
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

  /** Keeps it loaded until {@link #close} is called once more; false if it is gone already. */
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
