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
import io.twinstream.features.aggregate.FeatureRow;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

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

  private final OrtEnvironment environment = OnnxRuntimeLibraries.environment();
  private final AtomicInteger holders = new AtomicInteger(1);
  private final ModelCard card;
  private final OrtSession session;
  private final String input;
  private final ScoreOutput output;

  private OnnxModel(ModelCard card, OrtSession session) throws OrtException {
    this.card = card;
    this.session = session;
    this.input = input(session, card.features().size());
    this.output = ScoreOutput.of(session, this::probe);
  }

  /**
   * Loads a model and tries it.
   *
   * @throws ModelException if it is none, says too little of itself, or has other inputs and
   *     outputs than the scores of rows need
   */
  public static OnnxModel load(byte[] onnx) {
    OrtSession session = null;
    try (SessionOptions options = new SessionOptions()) {
      // One row is microseconds of work: threads of its own would cost more than they bring.
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      session = OnnxRuntimeLibraries.environment().createSession(onnx, options);
      return new OnnxModel(ModelCard.of(session.getMetadata().getCustomMetadata()), session);
    } catch (OrtException e) {
      close(session);
      throw new ModelException("not a model that ONNX Runtime can load: " + e.getMessage(), e);
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
        OnnxTensor.createTensor(environment, zeros, new long[] {PROBED_ROWS, columns})) {
      return session.run(Map.of(input, rows), outputs);
    }
  }

  public ModelCard card() {
    return card;
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
    try (OnnxTensor tensor = OnnxTensor.createTensor(environment, in, shape);
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
