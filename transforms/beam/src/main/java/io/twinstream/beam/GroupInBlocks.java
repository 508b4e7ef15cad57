package io.twinstream.beam;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Groups the elements of bounded history by a number, of which there are at most some hundreds.
 * Elements are shuffled in blocks of many, encoded: what a runner spends on each thing that it
 * shuffles (a dozen layers of coders, copies and comparisons) is spent once per block. There is no
 * order in a group.
 *
 * @param <T> the elements
 */
public final class GroupInBlocks<T>
    extends PTransform<PCollection<T>, PCollection<KV<Long, Iterable<byte[]>>>> {
  private static final long serialVersionUID = 1;

  /** So that one block per group is held easily, and that its overhead does not show. */
  private static final int BLOCK_BYTES = 1 << 15;

  private final SerializableFunction<T, Long> group;

  private GroupInBlocks(SerializableFunction<T, Long> group) {
    this.group = group;
  }

  public static <T> GroupInBlocks<T> by(SerializableFunction<T, Long> group) {
    return new GroupInBlocks<>(group);
  }

  /** Takes in one element after the other. */
  @FunctionalInterface
  public interface Visitor<T> {
    /**
     * @param bytes how many the element took in its block
     */
    void visit(T element, int bytes) throws IOException;
  }

  /** Hands on the elements of a group. */
  public static <T> void forEach(Iterable<byte[]> blocks, Coder<T> coder, Visitor<T> visitor)
      throws IOException {
    for (byte[] block : blocks) {
      ByteArrayInputStream in = new ByteArrayInputStream(block);
      for (int left = block.length; left > 0; ) {
        T element = coder.decode(in);
        visitor.visit(element, left - in.available());
        left = in.available();
      }
    }
  }

  @Override
  public PCollection<KV<Long, Iterable<byte[]>>> expand(PCollection<T> elements) {
    return elements
        .apply("Pack", ParDo.of(new PackFn<>(group, elements.getCoder())))
        .setCoder(KvCoder.of(VarLongCoder.of(), ByteArrayCoder.of()))
        .apply("Group", GroupByKey.create());
  }

  static final class PackFn<T> extends DoFn<T, KV<Long, byte[]>> {
    private static final long serialVersionUID = 1;

    private final SerializableFunction<T, Long> group;
    private final Coder<T> coder;
    private transient Map<Long, ByteArrayOutputStream> open;

    PackFn(SerializableFunction<T, Long> group, Coder<T> coder) {
      this.group = group;
      this.coder = coder;
    }

    @StartBundle
    public void start() {
      open = new HashMap<>();
    }

    @ProcessElement
    public void pack(@Element T element, OutputReceiver<KV<Long, byte[]>> out) throws IOException {
      Long key = group.apply(element);
      ByteArrayOutputStream block = open.computeIfAbsent(key, k -> new ByteArrayOutputStream());
      coder.encode(element, block);
      if (block.size() >= BLOCK_BYTES) {
        out.output(KV.of(key, block.toByteArray()));
        block.reset();
      }
    }

    @FinishBundle
    public void finish(FinishBundleContext context) {
      open.forEach(
          (key, block) -> {
            if (block.size() > 0) {
              context.output(
                  KV.of(key, block.toByteArray()),
                  BoundedWindow.TIMESTAMP_MIN_VALUE,
                  GlobalWindow.INSTANCE);
            }
          });
      open = null;
    }
  }
}
