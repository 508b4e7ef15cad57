package io.twinstream.pipelines.files;

import io.twinstream.beam.coder.EntityStateCoder;
import io.twinstream.beam.coder.ShippedView;
import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.files.FilePaths;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;

/** Reads the states of one view from files of {@link WriteStates}. Bounded. */
public final class ReadStates extends PTransform<PBegin, PCollection<KV<String, EntityState>>> {
  private static final long serialVersionUID = 1;

  private final ShippedView view;
  private final transient Path folder;

  private ReadStates(ShippedView view, Path folder) {
    this.view = view;
    this.folder = folder;
  }

  /** Reads all files {@code *.states} of a folder; there may be none. */
  public static ReadStates of(ShippedView view, Path folder) {
    return new ReadStates(view, folder);
  }

  @Override
  public PCollection<KV<String, EntityState>> expand(PBegin begin) {
    return begin
        .apply("Files", Create.of(files(folder)).withCoder(StringUtf8Coder.of()))
        .apply("Read", ParDo.of(new ReadFn(view)))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), EntityStateCoder.of(view)));
  }

  private static List<String> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(Path::toString).filter(name -> name.endsWith(".states")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + folder, e);
    }
  }

  static final class ReadFn extends DoFn<String, KV<String, EntityState>> {
    private static final long serialVersionUID = 1;

    private final ShippedView view;

    ReadFn(ShippedView view) {
      this.view = view;
    }

    @ProcessElement
    public void read(@Element String file, OutputReceiver<KV<String, EntityState>> out)
        throws IOException {
      CompiledView compiled = view.compiled();
      try (DataInputStream in =
          new DataInputStream(new BufferedInputStream(Files.newInputStream(FilePaths.of(file))))) {
        while (in.available() > 0) {
          String entity = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
          out.output(KV.of(entity, compiled.decode(in.readNBytes(in.readInt()))));
        }
      }
    }
  }
}
