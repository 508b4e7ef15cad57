package io.twinstream.pipelines.files;

import io.twinstream.beam.coder.ShippedView;
import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.files.FilePaths;
import io.twinstream.features.files.NewFile;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.apache.beam.sdk.values.TypeDescriptors;

/**
 * Writes the final states of one view to a file, for comparisons: for each entity its id in UTF-8
 * and the state's canonical bytes, each after its length as a big-endian int.
 */
public final class WriteStates extends PTransform<PCollection<KV<String, EntityState>>, PDone> {
  private static final long serialVersionUID = 1;

  private static final String FILE = "part-00000-of-00001.states";

  private final ShippedView view;
  private final String folder;

  private WriteStates(ShippedView view, String folder) {
    this.view = view;
    this.folder = folder;
  }

  /** Writes a file {@code *.states} in a folder. */
  public static WriteStates of(ShippedView view, Path folder) {
    return new WriteStates(view, folder.toAbsolutePath().toString());
  }

  @Override
  public PDone expand(PCollection<KV<String, EntityState>> states) {
    states
        .apply(
            "OneFile",
            WithKeys.<Integer, KV<String, EntityState>>of(0)
                .withKeyType(TypeDescriptors.integers()))
        .setCoder(KvCoder.of(VarIntCoder.of(), states.getCoder()))
        .apply("Group", GroupByKey.create())
        .apply("Write", ParDo.of(new WriteFn(view, folder)));
    return PDone.in(states.getPipeline());
  }

  static final class WriteFn extends DoFn<KV<Integer, Iterable<KV<String, EntityState>>>, Void> {
    private static final long serialVersionUID = 1;

    private final ShippedView view;
    private final String folder;

    WriteFn(ShippedView view, String folder) {
      this.view = view;
      this.folder = folder;
    }

    @ProcessElement
    public void write(@Element KV<Integer, Iterable<KV<String, EntityState>>> all)
        throws IOException {
      CompiledView compiled = view.compiled();
      NewFile.write(
          FilePaths.of(folder).resolve(FILE),
          file -> {
            try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
              for (KV<String, EntityState> each : all.getValue()) {
                put(out, each.getKey().getBytes(StandardCharsets.UTF_8));
                put(out, compiled.encode(each.getValue()));
              }
            }
          });
    }

    private static void put(DataOutputStream out, byte[] bytes) throws IOException {
      out.writeInt(bytes.length);
      out.write(bytes);
    }
  }
}
