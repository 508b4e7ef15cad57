package io.twinstream.pipelines.job;

import io.twinstream.features.decode.EventDecoder;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options that the live and the historical job share. */
public final class JobOptions {
  @Option(
      names = "--definitions",
      required = true,
      paramLabel = "DIR",
      description =
          "A folder of definitions, or one file; for the live job also registry:PROJECT, those that"
              + " were applied.")
  public Path definitions;

  @Option(
      names = "--max-record-bytes",
      paramLabel = "N",
      defaultValue = "" + EventDecoder.DEFAULT_MAX_BYTES,
      description = "Longer records are dead letters. Default: ${DEFAULT-VALUE}.")
  public int maxRecordBytes;
}
