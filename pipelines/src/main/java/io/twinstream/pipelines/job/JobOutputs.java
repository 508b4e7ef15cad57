package io.twinstream.pipelines.job;

import io.twinstream.features.files.FilePaths;
import io.twinstream.offline.log.lake.Lake;
import io.twinstream.offline.log.lake.LakeOutput;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.parquet.schema.Type;

/** Creates the outputs of jobs. */
public final class JobOutputs {
  private JobOutputs() {}

  /**
   * Creates an output.
   *
   * @param name of a folder or a table
   * @param kind what the rows are
   * @param columns of the rows
   * @throws IllegalArgumentException if it cannot be written
   */
  public static JobOutput of(String name, String kind, List<Type> columns) {
    return Lake.isTable(name)
        ? new TableOutput(Lake.tables().output(name, kind, columns))
        : NewFolder.at(FilePaths.of(name));
  }

  /** The rows of a lake table. */
  private record TableOutput(LakeOutput table) implements JobOutput {
    @Override
    public Path whileWriting() {
      return table.folder();
    }

    @Override
    public Map<String, Integer> columnIds() {
      return table.columnIds();
    }

    @Override
    public String finish() {
      return table.commit();
    }

    @Override
    public void abandon() {
      table.abandon();
    }
  }
}
