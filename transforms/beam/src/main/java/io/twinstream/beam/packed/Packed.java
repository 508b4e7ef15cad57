package io.twinstream.beam.packed;

import io.twinstream.features.bytes.ByteReader;
import java.io.IOException;
import java.io.Serializable;
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
 * A bounded collection whose elements travel in blocks, many encoded elements per byte array. The
 * runner's cost per element between steps (a dozen layers of coders, copies and counters) is paid
 * once per block.
 *
 * @param <T> the elements; their order has no meaning
 */
public final class Packed<T> {
  private final PCollection<byte[]> blocks;
  private final Reader<T> reader;

  private Packed(PCollection<byte[]> blocks, Reader<T> reader) {
    this.blocks = Objects.requireNonNull(blocks, "blocks");
    this.reader = reader;
  }

  /** Reads the next element; null if it is left out. */
  private interface Reader<T> extends Serializable {
    T read(ByteReader in);
  }

  /** Wraps a collection of blocks. */
  public static <T> Packed<T> of(PCollection<byte[]> blocks, PackedForm<T> form) {
    return new Packed<>(blocks, form::read);
  }

  /** Packs the elements of a collection. */
  public static <T> Packed<T> of(String name, PCollection<T> elements) {
    return of(name, elements, PackedForm.of(elements.getCoder()));
  }

  /** Packs the elements of a collection in the given form. */
  public static <T> Packed<T> of(String name, PCollection<T> elements, PackedForm<T> form) {
    return of(
        elements.apply(name, ParDo.of(new PackFn<>(form))).setCoder(ByteArrayCoder.of()), form);
  }

  /** Returns the blocks, for {@link #of(PCollection, PackedForm)}. */
  public PCollection<byte[]> blocks() {
    return blocks;
  }

  /**
   * Maps the elements when the next step reads them; this adds no step to the pipeline.
   *
   * @param function returns null for an element to leave out
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

  /** Returns the elements one by one. */
  public PCollection<T> unpack(String name, Coder<T> coder) {
    return blocks.apply(name, ParDo.of(new UnpackFn<>(reader))).setCoder(coder);
  }

  /**
   * Groups the elements by a number with at most some hundreds of values; {@link #forEach} reads
   * the blocks of a group.
   */
  public PCollection<KV<Long, Iterable<byte[]>>> group(
      String name, SerializableFunction<T, Long> group, PackedForm<T> form) {
    return spread(name + "/Spread", Spread.of(element -> element, group, form))
        .apply(name + "/Group", GroupByKey.create());
  }

  /** Packs the elements into blocks keyed by a number, without grouping the blocks. */
  public PCollection<KV<Long, byte[]>> spread(String name, Spread<T> to) {
    return blocks
        .apply(name, ParDo.of(new SpreadFn<>(reader, to)))
        .setCoder(KvCoder.of(VarLongCoder.of(), ByteArrayCoder.of()));
  }

  /** Receives the elements one after the other. */
  @FunctionalInterface
  public interface Visitor<T> {
    /**
     * @param bytes the encoded size of the element
     */
    void visit(T element, int bytes) throws IOException;
  }

  /** Reads the elements of blocks and passes each to the visitor. */
  public static <T> void forEach(Iterable<byte[]> blocks, PackedForm<T> form, Visitor<T> visitor)
      throws IOException {
    for (byte[] block : blocks) {
      forEach(block, form::read, visitor);
    }
  }

  private static <T> void forEach(byte[] block, Reader<T> reader, Visitor<T> visitor)
      throws IOException {
    ByteReader in = new ByteReader(block);
    while (!in.atEnd()) {
      int from = in.at();
      T element = reader.read(in);
      if (element != null) {
        visitor.visit(element, in.at() - from);
      }
    }
  }

  private static final class PackFn<T> extends DoFn<T, byte[]> {
    private static final long serialVersionUID = 1;

    private final PackedForm<T> form;
    private transient Packer<T> packer;

    PackFn(PackedForm<T> form) {
      this.form = form;
    }

    @StartBundle
    public void start() {
      packer = new Packer<>(form);
    }

    @ProcessElement
    public void pack(@Element T element, OutputReceiver<byte[]> out) {
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
    private final Spread<T> to;
    private transient Spreader<T, ?> spreader;

    SpreadFn(Reader<T> reader, Spread<T> to) {
      this.reader = reader;
      this.to = to;
    }

    @StartBundle
    public void start() {
      spreader = to.open();
    }

    @ProcessElement
    public void spread(@Element byte[] block, OutputReceiver<KV<Long, byte[]>> out)
        throws IOException {
      forEach(block, reader, (element, bytes) -> spreader.add(element, out::output));
    }

    @FinishBundle
    public void finish(FinishBundleContext context) {
      spreader.flush(
          block -> context.output(block, BoundedWindow.TIMESTAMP_MIN_VALUE, GlobalWindow.INSTANCE));
    }
  }
}
