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
    T read(ByteReader in);
  }

  /** What is packed in blocks already. */
  public static <T> Packed<T> of(PCollection<byte[]> blocks, PackedForm<T> form) {
    return new Packed<>(blocks, form::read);
  }

  /** Packs the elements of a collection. */
  public static <T> Packed<T> of(String name, PCollection<T> elements) {
    return of(name, elements, PackedForm.of(elements.getCoder()));
  }

  /** Packs the elements of a collection in some form. */
  public static <T> Packed<T> of(String name, PCollection<T> elements, PackedForm<T> form) {
    return of(
        elements.apply(name, ParDo.of(new PackFn<>(form))).setCoder(ByteArrayCoder.of()), form);
  }

  /** The blocks: what {@link #of(PCollection, PackedForm)} takes. */
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
      String name, SerializableFunction<T, Long> group, PackedForm<T> form) {
    return spread(name + "/Spread", Spread.of(element -> element, group, form))
        .apply(name + "/Group", GroupByKey.create());
  }

  /** Packs the elements by a number, which the blocks do not come together by yet. */
  public PCollection<KV<Long, byte[]>> spread(String name, Spread<T> to) {
    return blocks
        .apply(name, ParDo.of(new SpreadFn<>(reader, to)))
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
