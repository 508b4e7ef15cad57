package io.twinstream.options;

import io.twinstream.features.decode.EventDecoder;
import picocli.CommandLine.Option;

/** How long a record may be. */
public final class MaxRecordBytesOption {
  @Option(
      names = "--max-record-bytes",
      paramLabel = "N",
      description = "Longer records are dead letters (default: ${DEFAULT-VALUE}).")
  public int maxRecordBytes = EventDecoder.DEFAULT_MAX_BYTES;
}
