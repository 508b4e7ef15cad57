package io.twinstream.beam;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * A bounded collection whose elements travel in blocks of many, encoded one after the other. What a
 * runner spends on each thing that it hands from step to step (a dozen layers of coders, copies and
 * counters) is spent once per block.
 *
 * @param <T> the elements, which have no order that means anything
 */
public final class Packed<T> {
  private final PCollection<byte[]> blocks;
  private final Reader<T> reader;

  private Packed(PCollection<byte[]> blocks, Reader<T> reader) {
    this.blocks = Objects.requireNonNull(blocks, "blocks");
    this.reader = reader;
  }

  /** Reads one element after the other; null is none. */
  private interface Reader<T> extends Serializable {
    T read(InputStream in) throws IOException;
  }

  /** What is packed in blocks already. */
  public static <T> Packed<T> of(PCollection<byte[]> blocks, Coder<T> coder) {
    return new Packed<>(blocks, coder::decode);
  }

  /** Packs the elements of a collection. */
  public static <T> Packed<T> of(String name, PCollection<T> elements) {
    Coder<T> coder = elements.getCoder();
    return of(
        elements.apply(name, ParDo.of(new PackFn<>(coder))).setCoder(ByteArrayCoder.of()), coder);
  }

  /** The blocks: what {@link #of(PCollection, Coder)} takes. */
  public PCollection<byte[]> blocks() {
    return blocks;
  }

  /**
   * What a function makes of the elements, when they are read next: this is no step of its own.
   *
   * @param function makes null of an element that is to be left out
   */
  public <U> Packed<U> map(SerializableFunction<T, U> function) {
    Reader<T> from = reader;
    return new Packed<>(
        blocks,
        in -> {
          T element = from.read(in);
          return element == null ? null : function.apply(element);
        });
  }

  /** The elements one by one. */
  public PCollection<T> unpack(String name, Coder<T> coder) {
    return blocks.apply(name, ParDo.of(new UnpackFn<>(reader))).setCoder(coder);
  }

  /**
   * Groups the elements by a number, of which there are at most some hundreds: each group as blocks
   * for {@link #forEach}.
   */
  public PCollection<KV<Long, Iterable<byte[]>>> group(
      String name, SerializableFunction<T, Long> group, Coder<T> coder) {
    return spread(name + "/Spread", group, coder).apply(name + "/Group", GroupByKey.create());
  }

  /** Packs the elements by a number, which the blocks do not come together by yet. */
  PCollection<KV<Long, byte[]>> spread(
      String name, SerializableFunction<T, Long> group, Coder<T> coder) {
    return blocks
        .apply(name, ParDo.of(new SpreadFn<>(this, group, coder)))
        .setCoder(KvCoder.of(VarLongCoder.of(), ByteArrayCoder.of()));
  }

  /** Takes in one element after the other. */
  @FunctionalInterface
  public interface Visitor<T> {
    /**
     * @param bytes how many the element took in its block
     */
    void visit(T element, int bytes) throws IOException;
  }

  /** Hands on the elements of blocks. */
  public static <T> void forEach(Iterable<byte[]> blocks, Coder<T> coder, Visitor<T> visitor)
      throws IOException {
    for (byte[] block : blocks) {
      forEach(block, coder::decode, visitor);
    }
  }

  private static <T> void forEach(byte[] block, Reader<T> reader, Visitor<T> visitor)
      throws IOException {
    BlockInput in = new BlockInput(block);
    for (int from = 0; from < block.length; from = in.position) {
      T element = reader.read(in);
      if (element != null) {
        visitor.visit(element, in.position - from);
      }
    }
  }

  /** A block for reading, by one thread: without the locks of the library's. */
  private static final class BlockInput extends InputStream {
    private final byte[] block;
    private int position;

    BlockInput(byte[] block) {
      this.block = block;
    }

    @Override
    public int read() {
      return position < block.length ? block[position++] & 0xFF : -1;
    }

    @Override
    public byte[] readNBytes(int length) {
      byte[] bytes = Arrays.copyOfRange(block, position, Math.min(position + length, block.length));
      position += bytes.length;
      return bytes;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      if (position == block.length && length > 0) {
        return -1;
      }
      int count = Math.min(length, block.length - position);
      System.arraycopy(block, position, into, offset, count);
      position += count;
      return count;
    }
  }

  private static final class PackFn<T> extends DoFn<T, byte[]> {
    private static final long serialVersionUID = 1;

    private final Coder<T> coder;
    private transient Packer<T> packer;

    PackFn(Coder<T> coder) {
      this.coder = coder;
    }

    @StartBundle
    public void start() {
      packer = new Packer<>(coder);
    }

    @ProcessElement
    public void pack(@Element T element, OutputReceiver<byte[]> out) throws IOException {
      packer.add(element, out::output);
    }

    @FinishBundle
    public void finish(FinishBundleContext context) {
      packer.flush(
          block -> context.output(block, BoundedWindow.TIMESTAMP_MIN_VALUE, GlobalWindow.INSTANCE));
    }
  }

  private static final class UnpackFn<T> extends DoFn<byte[], T> {
    private static final long serialVersionUID = 1;

    private final Reader<T> reader;

    UnpackFn(Reader<T> reader) {
      this.reader = reader;
    }

    @ProcessElement
    public void unpack(@Element byte[] block, OutputReceiver<T> out) throws IOException {
      forEach(block, reader, (element, bytes) -> out.output(element));
    }
  }

  private static final class SpreadFn<T> extends DoFn<byte[], KV<Long, byte[]>> {
    private static final long serialVersionUID = 1;

    private final Reader<T> reader;
    private final SerializableFunction<T, Long> group;
    private final Coder<T> coder;
    private transient Map<Long, Packer<T>> packers;

    SpreadFn(Packed<T> from, SerializableFunction<T, Long> group, Coder<T> coder) {
      this.reader = from.reader;
      this.group = group;
      this.coder = coder;
    }

    @StartBundle
    public void start() {
      packers = new HashMap<>();
    }

    @ProcessElement
    public void spread(@Element byte[] block, OutputReceiver<KV<Long, byte[]>> out)
        throws IOException {
      forEach(
          block,
          reader,
          (element, bytes) -> {
            Long number = group.apply(element);
            packers
                .computeIfAbsent(number, n -> new Packer<>(coder))
                .add(element, full -> out.output(KV.of(number, full)));
          });
    }

    @FinishBundle
    public void finish(FinishBundleContext context) {
      packers.forEach(
          (number, packer) ->
              packer.flush(
                  last ->
                      context.output(
                          KV.of(number, last),
                          BoundedWindow.TIMESTAMP_MIN_VALUE,
                          GlobalWindow.INSTANCE)));
      packers = null;
    }
  }
}
