package io.twinstream.pipelines.files;

import io.twinstream.beam.coder.ShippedView;
import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/**
 * Writes the final states of one view to files, for comparisons: for each entity its id in UTF-8
 * and the state's canonical bytes, each after its length as a big-endian int.
 */
public final class WriteStates extends PTransform<PCollection<KV<String, EntityState>>, PDone> {
  private static final long serialVersionUID = 1;

  private final ShippedView view;
  private final String folder;

  private WriteStates(ShippedView view, String folder) {
    this.view = view;
    this.folder = folder;
  }

  /** Writes to files {@code *.states} in a folder. */
  public static WriteStates of(ShippedView view, Path folder) {
    return new WriteStates(view, folder.toAbsolutePath().toString());
  }

  @Override
  public PDone expand(PCollection<KV<String, EntityState>> states) {
    states.apply(
        "Write",
        FileIO.<KV<String, EntityState>>write()
            .via(new StateSink(view))
            .to(folder)
            .withPrefix("part")
            .withSuffix(".states")
            .withNumShards(1));
    return PDone.in(states.getPipeline());
  }

  static final class StateSink implements FileIO.Sink<KV<String, EntityState>> {
    private static final long serialVersionUID = 1;

    private final ShippedView view;
    private transient CompiledView compiled;
    private transient DataOutputStream out;

    StateSink(ShippedView view) {
      this.view = view;
    }

    @Override
    public void open(WritableByteChannel channel) {
      OutputStream stream = Channels.newOutputStream(channel);
      out = new DataOutputStream(new java.io.BufferedOutputStream(stream));
      compiled = view.compiled();
    }

    @Override
    public void write(KV<String, EntityState> element) throws IOException {
      put(element.getKey().getBytes(StandardCharsets.UTF_8));
      put(compiled.encode(element.getValue()));
    }

    private void put(byte[] bytes) throws IOException {
      out.writeInt(bytes.length);
      out.write(bytes);
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }
  }
}
